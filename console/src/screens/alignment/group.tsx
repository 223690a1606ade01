// The group as one: how united it votes (Rice), who stands alone, and who leaves its line.
import { scaleLinear } from "d3-scale";
import type { Schemas } from "~/api/client";
import { Bar } from "~/chart/bars";
import { frameOf, Plot } from "~/chart/plot";
import { useWidth } from "~/chart/width";
import { useT, type Key } from "~/i18n";
import { How } from "~/kit/how";
import { Section, Segments } from "~/kit/layout";
import { SaveCsv, Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import { stretches } from "./measure";

type Period = Schemas["AlignmentRice"]["periods"][number];

export function Rice({ of, year, choose }: { of: Schemas["AlignmentRice"]; year?: number; choose: (year: number) => void }) {
  const t = useT();
  const [place, width] = useWidth(500, 320);
  const frame = frameOf(width, 220, { left: 40, right: 16, top: 18, bottom: 36 });
  const first = of.periods[0]?.year ?? 0;
  const last = of.periods.at(-1)?.year ?? 1;
  const x = scaleLinear().domain([first, Math.max(first + 1, last)]).range([frame.left, frame.width - frame.right]);
  const y = scaleLinear().domain([0, 1]).range([frame.height - frame.bottom, frame.top]);
  const ground = frame.height - frame.bottom;
  const point = (at: number, value: number) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
  const parts = stretches(of.periods, (one) => one.mean !== null);
  const columns: Column<Period>[] = [
    { id: "period", head: t("alignment.year"), cell: (row) => row.period, value: (row) => row.period },
    { id: "n", head: "n", number: true, cell: (row) => row.n, value: (row) => row.n },
    { id: "mean", head: t("alignment.rice"), number: true, cell: (row) => row.mean?.toFixed(3) ?? "–", value: (row) => row.mean ?? undefined },
    { id: "low", head: t("alignment.low"), number: true, cell: (row) => row.interval?.low.toFixed(3) ?? "–", value: (row) => row.interval?.low },
    { id: "high", head: t("alignment.high"), number: true, cell: (row) => row.interval?.high.toFixed(3) ?? "–", value: (row) => row.interval?.high },
  ];
  const step = Math.max(1, Math.ceil((last - first) / Math.max(3, Math.floor(width / 90))));
  const here = of.periods.find((one) => one.year === year && one.mean !== null);
  return (
    <Section title={t("alignment.cohesion")} note={<How by={<p>{t("alignment.riceHow")}</p>}>{t("alignment.riceNote")}</How>}>
      <Plot plain title={t("alignment.cohesion")} place={place} frame={frame} name="alignment-rice" note={<SaveCsv name="alignment-rice" columns={columns} rows={of.periods} />}
        text={t("alignment.riceText", { n: of.group.length, value: here?.mean?.toFixed(3) ?? "–", year: String(year ?? "") })}
        table={<Table label={t("alignment.cohesion")} columns={columns} rows={of.periods} id={(row) => row.period} selected={(row) => row.year === year} open={(row) => choose(row.year)} tight />}>
        {y.ticks(5).map((value) => (
          <g key={value}>
            <path className="g" d={`M${frame.left} ${y(value)}H${frame.width - frame.right}`} />
            <text className="ax e" x={frame.left - 6} y={y(value) + 4}>
              {value.toFixed(1)}
            </text>
          </g>
        ))}
        <text className="ax" x={0} y={10}>
          {t("alignment.axisRice")}
        </text>
        <path className="base" d={`M${frame.left} ${ground}H${frame.width - frame.right}`} />
        {Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step).map((value) => (
          <text key={value} className="ax m" x={x(value)} y={ground + 16}>
            {value}
          </text>
        ))}
        <text className="ax e" x={frame.width - frame.right} y={frame.height - 4}>
          {t("alignment.year")}
        </text>
        {stretches(of.periods, (one) => !!one.interval && one.mean !== null).map((part, i) => (
          <path key={i} className="shade" d={`${part.map((one, j) => `${j ? "L" : "M"}${point(one.year, one.interval!.high)}`).join("")}${[...part].reverse().map((one) => `L${point(one.year, one.interval!.low)}`).join("")}Z`} />
        ))}
        {parts.map((part, i) => (
          <path key={i} className="trail" d={part.map((one, j) => `${j ? "L" : "M"}${point(one.year, one.mean!)}`).join("")} />
        ))}
        {here && <circle className="here" cx={x(here.year)} cy={y(here.mean!)} r={4.5} />}
      </Plot>
    </Section>
  );
}

