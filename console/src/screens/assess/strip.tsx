// The judgements of a round by agency: bands of the reader's yardstick behind, intervals before points, first to second as an arrow, each agency by name.
import { useT } from "~/i18n";
import { Plot } from "~/chart/plot";
import type { Schemas } from "~/api/client";
import { stripRows, wrapped } from "./rows";
import { JudgementTable } from "./tables";

type Round = Schemas["Round"];
const left = 132;
const right = 632;
const width = 792;
const rowHeight = 50;
const top = 58;
const x = (p: number) => left + p * (right - left);

export function Strip({ round, titleOf }: { round: Round; titleOf: (yardstick: string | null | undefined) => string }) {
  const t = useT();
  const rows = stripRows(round);
  const last = [...round.stages].reverse().find((one) => one.opened);
  const pool = last?.pools?.find((one) => one.headline);
  const second = last?.stage === 2;
  const bottom = top + 6 + rows.length * rowHeight;
  const height = bottom + 40;
  const percent = (p: number) => new Intl.NumberFormat(t.language, { maximumFractionDigits: 1 }).format(p * 100);
  const described = rows.map((row) => (row.now ? `${row.agency} ${row.before !== undefined ? `${percent(row.before.p!)} → ` : ""}${percent(row.now.p!)}` : `${row.agency} ${t(`assess.state.${row.state}`)}`)).join("; ");
  const legend = (
    <span className="strip-key">
      {second && (
        <span>
          <svg width="40" height="12" aria-hidden="true">
            <circle className="ring" cx="5" cy="6" r="4" />
            <path className="arrow" d="M9 6h15M20 2.500l4.500 3.500-4.500 3.500" />
            <circle className="dot" cx="33" cy="6" r="5" />
          </svg>
          {t("assess.keyMoved")}
        </span>
      )}
      <span>
        <svg width="26" height="8" aria-hidden="true">
          <rect className="interval" width="26" height="8" rx="4" />
        </svg>
        {t("assess.keyInterval")}
      </span>
      <span>
        <svg width="12" height="12" aria-hidden="true">
          <circle className="dot own" cx="6" cy="6" r="5" />
        </svg>
        {t("assess.keyYou")}
      </span>
      {pool && (
        <span>
          <svg width="4" height="14" aria-hidden="true">
            <path className="pool" d="M2 0v14" />
          </svg>
          {t("assess.keyPool")}
        </span>
      )}
    </span>
  );
  return (
    <div className="strip">
      <Plot title={t("assess.strip")} note={round.yardstick ? t("assess.bands", { name: round.yardstick.title }) : t("assess.noYardstick")} name={`round-${round.id.slice(10, 18)}`}
        text={t("assess.stripText", { what: described, pool: pool ? percent(pool.value) : "–" })} frame={{ width, height, left, right: width - right, top, bottom: 40 }} table={<JudgementTable round={round} titleOf={titleOf} />}>
        {round.yardstick?.bands.map((band, i) => (
          <g key={band.term}>
            {i % 2 === 0 && <rect className="band" x={x(band.from === 1 ? 0 : band.from / 100)} y={top} width={x(band.to === 99 ? 1 : band.to / 100) - x(band.from === 1 ? 0 : band.from / 100)} height={bottom - top} />}
            {wrapped(band.term, x(band.to / 100) - x(band.from / 100)).map((word, at, all) => (
              <text key={word + at} className="t10 m" x={(x(band.from === 1 ? 0 : band.from / 100) + x(band.to === 99 ? 1 : band.to / 100)) / 2} y={top - 8 - 12 * (all.length - 1 - at)}>
                {word}
              </text>
            ))}
          </g>
        ))}
        <text className="t10" x="0" y={top - 8}>
          {t("assess.agency")}
        </text>
        <text className="t10" x="650" y={top - 8}>
          {t("assess.ownTerm")}
        </text>
        <text className="t10 e" x={width} y={top - 8}>
          {t("assess.confidence")}
        </text>
        {pool && <path className="pool" d={`M${x(pool.value)} ${top}V${bottom}`} />}
        <path className="base" d={`M${left} ${bottom}H${right}`} />
        {Array.from({ length: 11 }, (_, i) => (
          <g key={i}>
            <path className="base" d={`M${x(i / 10)} ${bottom}v4`} />
            <text className="m ax" x={x(i / 10)} y={bottom + 17}>
              {i * 10}
            </text>
          </g>
        ))}
        <text className="m t10" x={x(0.5)} y={bottom + 34}>
          {t("assess.axis")}
        </text>
        {rows.map((row, i) => {
          const y = top + 27 + i * rowHeight;
          const { now, before } = row;
          const from = before?.p;
          const to = now?.p;
          const way = from !== undefined && to !== undefined ? Math.sign(to - from) : 0;
          return (
            <g key={row.agency}>
              <path className="g" d={`M0 ${y + 25}H${width}`} />
              <text className={row.now ? "lab" : "lab off"} x="0" y={y + 4}>
                {row.agency}
              </text>
              {now?.dissents && (
                <text className="t10" x="0" y={y + 17}>
                  {t("assess.dissents")} {now.footnote !== undefined && <tspan className="super" dy="-3">{now.footnote}</tspan>}
                </text>
              )}
              {now && to !== undefined ? (
                <>
                  {typeof now.low === "number" && typeof now.high === "number" && <rect className="interval" x={x(now.low)} y={y - 4} width={Math.max(4, x(now.high) - x(now.low))} height="8" rx="4" />}
                  {from !== undefined && way !== 0 && Math.abs(x(to) - x(from)) > 12 && (
                    <>
                      <path className="arrow" d={`M${x(from) + 4 * way} ${y}H${x(to) - 7 * way}`} />
                      <path className="arrow" d={`M${x(to) - 12 * way} ${y - 3.5}L${x(to) - 7 * way} ${y}l${-5 * way} 3.5`} />
                    </>
                  )}
                  {from !== undefined && <circle className="ring" cx={x(from)} cy={y} r="4" />}
                  <circle className={now.you ? "dot own" : "dot"} cx={x(to)} cy={y} r="5.500" />
                  <text className="m lab halo" x={x(to)} y={y + 19}>
                    {percent(to)}
                  </text>
                  {now.term && (
                    <>
                      <text x="650" y={y + 1}>
                        {now.term}
                      </text>
                      <text className="t10" x="650" y={y + 14}>
                        {titleOf(now.yardstick)}
                      </text>
                    </>
                  )}
                  <text className="e" x={width} y={y + (now.term && now.term.length > 16 ? 14 : 1)}>
                    {now.confidence && t(`assess.confidence.${now.confidence}`)}
                  </text>
                </>
              ) : (
                <text className="ax" x={left + 8} y={y + 4}>
                  {t(`assess.state.${row.state}`)}
                </text>
              )}
            </g>
          );
        })}
      </Plot>
      {legend}
    </div>
  );
}
