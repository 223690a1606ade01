// What to give up first: all points at once, and a slider along them. What it moves is here already, so the point and its numbers move in one frame.
import { scaleLinear, scaleSqrt } from "d3-scale";
import { useEffect, useRef, useState } from "react";
import type { Schemas } from "~/api/client";
import { frameOf, Plot } from "~/chart/plot";
import { useWidth } from "~/chart/width";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Segments } from "~/kit/layout";
import { State } from "~/kit/marks";
import { Table, type Column } from "~/kit/table";
import type { useUrl } from "~/kit/url";
import { useActs } from "~/shell/frame";
import { useSettled } from "~/shell/settled";
import { useNumber } from "./counts";
import { added, asChanges, givenUp, percent, type Frontier as Answer } from "./sums";

export const steps = ["topic", "level", "direction"] as const;
type Row = Schemas["ExposureFrontier"]["points"][number] & { at: number };

// The point as the hand has it; the address follows when the hand rests.
function usePoint(url: ReturnType<typeof useUrl>, last: number): [number, (at: number) => void] {
  const held = Math.max(0, Math.min(last, Number(url.get("point", "0")) || 0));
  const [at, move] = useState(held);
  const rested = useSettled(at, 200);
  const { change } = url;
  const wrote = useRef(held); // what this wrote itself comes back while the hand is further already
  useEffect(() => {
    if (held === wrote.current) return;
    wrote.current = held;
    move(held);
  }, [held]);
  useEffect(() => {
    if (rested === wrote.current) return;
    wrote.current = rested;
    change({ point: rested || "" });
  }, [rested, change]);
  return [Math.min(at, last), move];
}

