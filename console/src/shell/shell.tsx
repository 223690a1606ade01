// The frame around every screen: exercise strip, rail, banner, top bar, tabs on a narrow screen.
import { lazy, Suspense, useEffect, useState } from "react";
import { Navigate, Outlet, ScrollRestoration, useLocation } from "react-router-dom";
import { useT } from "~/i18n";
import { Banner, Level } from "~/kit/marks";
import { Skeleton, Trouble } from "~/kit/states";
import { written } from "~/kit/time";
import { Down } from "./down";
import { FrameProvider, useActs, useFramed, useOffered } from "./frame";
import { Sign } from "./icons";
import { useKeys } from "./keys";
import { Modal } from "./modal";
import { News } from "./news";
import { Said, useHeading, useScroll } from "./place";
import { Menu, Rail, Tabs, useCounts, useScreens, Who } from "./rail";
import { useSession } from "./session";

// Fetched when it is first asked for: no first page needs it.
const Palette = lazy(() => import("./palette").then((file) => ({ default: file.Palette })));

const apple = /Mac|iP(hone|ad)/.test(navigator.platform);

function Clock() {
  const t = useT();
  const [now, set] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => set(new Date()), 15_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time className="when" dateTime={now.toISOString()} title={written(now, "full", t.language, "UTC")}>
      {written(now, "full", t.language)}
    </time>
  );
}

function TopBar({ ask, menu }: { ask: () => void; menu: () => void }) {
  const t = useT();
  const { crumb, mark } = useFramed();
  return (
    <header className="top">
      <div className="crumb">
        {crumb ?? <Clock />}
        {mark && (
          <span className="pagemark" title={t("shell.pagemark")}>
            <Level scheme="" word={mark.text} rung={mark.rung} />
          </span>
        )}
      </div>
      <button type="button" className="ask" onClick={ask} aria-keyshortcuts="Control+K Meta+K" aria-haspopup="dialog">
        <Sign name="search" />
        <span>{t("shell.ask")}</span>
        <kbd>{apple ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <Who />
      <button type="button" className="more" onClick={menu} aria-haspopup="dialog" aria-label={t("shell.menu")}>
        <Sign name="menu" />
      </button>
    </header>
  );
}

function KeyList({ close }: { close: () => void }) {
  const t = useT();
  const acts = useOffered();
  const screens = useScreens();
  return (
    <Modal label={t("shell.keys")} className="keylist" close={close}>
      <h2 className="h2">{t("shell.keys")}</h2>
      <dl>
        {screens
          .filter((one) => one.keys)
          .map((one) => (
            <div key={one.id}>
              <dt>
                <kbd>g {one.keys}</kbd>
              </dt>
              <dd>{t(one.title)}</dd>
            </div>
          ))}
        {(["palette", "search", "list", "rows", "back"] as const).map((one) => (
          <div key={one}>
            <dt>
              <kbd>{t(`shell.key.${one}`)}</kbd>
            </dt>
            <dd>{t(`shell.keyText.${one}`)}</dd>
          </div>
        ))}
        {acts()
          .filter((one) => one.key && one.key !== "?")
          .map((one) => (
            <div key={one.id}>
              <dt>
                <kbd>{one.key}</kbd>
              </dt>
              <dd>{one.text}</dd>
            </div>
          ))}
      </dl>
      <button type="button" className="btn" onClick={close}>
        {t("kit.close")}
      </button>
    </Modal>
  );
}

function Framed() {
  const t = useT();
  const { banner, mark, notices } = useFramed();
  const { state, leave, unended } = useSession();
  const [open, set] = useState<"" | "palette" | "list" | "menu">("");
  const counts = useCounts();
  const close = () => set("");
  useKeys({ palette: () => set("palette"), list: () => set("list"), isOpen: open !== "" || state !== "in" });
  useActs([
    { id: "keys", text: t("shell.keys"), key: "?", run: () => set("list") },
    { id: "leave", text: t("shell.leave"), run: () => void leave() },
  ], "shell");
  useEffect(() => {
    if (state !== "in" || unended !== undefined) set(""); // what lies over the page would lie over the way in, and over why there is no way out
  }, [state, unended]);
  useHeading();
  useScroll();
  const stamp = banner ?? mark;
  const exercise = (where: string) => (
    <div className={`exercise ${where}`} role={where ? undefined : "note"} aria-hidden={where ? true : undefined}>
      {t("shell.exercise")}
    </div>
  );
  return (
    <>
      <a className="skip" href="#content">
        {t("shell.skip")}
      </a>
      {exercise("")}
      <div className={`shell ${banner ? "marked" : ""}`}>
        <Rail counts={counts} menu={() => set("menu")} />
        <main id="content" tabIndex={-1}>
          <div className="upper">
            {exercise("on-paper")}
            {banner && <Banner {...banner} place="top" />}
            {!banner && stamp && (
              <div className="on-paper" aria-hidden="true">
                <Banner {...stamp} place="bottom" />
              </div>
            )}
            {notices?.map((one) => (
              <div key={one.text} className="caveat" role="note">
                <b>{one.kind}</b> {one.text}
              </div>
            ))}
            <TopBar ask={() => set("palette")} menu={() => set("menu")} />
            <Down />
            {unended !== undefined && <Trouble error={unended} title={t("shell.notLeft")} again={() => void leave()} />}
            <News />
          </div>
          <Suspense fallback={<div className="page"><Skeleton rows={6} /></div>}>
            <Outlet />
          </Suspense>
          {stamp && (
            <div className={banner ? "lower" : "lower on-paper"}>
              <Banner {...stamp} place="bottom" />
            </div>
          )}
        </main>
      </div>
      <Tabs counts={counts} />
      <Said />
      {open === "palette" && (
        <Suspense>
          <Palette close={close} />
        </Suspense>
      )}
      {open === "list" && <KeyList close={close} />}
      {open === "menu" && <Menu counts={counts} close={close} ask={() => set("palette")} />}
      <ScrollRestoration />
    </>
  );
}

export function Shell() {
  const { isOperator } = useSession();
  // The operator is given no objects, so that it has no desk.
  if (useLocation().pathname === "/" && isOperator) return <Navigate to="/admin" replace />;
  return (
    <FrameProvider>
      <Framed />
    </FrameProvider>
  );
}
