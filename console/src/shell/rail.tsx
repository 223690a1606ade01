// The ways to the screens: the rail at the left, tabs at the bottom of a narrow screen, and the menu, which has all of them.
import { Link, useLocation } from "react-router-dom";
import { useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Agency, highest, Level } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { screens, type Group, type Screen } from "./catalogue";
import { Brand, Sign } from "./icons";
import { Modal } from "./modal";
import { useSession } from "./session";
import { Settings } from "./settings";

const groups: readonly Group[] = ["share", "trust", "align"];

// The screens that this person has a use for.
export function useScreens(): readonly Screen[] {
  const { isOperator } = useSession();
  return isOperator ? screens.filter((one) => one.operator) : screens;
}

export function useCounts(): Record<string, number> {
  const { isOperator } = useSession();
  return useRead("/api/v1/owed", undefined, { enabled: !isOperator, every: 60_000 }).data?.counts ?? {};
}

function useHere() {
  const at = useLocation().pathname;
  return (screen: Screen) => at === screen.path || screen.more?.some((path) => at.startsWith(path.split(":")[0]!)) || (screen.id === "search" && at.startsWith("/product/"));
}

function Count({ n }: { n: number | undefined }) {
  const t = useT();
  return n ? (
    <span className="n">
      <span aria-hidden="true">{n}</span>
      <span className="sr">{t("shell.owed", { n })}</span>
    </span>
  ) : null;
}

function Ways({ counts, onGo }: { counts: Record<string, number>; onGo?: () => void }) {
  const t = useT();
  const here = useHere();
  const shown = useScreens().filter((one) => one.icon);
  const link = (one: Screen) => (
    <Link key={one.id} to={one.path} aria-current={here(one) ? "page" : undefined} onClick={onGo}>
      <Sign name={one.icon!} />
      <span className="name">{t(one.title)}</span>
      <Count n={counts[one.id]} />
    </Link>
  );
  return (
    <>
      {shown.filter((one) => !one.group && one.id !== "admin").map(link)}
      {groups.map((group) => {
        const of = shown.filter((one) => one.group === group);
        return (
          of.length > 0 && (
            <div key={group} role="group" aria-label={t(`shell.${group}`)}>
              <h3 aria-hidden="true">{t(`shell.${group}`)}</h3>
              {of.map(link)}
            </div>
          )
        );
      })}
      <div className="end">{shown.filter((one) => one.id === "admin").map(link)}</div>
    </>
  );
}

// Which node this is, and by which version of its policy it decides.
function NodeLine() {
  const t = useT();
  const { isOperator } = useSession(); // others are not told the number of a record
  const policy = useRead("/api/v1/policy", undefined, { enabled: isOperator, every: 60_000 }).data;
  return policy ? <p className="node-line">{t("shell.policy", { n: policy.version })}</p> : null;
}

export function Rail({ counts, menu }: { counts: Record<string, number>; menu: () => void }) {
  const t = useT();
  return (
    <nav className="rail" aria-label={t("shell.rail")}>
      <div className="brand">
        <Brand />
        <span>Comity</span>
      </div>
      <Ways counts={counts} />
      <div className="wide">
        <Settings />
        <NodeLine />
      </div>
      <button type="button" className="more" onClick={menu} aria-haspopup="dialog">
        <Sign name="menu" />
        <span className="name">{t("shell.menu")}</span>
      </button>
    </nav>
  );
}

export function Tabs({ counts }: { counts: Record<string, number> }) {
  const t = useT();
  const here = useHere();
  const { isOperator } = useSession();
  return (
    <nav className="tabs" aria-label={t("shell.tabs")}>
      {useScreens()
        .filter((one) => one.tab || isOperator)
        .map((one) => (
          <Link key={one.id} to={one.path} aria-current={here(one) ? "page" : undefined}>
            <Sign name={one.icon!} />
            <span className="clip">{t(one.title)}</span>
            <Count n={counts[one.id]} />
          </Link>
        ))}
    </nav>
  );
}

export function Who() {
  const t = useT();
  const { me } = useSession();
  const schemes = useSchemes();
  const cleared = highest(me?.clearance?.levels, schemes.find);
  return (
    <div className="me">
      <span className="who">{me?.name ?? (me?.party ? me.person : t("shell.operator"))}</span>
      {me?.agency && (
        <span className="hide-s">
          <Agency id={me.agency} />
        </span>
      )}
      {cleared && (
        <span className="cleared">
          <span className="faint">{t("shell.cleared")}</span>
          <Level {...cleared} />
        </span>
      )}
    </div>
  );
}

// All of it, where the rail has no room for words, or there is none.
export function Menu({ counts, close, ask }: { counts: Record<string, number>; close: () => void; ask: () => void }) {
  const t = useT();
  return (
    <Modal label={t("shell.menu")} className="menu" close={close}>
      <div className="menu-head">
        <Who />
        <button type="button" className="btn s" onClick={close}>
          {t("kit.close")}
        </button>
      </div>
      <button type="button" className="ask" onClick={ask}>
        <Sign name="search" />
        <span>{t("shell.ask")}</span>
      </button>
      <nav className="rail" aria-label={t("shell.rail")}>
        <Ways counts={counts} onGo={close} />
      </nav>
      <Settings />
      <NodeLine />
    </Modal>
  );
}
