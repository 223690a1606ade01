// Which agreement exposes how much, and which member: Shapley shares, which sum to the total that stands beside them.
import type { Schemas } from "~/api/client";
import { Bar } from "~/chart/bars";
import { frameOf, Plot } from "~/chart/plot";
import { useWidth } from "~/chart/width";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Section } from "~/kit/layout";
import { Agency, Standing } from "~/kit/marks";
import { Table, type Column } from "~/kit/table";
import { useNumber, type Exposure } from "./counts";
import { sharesHold } from "./sums";

type Rank = Schemas["ExposureRank"];
type Share = Rank["agreements"][number];
export type Standings = ReadonlyMap<string, { state: string; title: string }>;

export function Agreements({ rank, of, standings }: { rank: Rank; of: Exposure; standings: Standings }) {
  const t = useT();
  const n = useNumber();
  const [place, width] = useWidth(684, 420);
  const rows = rank.agreements;
  const name = (row: Share) => (row.kind === "agreement" ? (row.version ? `${row.name} v${row.version}` : row.name) : row.kind === "others" ? t("exposure.kind.others") : row.name);
  const left = Math.min(206, Math.floor(width * 0.31));
  const numbers = 172;
  const frame = frameOf(width, 30 + rows.length * 28 + 4, { left, right: numbers });
  const most = Math.max(0, ...rows.map((row) => row.share));
  const x = (value: number) => (most > 0 ? ((width - left - numbers - 12) * value) / most : 0);
  const first = rows[0];
  const columns: Column<Share>[] = [
    { id: "name", head: t("exposure.agreement"), cell: (row) => <b>{name(row)}</b>, value: name },
    { id: "title", head: "", hide: "small", cell: (row) => <span className="dim">{row.title ?? ""}</span>, value: (row) => row.title },
    { id: "share", head: t("exposure.share"), number: true, cell: (row) => n(row.share, 1), value: (row) => row.share },
    { id: "only", head: t("exposure.onlyThrough"), number: true, cell: (row) => n(row.only), value: (row) => row.only },
  ];
  const holds = sharesHold(rows, rank.agreements_total);
  const note = (
    <span>
      {t("exposure.sumsTo")}{" "}
      <How by={<><p>{t("exposure.sumHow", { total: rank.agreements_total, follows: rank.follows, left: rank.left_out_weight, classes: rank.left_out, all: of.members.length === 1 ? of.all.may_pull : rank.agreements_total + rank.follows + rank.left_out_weight })}</p><p>{t("exposure.shareHow")}</p></>}>
        <span data-number="agreements_total">{n(rank.agreements_total)}</span>
      </How>
    </span>
  );
  return (
    <Section title={t("exposure.agreements")} note={note}>
      {!holds && <p className="bad">{t("exposure.sumWrong", { total: rank.agreements_total })}</p>}
      {rows.length === 0 ? (
        <p className="empty">{t("kit.nothing")}</p>
      ) : (
        <Plot plain title={t("exposure.agreements")} place={place} frame={frame} name="exposure-agreements" table={<Table label={t("exposure.agreements")} columns={columns} rows={rows} id={(row) => row.kind + row.name} tight />}
          text={t("exposure.agreementsText", { n: rows.length, total: rank.agreements_total, first: first ? name(first) : "", share: first ? n(first.share, 1) : 0 })}>
          <text className="t10" x={left} y={11}>
            {t("exposure.shareOf")}
          </text>
          <text className="t10 e" x={width - 88} y={11}>
            {t("exposure.share")}
          </text>
          <text className="t10 e" x={width} y={11}>
            {t("exposure.onlyThrough")}
          </text>
          {rows.map((row, i) => {
            const y = 22 + i * 28;
            const standing = row.id ? standings.get(row.id)?.state : undefined;
            return (
              <g key={row.kind + row.name}>
                <title>{[name(row), row.title].filter(Boolean).join(" · ")}</title>
                {standing && <StateShape state={standing} y={y} />}
                <text className="lab" x={18} y={y + 11}>
                  {cut(name(row), Math.floor((left - 24) / 6.6))}
                </text>
                <rect className="acc" x={left} y={y} width={Math.max(row.share > 0 ? 1 : 0, x(row.share))} height={14} />
                <text className="e" x={width - 88} y={y + 11}>
                  {n(row.share, 1)}
                </text>
                <text className="e ax" x={width} y={y + 11}>
                  {n(row.only)}
                </text>
                <path className="g" d={`M0 ${y + 20.5}H${width}`} />
              </g>
            );
          })}
        </Plot>
      )}
      <Legend states={[...new Set(rows.flatMap((row) => (row.id && standings.get(row.id)?.state) || []))]} />
    </Section>
  );
}
const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, Math.max(3, most - 1))}…` : text);

const shapes: Record<string, { path: string; fill?: boolean }> = {
  "in-force": { path: "M11.5 6.5a5 5 0 1 1-10 0a5 5 0 1 1 10 0", fill: true },
  suspended: { path: "M11.7 6.5a5.2 5.2 0 1 1-10.4 0a5.2 5.2 0 1 1 10.4 0M5 4.4v4.2M8 4.4v4.2" },
  notice: { path: "M11.7 6.5a5.2 5.2 0 1 1-10.4 0a5.2 5.2 0 1 1 10.4 0M6.5 3.6v3l2 1.4" },
};
// The same shapes as in the marks, drawn within a plot.
function StateShape({ state, y }: { state: string; y: number }) {
  const shape = shapes[state];
  return shape ? <path className={`mark-state ${shape.fill ? "full" : ""} ${state === "in-force" ? "ok" : "warn"}`} transform={`translate(0 ${y + 0.5})`} d={shape.path} /> : null;
}
const Legend = ({ states }: { states: readonly string[] }) => (states.length ? <p className="row note">{states.map((state) => <Standing key={state} state={state} />)}</p> : null);

export function Members({ rank, title, note, open }: { rank: Rank; title: string; note?: string; open?: (name: string) => void }) {
  const t = useT();
  const n = useNumber();
  type Row = Rank["members"][number];
  const most = Math.max(0, ...rank.members.map((row) => row.share));
  const columns: Column<Row>[] = [
    { id: "name", head: t("exposure.member"), cell: (row) => <Agency id={row.name} />, value: (row) => row.name, width: 96 },
    { id: "bar", head: "", hide: "small", cell: (row) => <Bar value={row.share} most={most} /> },
    { id: "share", head: <How by={<p>{t("exposure.shareHow")}</p>}>{t("exposure.share")}</How>, number: true, cell: (row) => n(row.share, 1), value: (row) => row.share, width: 100 },
    { id: "reaches", head: t("exposure.reaches"), number: true, cell: (row) => n(row.reaches), value: (row) => row.reaches, width: 80 },
    { id: "only", head: t("exposure.only"), number: true, cell: (row) => n(row.only), value: (row) => row.only, width: 80 },
  ];
  const holds = sharesHold(rank.members, rank.members_total);
  return (
    <Section title={title} note={note ?? t("exposure.rankNote", { total: rank.members_total })}>
      {!holds && <p className="bad">{t("exposure.sumWrong", { total: rank.members_total })}</p>}
      <Table label={title} columns={columns} rows={rank.members} id={(row) => row.name} open={open && ((row) => open(row.name))} tight />
    </Section>
  );
}