type Alone = Schemas["AlignmentLone"]["lone"][number];
export function Lone({ of, period, alone, setAlone }: { of: Schemas["AlignmentLone"]; period: string; alone: "no" | "apart"; setAlone: (to: "no" | "apart") => void }) {
  const t = useT();
  const most = Math.max(0, ...of.by_member.map((one) => one.alone));
  const columns: Column<Alone>[] = [
    { id: "member", head: t("alignment.member"), cell: (row) => <b>{row.member}</b>, value: (row) => row.member, width: 64 },
    { id: "vote", head: t("alignment.voted"), cell: (row) => t(`alignment.vote.${row.vote}` as Key), value: (row) => row.vote, width: 64 },
    { id: "resolution", head: t("alignment.rollCall"), cell: (row) => <span className="wrap"><b>{row.resolution || row.id}</b> <span className="dim">{row.title}</span></span>, value: (row) => row.resolution || row.id },
    { id: "date", head: t("alignment.date"), cell: (row) => <span className="nw"><Time at={`${row.date}T00:00:00Z`} form="date" /></span>, value: (row) => row.date },
    { id: "others", head: t("alignment.yesAbstainNo"), number: true, hide: "small", cell: (row) => `${row.yes} / ${row.abstain} / ${row.no}`, value: (row) => `${row.yes}/${row.abstain}/${row.no}` },
  ];
  return (
    <Section title={t("alignment.lone")} note={<How by={<p>{t("alignment.loneHow")}</p>}>{period}</How>}>
      <div className="row mt">
        <Segments label={t("alignment.lone")} value={alone} options={[{ id: "no", text: t("alignment.loneNo") }, { id: "apart", text: t("alignment.loneApart") }]} onChange={setAlone} />
        {of.lone.length > 0 && <SaveCsv name={`alignment-lone-${period}`} columns={columns} rows={of.lone} />}
      </div>
      <Table label={t("alignment.loneBy")} rows={of.by_member} id={(row) => row.name} tight
        columns={[
          { id: "name", head: t("alignment.member"), cell: (row) => <b>{row.name}</b>, value: (row) => row.name, width: 64 },
          { id: "bar", head: "", cell: (row) => <Bar value={row.alone} most={most} /> },
          { id: "alone", head: t("alignment.times"), number: true, cell: (row) => row.alone, value: (row) => row.alone, width: 64 },
        ]}
      />
      {of.lone.length > 0 && (
        <details className="mt">
          <summary className="note">{t("alignment.which", { n: of.lone.length })}</summary>
          <Table label={t("alignment.lone")} columns={columns} rows={of.lone} id={(row) => `${row.row} ${row.member}`} tight />
        </details>
      )}
    </Section>
  );
}

type Left = Schemas["AlignmentLine"]["departures"][number];
export function Line({ of, year, period }: { of: Schemas["AlignmentLine"]; year?: number; period: string }) {
  const t = useT();
  const one = of.periods.find((row) => row.year === year) ?? of.periods.at(-1);
  const rows = [...(one?.members ?? [])].sort((a, b) => b.share - a.share);
  const most = Math.max(0, ...rows.map((row) => row.share));
  const columns: Column<Left>[] = [
    { id: "member", head: t("alignment.member"), cell: (row) => <b>{row.member}</b>, value: (row) => row.member, width: 64 },
    { id: "vote", head: t("alignment.voted"), cell: (row) => t(`alignment.vote.${row.vote}` as Key), value: (row) => row.vote, width: 64 },
    { id: "line", head: t("alignment.line"), cell: (row) => t(`alignment.vote.${row.line}` as Key), value: (row) => row.line, width: 64 },
    { id: "resolution", head: t("alignment.rollCall"), cell: (row) => <span className="wrap"><b>{row.resolution || row.id}</b> <span className="dim">{row.title}</span></span>, value: (row) => row.resolution || row.id },
    { id: "date", head: t("alignment.date"), cell: (row) => <span className="nw"><Time at={`${row.date}T00:00:00Z`} form="date" /></span>, value: (row) => row.date },
  ];
  return (
    <Section title={t("alignment.leftLine")} note={<How by={<p>{t("alignment.lineHow")}</p>}>{t("alignment.withLine", { n: one?.with_line ?? 0, period })}</How>}>
      <Table label={t("alignment.leftLine")} rows={rows} id={(row) => row.name} tight
        columns={[
          { id: "name", head: t("alignment.member"), cell: (row) => <b>{row.name}</b>, value: (row) => row.name, width: 64 },
          { id: "bar", head: "", cell: (row) => <Bar value={row.share} most={most} /> },
          { id: "left", head: t("alignment.left"), number: true, cell: (row) => row.left, value: (row) => row.left, width: 64 },
          { id: "chose", head: t("alignment.chose"), number: true, cell: (row) => row.chose, value: (row) => row.chose, width: 64 },
          { id: "share", head: "%", number: true, cell: (row) => (100 * row.share).toFixed(1), value: (row) => row.share, width: 64 },
        ]}
      />
      {of.departures.length > 0 && (
        <details className="mt">
          <summary className="note">{t("alignment.which", { n: of.departures.length })}</summary>
          <div className="row">
            <SaveCsv name={`alignment-line-${period}`} columns={columns} rows={of.departures} />
            {of.next && <span className="note">{t("alignment.firstOnes", { n: of.departures.length })}</span>}
          </div>
          <Table label={t("alignment.leftLine")} columns={columns} rows={of.departures} id={(row) => `${row.row} ${row.member}`} tight />
        </details>
      )}
    </Section>
  );
}