export function Frontier({ of, url, simulate }: { of: Answer; url: ReturnType<typeof useUrl>; simulate: (changes: readonly string[]) => void }) {
  const t = useT();
  const n = useNumber();
  const last = of.points.length - 1;
  const [at, move] = usePoint(url, last);
  const [place, width] = useWidth(480, 280);
  const point = of.points[at]!;
  const frame = frameOf(width, 268, { left: 46, right: 14, top: 22, bottom: 42 });
  const x = scaleSqrt().domain([0, 100]).range([frame.left, frame.width - frame.right]);
  const y = scaleLinear().domain([0, Math.max(1, of.exposed)]).nice().range([frame.height - frame.bottom, frame.top]);
  const px = (one: { lost: number }) => x(percent(one.lost, of.sharing));
  const digits = (value: number) => (value > 0 && value < 10 ? 1 : 0);
  const pct = (value: number) => `${n(value, digits(value))}%`;
  const less = percent(of.exposed - point.exposed, of.exposed);
  const lost = percent(point.lost, of.sharing);
  const says = at === 0 ? t("exposure.saysNone", { exposed: point.exposed }) : t("exposure.says", { less: pct(less), exposed: point.exposed, lost: pct(lost) });
  const changes = asChanges(givenUp(of, at));
  const run = () => changes && simulate(changes);
  useActs([
    { id: "exposure.further", text: t("exposure.further"), key: "]", run: () => move(Math.min(last, at + 1)), disabled: at >= last },
    { id: "exposure.nearer", text: t("exposure.nearer"), key: "[", run: () => move(Math.max(0, at - 1)), disabled: at <= 0 },
    { id: "exposure.simulate", text: t("exposure.simulate"), run: () => run(), disabled: !changes },
  ]);
  const path = of.points.map((one, i) => `${i ? "L" : "M"}${px(one).toFixed(1)} ${y(one.exposed).toFixed(1)}`).join("");
  const ground = frame.height - frame.bottom;
  const rows: Row[] = of.points.map((one, i) => ({ ...one, at: i }));
  const columns: Column<Row>[] = [
    { id: "point", head: t("exposure.point"), number: true, cell: (row) => row.at, value: (row) => row.at },
    { id: "steps", head: t("exposure.step"), cell: (row) => row.steps.map((one) => (one.back ? t("exposure.takenBack", { name: one.name }) : one.name)).join("; "), value: (row) => row.steps.map((one) => one.name).join("; ") },
    { id: "removed", head: t("exposure.removed"), number: true, cell: (row) => n(row.removed), value: (row) => row.removed },
    { id: "lost", head: t("exposure.lost"), number: true, cell: (row) => n(row.lost), value: (row) => row.lost },
    { id: "exposed", head: t("exposure.exposed"), number: true, cell: (row) => n(row.exposed), value: (row) => row.exposed },
  ];
  return (
    <>
      <p className="say" aria-live="polite">
        {at === 0 ? (
          t.nodes("exposure.saysNone", { exposed: <b data-number="exposed">{n(point.exposed)}</b> })
        ) : (
          t.nodes("exposure.says", { less: <b>{pct(less)}</b>, exposed: <b data-number="exposed">{n(point.exposed)}</b>, lost: <b>{pct(lost)}</b> })
        )}
      </p>
      <div className="spread">
        <Segments label={t("exposure.steps")} value={of.steps} options={steps.map((id) => ({ id, text: t(`exposure.steps.${id}`) }))} onChange={(id) => url.change({ steps: id === "topic" ? "" : id, point: "" })} />
      </div>
      <Plot plain title={t("exposure.frontier")} active place={place} frame={frame} name="exposure-frontier" text={t("exposure.frontierText", { n: of.points.length, exposed: of.exposed, left: of.points[last]!.exposed })}
        note={<How by={<p>{t("exposure.frontierHow")}</p>}>{t("exposure.frontierNote", { n: of.points.length })}</How>}
        table={<Table label={t("exposure.frontier")} columns={columns} rows={rows} id={(row) => String(row.at)} selected={(row) => row.at === at} open={(row) => move(row.at)} tight />}>
        {y.ticks(4).map((value) => (
          <g key={value}>
            <path className="g" d={`M${frame.left} ${y(value)}H${frame.width - frame.right}`} />
            <text className="ax e" x={frame.left - 6} y={y(value) + 4}>
              {n(value)}
            </text>
          </g>
        ))}
        <text className="ax" x={0} y={10}>
          {t("exposure.axisY")}
        </text>
        <path className="base" d={`M${frame.left} ${ground}H${frame.width - frame.right}`} />
        {[0, 1, 5, 10, 25, 50, 100].map((value) => (
          <text key={value} className="ax m" x={x(value)} y={ground + 15}>
            {value}
          </text>
        ))}
        <text className="ax e" x={frame.width - frame.right} y={frame.height - 8}>
          {t("exposure.axisX")}
        </text>
        <path className="area" d={`${path}L${px(of.points[last]!).toFixed(1)} ${ground}L${frame.left} ${ground}Z`} />
        <path className="trail" d={path} />
        <path className="drop" d={`M${frame.left} ${y(point.exposed)}H${px(point)}V${ground}`} />
        {of.points.map((one, i) => (
          <circle key={i} className={i === at ? "here" : "stop"} cx={px(one)} cy={y(one.exposed)} r={i === at ? 6 : 3.5} onClick={() => move(i)}>
            <title>{one.steps.map((step) => step.name).join("; ") || t("exposure.asItIs")}</title>
          </circle>
        ))}
      </Plot>
      <input type="range" min={0} max={last} step={1} value={at} aria-label={t("exposure.slider")} aria-valuetext={says} onChange={(event) => move(Number(event.target.value))} disabled={last === 0} />
      <p className="ends">
        <span>{t("exposure.asItIs")}</span>
        <span>{t("exposure.nothingShared")}</span>
      </p>
      <ul className="fr">
        {of.points.slice(1).map((one, i) => {
          const on = i + 1 <= at;
          const gain = added(of, i + 1);
          return (
            <li key={i} className={on ? "on" : undefined}>
              <State shape={on ? "signed" : "draft"}>{""}</State>
              <button type="button" className="plain" onClick={() => move(i + 1)} aria-pressed={on}>
                {one.steps.map((step) => (
                  <span key={step.name} className="wrap">
                    {step.back ? t("exposure.takenBack", { name: step.name }) : step.name}
                  </span>
                ))}
              </button>
              <span className="num">−{n(gain.removed)}</span>
            </li>
          );
        })}
      </ul>
      {point.at_most !== undefined && !of.exact && <p className="note">{t("exposure.frontierBound", { n: of.chosen_classes, most: point.at_most })}</p>}
      {of.more && <p className="note">{t("exposure.frontierMore")}</p>}
      {of.stays > 0 && <p className="note">{t("exposure.stays", { n: of.stays })}</p>}
      <div className="row mt">
        {changes ? (
          <button type="button" className="btn p" onClick={run}>
            {t("exposure.simulate")}
          </button>
        ) : (
          of.steps !== "direction" && (
            <>
              <button type="button" className="btn" onClick={() => url.change({ steps: "direction", point: "" })}>
                {t("exposure.toDirections")}
              </button>
              <span className="note">{t("exposure.simulateHint")}</span>
            </>
          )
        )}
      </div>
    </>
  );
}
