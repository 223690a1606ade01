// One round. While a stage is sealed: how many have committed, and nothing of whom. Then the judgements by agency, what they come to, and who stands apart and why.
import { Link } from "react-router-dom";
import { read, useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { save, Section, Segments } from "~/kit/layout";
import { Agency } from "~/kit/marks";
import { Got } from "~/kit/states";
import { Time, useDue } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useMe, useSession } from "~/shell/session";
import { Discussion } from "./discussion";
import { useMarks } from "./marked";
import type { Line } from "./marking";
import { Origins } from "./origins";
import { Own } from "./own";
import { Part } from "./part";
import { Resolution } from "./resolution";
import { dissents, endOfPart, lastOpen, openStages, reasons, stageNow } from "./rows";
import { Strip } from "./strip";
import { Convergence, Pools, usePercent } from "./tables";

type Round = Schemas["Round"];

export function RoundScreen({ id }: { id: string }) {
  const t = useT();
  const found = useRead("/api/v1/rounds/{id}", { path: { id } }, { every: 30_000, keep: false });
  const round = found.data;
  const notes = round ? [...openStages(round).flatMap((stage) => stage.judgements!.flatMap((one) => one.note ?? [])), ...round.discussion.map((one) => one.id)] : [];
  const { mark, line } = useMarks(round ? [round.id, ...notes] : []);
  useFrame({
    title: round?.title ?? t("assess.title"),
    mark,
    crumb: (
      <>
        <Link to="/assess">{t("assess.title")}</Link> / <b>{round?.title ?? ""}</b>
      </>
    ),
  });
  return <Got from={found}>{(data) => <Shown round={data} line={line} />}</Got>;
}

function Shown({ round, line }: { round: Round; line: Line }) {
  const t = useT();
  const url = useUrl();
  const me = useMe();
  const { is } = useSession();
  const sticks = useRead("/api/v1/yardsticks", undefined, { stale: Infinity });
  const titleOf = (id: string | null | undefined) => sticks.data?.yardsticks.find((one) => one.id === id)?.title ?? id ?? "";
  const opened = lastOpen(round);
  const now = stageNow(round);
  const answers = is("submitter") ? round.yours : [];
  const agency = answers.includes(url.get("for")) ? url.get("for") : answers[0];
  const convenes = is("submitter") && me.party === round.owner;
  const exported = () => void takeAway(round.id);
  useActs([{ id: "stix", text: t("assess.export"), key: "e", run: exported }]);
  return (
    <div className="split assess">
      <div className="page">
        <h1 className="titled">{round.question ?? round.title ?? round.id}</h1>
        <div className="stepline">
          <Part part={round.part} outcome={round.resolution?.outcome} />
          <StageCounts round={round} />
          <span>
            {t("assess.resolves")} <Time at={round.resolves} form="date" />
          </span>
          <span>
            {t("assess.by")} <Agency id={round.convenor} />
          </span>
          <button type="button" className="link plain sp" onClick={exported}>
            {t("assess.export")}
          </button>
        </div>
        {round.criteria && (
          <p className="criteria">
            <span className="dim">{t("assess.criteria")}</span> <span className="said-inline">{round.criteria}</span>
          </p>
        )}
        <Schedule round={round} />
        {now && <SealedCount round={round} stage={now.stage} />}
        {answers.length > 1 && now && <Segments label={t("assess.for")} value={agency ?? ""} options={answers.map((one) => ({ id: one, text: one }))} onChange={(next) => url.change({ for: next })} />}
        {agency && now && <Own key={`${agency}-${round.part}`} round={round} agency={agency} line={line} />}
        {!is("submitter") && round.yours.length > 0 && now && <p className="dim mt">{t("assess.submitterAnswers", { agency: round.yours.join(", ") })}</p>}
        {opened && <Strip round={round} titleOf={titleOf} />}
        {opened && <Reasons round={round} />}
        <Discussion round={round} line={line} convenes={convenes} />
      </div>
      <aside className="side" aria-label={t("assess.numbers")}>
        {opened ? (
          <>
            <Section title={t("assess.pool")} note={t("assess.poolNote", { n: (opened.judgements ?? []).filter((one) => one.pooled).length, stage: opened.stage === 2 ? t("assess.second") : t("assess.first") })}>
              <Pools round={round} />
            </Section>
            <Section title={t("assess.convergence")}>
              <Convergence round={round} />
            </Section>
            <Origins round={round} />
          </>
        ) : (
          <Section title={t("assess.numbers")}>
            <p className="dim">{t("assess.numbersLater")}</p>
          </Section>
        )}
        <Resolution round={round} convenes={convenes} />
        {!!round.about?.length && <About ids={round.about} />}
      </aside>
    </div>
  );
}

