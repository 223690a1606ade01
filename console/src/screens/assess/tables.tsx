// The same numbers as tables.
import { useT } from "~/i18n";
import type { Schemas } from "~/api/client";
import { How } from "~/kit/how";
import { Agency } from "~/kit/marks";
import { SaveCsv, Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import { lastOpen, openStages, type Judged } from "./rows";

type Round = Schemas["Round"];
const shown = (n: number | null | undefined, language: string, digits = 1) => (typeof n === "number" ? new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(n) : "–");
export const usePercent = () => {
  const t = useT();
  return (p: number | null | undefined, digits = 1) => shown(typeof p === "number" ? p * 100 : p, t.language, digits);
};
export const useNumber = () => {
  const t = useT();
  return (n: number | null | undefined, digits = 3) => shown(n, t.language, digits);
};

type Line = Judged & { stage: number };
export function JudgementTable({ round, titleOf }: { round: Round; titleOf: (yardstick: string | null | undefined) => string }) {
  const t = useT();
  const percent = usePercent();
  const lines: Line[] = openStages(round).flatMap((stage) => stage.judgements!.filter((one) => one.state !== "none").map((one) => ({ ...one, stage: stage.stage })));
  const columns: Column<Line>[] = [
    { id: "agency", head: t("assess.agency"), cell: (row) => <Agency id={row.agency} />, value: (row) => row.agency },
    { id: "stage", head: t("assess.stageHead"), number: true, cell: (row) => row.stage, value: (row) => row.stage },
    { id: "state", head: t("assess.stateHead"), cell: (row) => t(`assess.state.${row.state}`), value: (row) => row.state, hide: "small" },
    { id: "p", head: t("assess.percent"), number: true, cell: (row) => <b>{percent(row.p)}</b>, value: (row) => (row.p === undefined ? undefined : row.p * 100) },
    { id: "low", head: t("assess.low"), number: true, cell: (row) => percent(row.low, 0), value: (row) => (typeof row.low === "number" ? row.low * 100 : undefined) },
    { id: "high", head: t("assess.high"), number: true, cell: (row) => percent(row.high, 0), value: (row) => (typeof row.high === "number" ? row.high * 100 : undefined) },
    { id: "term", head: t("assess.ownTerm"), cell: (row) => (row.term ? `${row.term} · ${titleOf(row.yardstick)}` : "–"), value: (row) => row.term ?? undefined },
    { id: "reader_term", head: t("assess.yourTerm"), cell: (row) => row.reader_term ?? "–", value: (row) => row.reader_term ?? undefined, hide: "small" },
    { id: "confidence", head: t("assess.confidence"), cell: (row) => (row.confidence ? t(`assess.confidence.${row.confidence}`) : "–"), value: (row) => row.confidence },
    {
      id: "apart",
      head: t("assess.apart"),
      number: true,
      cell: (row) => (row.apart === undefined ? "–" : <How by={<p>{t("assess.how.apart", { without: percent(row.pool_without) })}</p>}>{shown(row.apart, t.language, 2)}</How>),
      value: (row) => row.apart,
      hide: "small",
    },
    { id: "at", head: t("assess.revealedAt"), cell: (row) => <Time at={row.at} />, value: (row) => row.at, hide: "small" },
  ];
  return (
    <div className="mt">
      <Table label={t("assess.strip")} columns={columns} rows={lines} id={(row) => `${row.agency}-${row.stage}`} tight />
      <div className="row mt">
        <SaveCsv name="judgements" columns={columns} rows={lines} />
      </div>
    </div>
  );
}

const methods = ["geometric_odds", "mean", "median", "extremised", "beta_6_6"] as const;
type Method = (typeof methods)[number];
const isMethod = (name: string): name is Method => (methods as readonly string[]).includes(name);
export const useMethodName = () => {
  const t = useT();
  return (name: string, otherwise = name) => (isMethod(name) ? t(`assess.method.${name}`) : otherwise);
};

export function Pools({ round }: { round: Round }) {
  const t = useT();
  const percent = usePercent();
  const name = useMethodName();
  const stage = lastOpen(round);
  const pools = stage?.pools ?? [];
  const first = openStages(round).length > 1 ? openStages(round)[0]!.pools?.find((one) => one.headline) : undefined;
  const head = pools.find((one) => one.headline);
  if (!stage || !head) return <p className="dim">{t("assess.noPool")}</p>;
  const n = (stage.judgements ?? []).filter((one) => one.pooled).length;
  const how = (method: string) => (
    <>
      <p>{isMethod(method) ? t(`assess.how.${method}`) : method}</p>
      <p>{t("assess.how.of", { n, of: stage.committed })}</p>
    </>
  );
  return (
    <>
      <div className="big">
        <How by={how(head.method)}>
          <b>{percent(head.value, 0)}%</b>
        </How>
        <span className="dim">
          {head.reader_term ? t("assess.onYours", { term: head.reader_term }) : t("assess.offYours")}
          {first && t("assess.firstWas", { p: `${percent(first.value, 0)}%` })}
        </span>
      </div>
      <table className="tbl tight" aria-label={t("assess.pool")}>
        <thead>
          <tr>
            <th scope="col">{t("assess.methodHead")}</th>
            <th scope="col" className="num">
              {t("assess.percentHead")}
            </th>
          </tr>
        </thead>
        <tbody>
          {pools.map((one) => (
            <tr key={one.method} className={one.headline ? "sel" : undefined}>
              <td>
                {name(one.method, one.heading)} {one.headline && <span className="dim sm">{t("assess.headline")}</span>}
                {one.method === "extremised" && one.note && <div className="note">{extremisedNote(one.note, t)}</div>}
              </td>
              <td className="num b">
                <How by={how(one.method)}>
                  {percent(one.value)}
                  {typeof one.low === "number" && typeof one.high === "number" && one.low !== one.high && <span className="dim"> ({percent(one.low)}–{percent(one.high)})</span>}
                </How>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="note mt">{t("assess.equal")}</p>
    </>
  );
}

// The node says it in English: "d = 1.00 to 1.42, 1 to 3 independent origins; the value is of the fewer".
function extremisedNote(note: string, t: ReturnType<typeof useT>): string {
  const range = /^d = ([\d.]+) to ([\d.]+), (\d+) to (\d+) /.exec(note);
  if (range) return t("assess.extremisedRange", { a: range[1]!, b: range[2]!, low: range[3]!, high: range[4]! });
  const one = /^d = ([\d.]+), (\d+) /.exec(note);
  return one ? t("assess.extremisedOne", { a: one[1]!, n: Number(one[2]) }) : note;
}

export function Convergence({ round }: { round: Round }) {
  const t = useT();
  const number = useNumber();
  const stages = openStages(round);
  const c = round.convergence;
  const last = stages.at(-1);
  if (!last) return null;
  return (
    <table className="tbl tight" aria-label={t("assess.convergence")}>
      <thead>
        <tr>
          <th scope="col" />
          {c ? (
            <>
              <th scope="col" className="num">{t("assess.first")}</th>
              <th scope="col" className="num">{t("assess.second")}</th>
            </>
          ) : (
            <th scope="col" className="num">{last.stage === 2 ? t("assess.second") : t("assess.first")}</th>
          )}
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>
            <How by={<p>{t("assess.how.bits")}</p>}>{t("assess.disagreement")}</How>
          </td>
          {c ? (
            <>
              <td className="num">{number(c.bits_before)}</td>
              <td className="num b">{number(c.bits_after)}</td>
            </>
          ) : (
            <td className="num b">{number(last.disagreement_bits)}</td>
          )}
        </tr>
        <tr>
          <td>
            <How by={<p>{c ? t("assess.how.deviationBoth", { n: c.n }) : t("assess.how.deviation")}</p>}>{t("assess.deviation")}</How>
          </td>
          {c ? (
            <>
              <td className="num">{number(c.deviation_before)}</td>
              <td className="num b">{number(c.deviation_after)}</td>
            </>
          ) : (
            <td className="num b">{number(last.log_odds_deviation)}</td>
          )}
        </tr>
      </tbody>
    </table>
  );
}

export function Scores({ scores }: { scores: NonNullable<NonNullable<Round["resolution"]>["scores"]> }) {
  const t = useT();
  const number = useNumber();
  const name = useMethodName();
  type Line = { id: string; who: string; stage: number; brier: number; log: number; agency: boolean };
  const lines: Line[] = [
    ...scores.agencies.map((one) => ({ id: `a${one.agency}${one.stage}`, who: one.agency!, stage: one.stage, brier: one.brier, log: one.log, agency: true })),
    ...scores.pools.map((one) => ({ id: `p${one.method}${one.stage}`, who: one.method!, stage: one.stage, brier: one.brier, log: one.log, agency: false })),
  ];
  const columns: Column<Line>[] = [
    { id: "who", head: t("assess.whoHead"), cell: (row) => (row.agency ? <Agency id={row.who} /> : name(row.who)), value: (row) => row.who },
    { id: "stage", head: t("assess.stageHead"), number: true, cell: (row) => row.stage, value: (row) => row.stage },
    { id: "brier", head: t("assess.brier"), number: true, cell: (row) => <How by={<p>{t("assess.how.brier")}</p>}>{number(row.brier)}</How>, value: (row) => row.brier },
    { id: "log", head: t("assess.log"), number: true, cell: (row) => <How by={<p>{t("assess.how.log")}</p>}>{number(row.log)}</How>, value: (row) => row.log },
  ];
  return <Table label={t("assess.scores")} columns={columns} rows={lines} id={(row) => row.id} tight />;
}
