// A pair over time with its intervals, and around a day: the donors' mean, what came before, and the rank. Association, not cause.
import { scaleLinear } from "d3-scale";
import type { Schemas } from "~/api/client";
import { frameOf, Plot } from "~/chart/plot";
import { useWidth } from "~/chart/width";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Table, type Column } from "~/kit/table";
import { leastOf, named, signed, stretches, yearOf, type Index, type Row } from "./measure";

export type Event = { id: string; day: string };
type Window = Schemas["AlignmentWindow"];

export function OverTime({ of, index, events, window, year }: { of: Schemas["AlignmentPair"]; index: Index; events: readonly Event[]; window?: Window; year?: number }) {
  const t = useT();
  const [place, width] = useWidth(640, 320);
  const frame = frameOf(width, 246, { left: 40, right: 52, top: 26, bottom: 40 });
  const has = (row: Row) => row[index] !== null;
  const values = of.series.filter(has).flatMap((row) => [row[index]!, row.intervals?.[index]?.low ?? row[index]!, row.intervals?.[index]?.high ?? row[index]!]);
  const donors = (window?.years ?? []).flatMap((one) => (one.donors === null ? [] : [one.donors]));
  const first = Math.min(...of.series.map((row) => row.year), ...(window ? window.years.map((one) => yearOf(one.from)) : []));
  const last = Math.max(...of.series.map((row) => row.year), ...(window ? window.years.map((one) => yearOf(one.to)) : []));
  const floor = Math.max(leastOf(index), Math.min(...values, ...donors) - 0.03);
  const x = scaleLinear().domain([first, Math.max(first + 1, last)]).range([frame.left, frame.width - frame.right]);
  const y = scaleLinear().domain([floor, 1]).range([frame.height - frame.bottom, frame.top]);
  const ground = frame.height - frame.bottom;
  const line = (list: readonly (readonly [number, number])[]) => list.map(([a, b], i) => `${i ? "L" : "M"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("");
  const parts = stretches(of.series, has);
  const bands = stretches(of.series, (row) => has(row) && !!row.intervals?.[index]);
  const donorLine = stretches(window?.years ?? [], (one) => one.donors !== null);
  const middle = (one: Window["years"][number]) => (yearOf(one.from) + yearOf(one.to)) / 2;
  const inside = events.filter((one) => yearOf(one.day) >= first && yearOf(one.day) <= last + 1);
  const end = [...of.series].reverse().find(has);
  const resampling = of.about.resampling;
  const columns: Column<Row>[] = [
    { id: "year", head: t("alignment.year"), cell: (row) => row.period ?? row.year, value: (row) => row.year },
    { id: "n", head: "n", number: true, cell: (row) => row.n, value: (row) => row.n },
    { id: index, head: named[index], number: true, cell: (row) => row[index]?.toFixed(3) ?? "–", value: (row) => row[index] ?? undefined },
    { id: "low", head: t("alignment.low"), number: true, cell: (row) => row.intervals?.[index]?.low.toFixed(3) ?? "–", value: (row) => row.intervals?.[index]?.low },
    { id: "high", head: t("alignment.high"), number: true, cell: (row) => row.intervals?.[index]?.high.toFixed(3) ?? "–", value: (row) => row.intervals?.[index]?.high },
  ];
  const step = Math.max(1, Math.ceil((last - first) / Math.max(4, Math.floor(width / 90))));
  const ticks = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => Math.round(first + i * step));
  return (
    <Plot title={t("alignment.over", { a: of.a, b: of.b })} place={place} frame={frame} name={`alignment-${of.a}-${of.b}-${index}`}
      note={resampling ? <How by={<p>{t("alignment.bootstrapHow", { times: resampling.times, seed: resampling.seed })}</p>}>{t("alignment.bootstrap")}</How> : undefined}
      text={t("alignment.overText", { a: of.a, b: of.b, index: named[index], first: String(Math.round(first)), last: String(Math.round(last)), value: end?.[index]?.toFixed(3) ?? "–" })}
      table={<Table label={t("alignment.over", { a: of.a, b: of.b })} columns={columns} rows={of.series} id={(row) => String(row.period ?? row.year)} tight />}>
      {window && <rect className="band" x={x(yearOf(window.years[0]?.from ?? window.date))} y={frame.top} width={Math.max(0, x(yearOf(window.date)) - x(yearOf(window.years[0]?.from ?? window.date)))} height={ground - frame.top} />}
      {y.ticks(5).map((value) => (
        <g key={value}>
          <path className="g" d={`M${frame.left} ${y(value)}H${frame.width - frame.right}`} />
          <text className="ax e" x={frame.left - 6} y={y(value) + 4}>
            {value.toFixed(1).replace("-", "−")}
          </text>
        </g>
      ))}
      <text className="ax" x={0} y={9}>
        {t("alignment.axisIndex", { index: named[index] })}
      </text>
      <path className="base" d={`M${frame.left} ${ground}H${frame.width - frame.right}`} />
      {ticks.map((value) => (
        <g key={value}>
          <path className="base" d={`M${x(value)} ${ground}v4`} />
          <text className="ax m" x={x(value)} y={ground + 17}>
            {value}
          </text>
        </g>
      ))}
      <text className="ax e" x={frame.width - frame.right} y={frame.height - 4}>
        {t("alignment.year")}
      </text>
      {bands.map((part, i) => (
        <path key={i} className="shade" d={`${line(part.map((row) => [row.year, row.intervals![index]!.high]))}${part.map((row) => row).reverse().map((row) => `L${x(row.year).toFixed(1)} ${y(row.intervals![index]!.low).toFixed(1)}`).join("")}Z`} />
      ))}
      {donorLine.map((part, i) => (
        <path key={i} className="quiet" d={line(part.map((one) => [middle(one), one.donors!]))} />
      ))}
      {parts.map((part, i) => (part.length > 1 ? <path key={i} className="trail" d={line(part.map((row) => [row.year, row[index]!]))} /> : <circle key={i} className="acc" cx={x(part[0]!.year)} cy={y(part[0]![index]!)} r={2.5} />))}
      {year !== undefined && of.series.some((row) => row.year === year && has(row)) && <circle className="here" cx={x(year)} cy={y(of.series.find((row) => row.year === year)![index]!)} r={4.5} />}
      {end && (
        <text className="acc" x={x(end.year) + 7} y={y(end[index]!) + 4}>
          {t("alignment.pair")}
        </text>
      )}
      {donorLine.length > 0 && (
        <text className="ax" x={x(middle(donorLine.at(-1)!.at(-1)!)) + 5} y={y(donorLine.at(-1)!.at(-1)!.donors!) - 5}>
          {t("alignment.donors")}
        </text>
      )}
      {[...inside, ...(window ? [{ id: window.event || t("alignment.theDay"), day: window.date }] : [])].map((one, i) => {
        const at = x(yearOf(one.day));
        const right = at < frame.width - 150;
        return (
          <g key={one.id + i}>
            <path className="event" d={`M${at} ${frame.top}V${ground}M${at - 4} ${frame.top - 6}h8l-4 6z`} />
            <text className={`lab ${right ? "" : "e"}`} x={at + (right ? 7 : -7)} y={frame.top + 8 + i * 26}>
              {one.id}
            </text>
            <text className={`ax ${right ? "" : "e"}`} x={at + (right ? 7 : -7)} y={frame.top + 20 + i * 26}>
              {one.day.slice(0, 10)}
            </text>
          </g>
        );
      })}
      {window && (
        <text className="ax" x={x(yearOf(window.years[0]?.from ?? window.date)) + 5} y={ground - 6}>
          {t("alignment.preWindow")}
        </text>
      )}
      <text className="words" x={frame.left} y={frame.height - 4}>
        {t("alignment.notCause")}
      </text>
    </Plot>
  );
}

// What the window says, with what came before it and the rank beside the change, never alone.
export function Change({ of }: { of: Window }) {
  const t = useT();
  const trend = of.pre_trend;
  const earlier: Column<Window["earlier_dates"][number]>[] = [
    { id: "date", head: t("alignment.date"), cell: (row) => row.date, value: (row) => row.date },
    { id: "difference", head: t("alignment.difference"), number: true, cell: (row) => (row.difference === null ? "–" : signed(row.difference)), value: (row) => row.difference ?? undefined },
  ];
  const donors: Column<Window["donors"][number]>[] = [
    { id: "pair", head: t("alignment.donorPair"), cell: (row) => `${row.a}–${row.b}`, value: (row) => `${row.a}-${row.b}` },
    { id: "difference", head: t("alignment.difference"), number: true, cell: (row) => (row.difference === null ? "–" : signed(row.difference)), value: (row) => row.difference ?? undefined },
  ];
  const slope = trend && t("alignment.slope", { slope: signed(trend.slope), low: signed(trend.low), high: signed(trend.high), n: trend.n });
  return (
    <div className="ver">
      <p>
        {t("alignment.moved", { before: of.before, after: of.after, pair: of.pair_change === null ? "–" : signed(of.pair_change), donors: of.donors_change === null ? "–" : signed(of.donors_change), n: of.donor_pairs })}{" "}
        {of.difference === null ? (
          <b>{t("alignment.noDifference")}</b>
        ) : (
          <>
            {t.nodes("alignment.differs", { difference: <How by={<p>{t("alignment.differenceHow")}</p>}><b>{signed(of.difference)}</b></How> })}{" "}
            {of.rank && t.nodes("alignment.rank", { rank: <How by={<p>{t("alignment.rankHow")}</p>}>{t("alignment.rankOf", { k: of.rank.k, n: of.rank.n })}</How> })}
          </>
        )}
      </p>
      <p>{trend ? t.nodes(trend.holds ? "alignment.trendHolds" : "alignment.trendFails", { slope: <How by={<p>{t("alignment.trendHow")}</p>}>{slope}</How> }) : t("alignment.trendNone")}</p>
      <p className="b">{t("alignment.notCauseLong")}</p>
      <details>
        <summary className="note">{t("alignment.placebos", { n: of.earlier_dates.length, donors: of.donors.length })}</summary>
        <div className="two-small">
          <Table label={t("alignment.earlier")} columns={earlier} rows={of.earlier_dates} id={(row) => row.date} tight />
          <Table label={t("alignment.donorPair")} columns={donors} rows={of.donors.slice(0, 100)} id={(row) => `${row.a}-${row.b}`} tight />
        </div>
      </details>
    </div>
  );
}