async function takeAway(id: string) {
  const bundle = await read("/api/v1/rounds/{id}/export", { path: { id } });
  save(`round-${id.slice(10, 18)}.json`, "application/stix+json;version=2.1", JSON.stringify(bundle, null, 2));
}

function StageCounts({ round }: { round: Round }) {
  const t = useT();
  const stage = lastOpen(round);
  if (!stage) return null;
  return <span>{t("assess.counts", { committed: stage.committed, revealed: stage.revealed ?? 0, withheld: stage.withheld ?? 0 })}</span>;
}

// The five parts and where the round is in them.
const parts = ["commit", "reveal", "discussion", "second-commit", "second-reveal"] as const;
function Schedule({ round }: { round: Round }) {
  const t = useT();
  const due = useDue();
  const at = round.part === "over" ? parts.length : parts.indexOf(round.part);
  const ends = endOfPart(round);
  return (
    <ol className="parts" aria-label={t("assess.parts")}>
      {parts.map((part, i) => (
        <li key={part} className={i < at ? "past" : i === at ? "now" : undefined} aria-current={i === at ? "step" : undefined}>
          <span>{t(`assess.part.${part}`)}</span>
          <span className="note">
            {i === at && ends ? (
              <>
                {t("assess.until")} <Time at={ends} /> · {due(ends).text}
              </>
            ) : i > at ? (
              <>
                {t("assess.until")} <Time at={endOfPart({ part, schedule: round.schedule })} form="day" />
              </>
            ) : (
              t("assess.done")
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

function SealedCount({ round, stage }: { round: Round; stage: 1 | 2 }) {
  const t = useT();
  const one = round.stages.find((other) => other.stage === stage);
  if (!one || one.opened) return null;
  return (
    <div className="sealed-count">
      <b className="figure">{one.committed}</b>
      <span>{t("assess.sealedOf", { n: one.invited })}</span>
      <span className="seals" aria-hidden="true">
        {Array.from({ length: one.invited }, (_, i) => (
          <i key={i} className={i < one.committed ? "full" : undefined} />
        ))}
      </span>
      <span className="note">{t("assess.sealedCountText")}</span>
    </div>
  );
}

function Reasons({ round }: { round: Round }) {
  const t = useT();
  const percent = usePercent();
  const apart = dissents(round);
  const others = reasons(round);
  return (
    <>
      {apart.map((one) => (
        <div key={one.agency} className="dissent">
          <span className="b">{one.footnote}</span>
          <div>
            <p className="said small" lang={/[\u3040-\u9fff]/.test(one.rationale!) ? "ja" : undefined}>
              {one.rationale}
            </p>
            <p className="sm faint">
              <Agency id={one.agency} /> {t("assess.dissentFoot", { p: `${percent(one.p, 0)}%`, without: `${percent(one.pool_without, 0)}%` })} {one.at && <Time at={one.at} />}
            </p>
          </div>
        </div>
      ))}
      {others.length > 0 && (
        <details className="reasons" open={apart.length === 0}>
          <summary>{t("assess.otherReasons", { n: others.length })}</summary>
          {others.map((one) => (
            <div key={one.agency} className="dissent">
              <span />
              <div>
                <p className="said small" lang={/[\u3040-\u9fff]/.test(one.rationale!) ? "ja" : undefined}>
                  {one.rationale}
                </p>
                <p className="sm faint">
                  <Agency id={one.agency} /> {percent(one.p, 0)}% {one.at && <Time at={one.at} />}
                </p>
              </div>
            </div>
          ))}
        </details>
      )}
    </>
  );
}

function About({ ids }: { ids: readonly string[] }) {
  const t = useT();
  const named = ids.filter((one) => !one.startsWith("identity--"));
  if (named.length === 0) return null;
  return (
    <Section title={t("assess.about")}>
      <ul className="list">
        {named.map((one) => (
          <li key={one}>
            <Link className="link mono" to={`/product/${one}`}>
              {one}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
