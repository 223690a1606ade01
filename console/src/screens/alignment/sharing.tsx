// What parties share beside how alike they vote. The words that say what it is not stand on the chart.
import { scaleLinear, scaleSymlog } from "d3-scale";
import type { Schemas } from "~/api/client";
import { labels } from "~/chart/labels";
import { frameOf, Plot } from "~/chart/plot";
import { useWidth } from "~/chart/width";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Section } from "~/kit/layout";
import { SaveCsv, Table, type Column } from "~/kit/table";
import { leastOf, named, signed, type Index } from "./measure";

type Answer = Schemas["AlignmentSharing"];
type One = Answer["pairs"][number];

export function Sharing({ of, index, period, chosen, choose }: { of: Answer; index: Index; period: string; chosen?: { a: string; b: string }; choose: (a: string, b: string) => void }) {
  const t = useT();
  const [place, width] = useWidth(500, 320);
  const frame = frameOf(width, 276, { left: 40, right: 14, top: 20, bottom: 50 });
  const rows = of.pairs.filter((one) => one.value !== null && one.objects_a_month !== null);
  const lows = rows.map((one) => one.interval?.low ?? one.value!);
  const x = scaleSymlog().constant(1).domain([0, Math.max(10, ...rows.map((one) => one.objects_a_month!))]).range([frame.left + 10, frame.width - frame.right - 20]);
  const y = scaleLinear().domain([Math.max(leastOf(index), Math.min(0.9, ...lows) - 0.05), 1]).range([frame.height - frame.bottom, frame.top]);
  const ground = frame.height - frame.bottom;
  const ticks = [0, 1, 10, 100, 1000, 10_000, 100_000].filter((value) => value <= x.domain()[1]!);
  const is = (one: One) => chosen !== undefined && ((one.a === chosen.a && one.b === chosen.b) || (one.a === chosen.b && one.b === chosen.a));
  const spots = rows.map((one) => ({ id: `${one.a}–${one.b}`, x: x(one.objects_a_month!), y: y(one.value!), text: `${one.a}–${one.b}` }));
  const put = new Map(labels(spots, frame.width, ground).map((one) => [one.id, one]));
  const columns: Column<One>[] = [
    { id: "a", head: t("alignment.pair"), cell: (row) => <b>{`${row.a}–${row.b}`}</b>, value: (row) => `${row.a}-${row.b}` },
    { id: "objects_a_month", head: t("alignment.month"), number: true, cell: (row) => row.objects_a_month ?? "–", value: (row) => row.objects_a_month ?? undefined },
    { id: "to_b", head: t("alignment.toSecond"), number: true, cell: (row) => row.to_b, value: (row) => row.to_b },
    { id: "to_a", head: t("alignment.toFirst"), number: true, cell: (row) => row.to_a, value: (row) => row.to_a },
    { id: "value", head: named[index], number: true, cell: (row) => row.value?.toFixed(3) ?? "–", value: (row) => row.value ?? undefined },
    { id: "low", head: t("alignment.low"), number: true, cell: (row) => row.interval?.low.toFixed(3) ?? "–", value: (row) => row.interval?.low },
    { id: "high", head: t("alignment.high"), number: true, cell: (row) => row.interval?.high.toFixed(3) ?? "–", value: (row) => row.interval?.high },
    { id: "n", head: "n", number: true, cell: (row) => row.n, value: (row) => row.n },
  ];
  const { rho, interval, n } = of.volume;
  return (
    <Section title={t("alignment.sharing")} note={t("alignment.notCause")}>
      <Plot plain title={t("alignment.sharing")} place={place} frame={frame} name="alignment-sharing" note={<SaveCsv name="alignment-sharing" columns={columns} rows={of.pairs} />}
        text={t("alignment.sharingText", { n: rows.length, index: named[index], rho: rho === null ? "–" : rho.toFixed(2) })}
        table={<Table label={t("alignment.sharing")} columns={columns} rows={of.pairs} id={(row) => `${row.a}-${row.b}`} open={(row) => choose(row.a, row.b)} selected={is} tight />}>
        {y.ticks(5).map((value) => (
          <g key={value}>
            <path className="g" d={`M${frame.left} ${y(value)}H${frame.width - frame.right}`} />
            <text className="ax e" x={frame.left - 6} y={y(value) + 4}>
              {value.toFixed(1).replace("-", "−")}
            </text>
          </g>
        ))}
        <text className="ax" x={0} y={10}>
          {t("alignment.key", { index: named[index], period })}
        </text>
        <path className="base" d={`M${frame.left} ${ground}H${frame.width - frame.right}`} />
        {ticks.map((value) => (
          <g key={value}>
            <path className="base" d={`M${x(value)} ${ground}v4`} />
            <text className="ax m" x={x(value)} y={ground + 17}>
              {new Intl.NumberFormat(t.language).format(value)}
            </text>
          </g>
        ))}
        <text className="ax e" x={frame.width - frame.right} y={ground + 31}>
          {t("alignment.axisMonth")}
        </text>
        {rows.map((one) => one.interval && <path key={`${one.a}-${one.b}`} className={`span ${is(one) ? "acc" : ""}`} d={`M${x(one.objects_a_month!)} ${y(one.interval.low)}V${y(one.interval.high)}`} />)}
        {rows.map((one) => (
          <circle key={`${one.a}-${one.b}`} className={`point ${is(one) ? "acc" : ""}`} cx={x(one.objects_a_month!)} cy={y(one.value!)} r={3.2}>
            <title>{`${one.a}–${one.b}`}</title>
          </circle>
        ))}
        {rows.map((one) => {
          const at = put.get(`${one.a}–${one.b}`);
          return (
            at && (
              <text key={at.id} className={`${is(one) ? "acc" : ""} ${at.anchor === "end" ? "e" : at.anchor === "middle" ? "m" : ""}`} x={at.x} y={at.y}>
                {at.id}
              </text>
            )
          );
        })}
        <text className="words" x={frame.left} y={frame.height - 4}>
          {t("alignment.notCause")}
        </text>
      </Plot>
      <p className="assoc">
        <How by={<p>{t("alignment.rhoHow")}</p>}>
          <b>ρ = {rho === null ? "–" : signed(rho, 2)}</b>
        </How>
        <span>{interval ? t("alignment.rho", { low: signed(interval.low, 2), high: signed(interval.high, 2), n }) : t("alignment.rhoNone", { n })}</span>
      </p>
    </Section>
  );
}
