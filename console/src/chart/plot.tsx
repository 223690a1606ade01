// Plots: SVG with attributes and classes. A plot has a title that says what, a note that says how (interval, n, weight), a text alternative, its table, and itself as a file.
import type { ScaleBand, ScaleContinuousNumeric } from "d3-scale";
import { useId, useRef, useState, type ReactNode } from "react";
import { useT } from "~/i18n";
import { save } from "~/kit/layout";
import "./chart.css";

export type Frame = { width: number; height: number; left: number; right: number; top: number; bottom: number };
export const frameOf = (width: number, height: number, margin: Partial<Omit<Frame, "width" | "height">> = {}): Frame => ({ width, height, left: 48, right: 16, top: 12, bottom: 32, ...margin });

// `text`: what the plot shows, in a sentence or two, for whoever does not see it. `table`: the same numbers. `active`: it has parts that can be pressed. `place`: measures
// how wide the plot may be (width.ts). `plain`: it stands in a section that has its title already.
type Props = { title: ReactNode; note?: ReactNode; text: string; frame: Frame; table?: ReactNode; name?: string; active?: boolean; plain?: boolean; place?: (element: HTMLElement | null) => void; children: ReactNode };
export function Plot({ title, note, text, frame, table, name, active, plain, place, children }: Props) {
  const t = useT();
  const id = useId();
  const svg = useRef<SVGSVGElement>(null);
  const [asTable, show] = useState(false);
  return (
    <figure className="plot" aria-labelledby={id}>
      <figcaption className={plain ? "h2 plain-title" : "h2"}>
        <span id={id} className={plain ? "sr" : undefined}>
          {title}
        </span>
        <span className="r row">
          {note}
          {table !== undefined && (
            <button type="button" className="link plain" aria-pressed={asTable} onClick={() => show(!asTable)}>
              {asTable ? t("kit.chart") : t("kit.table")}
            </button>
          )}
          {name && !asTable && (
            <button type="button" className="link plain" onClick={() => svg.current && save(`${name}.svg`, "image/svg+xml", standalone(svg.current))}>
              {t("kit.svg")}
            </button>
          )}
        </span>
      </figcaption>
      {asTable ? (
        table
      ) : (
        <div className="scroll" ref={place}>
          <svg ref={svg} className={place ? "ch fits" : "ch"} viewBox={`0 0 ${frame.width} ${frame.height}`} width={place ? frame.width : undefined} height={place ? frame.height : undefined} role={active ? "group" : "img"} aria-label={text}>
            {children}
          </svg>
        </div>
      )}
    </figure>
  );
}

// With the colours that the classes have on this page, so that the file looks the same without it.
const drawn = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font", "text-anchor"] as const;
export function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = svg.querySelectorAll<SVGElement>("*");
  copy.querySelectorAll<SVGElement>("*").forEach((element, i) => {
    const style = getComputedStyle(from[i]!);
    for (const name of drawn) if (!element.hasAttribute(name)) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute("class");
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(svg.viewBox.baseVal.width));
  copy.setAttribute("height", String(svg.viewBox.baseVal.height));
  return new XMLSerializer().serializeToString(copy);
}

// `label`: name and unit.
export function AxisX({ scale, frame, label, ticks = 5, format }: { scale: ScaleContinuousNumeric<number, number>; frame: Frame; label: ReactNode; ticks?: number; format?: (value: number) => string }) {
  const y = frame.height - frame.bottom;
  const write = format ?? scale.tickFormat(ticks);
  return (
    <g>
      {scale.ticks(ticks).map((value) => (
        <g key={value}>
          <path className="g" d={`M${scale(value)} ${frame.top}V${y}`} />
          <text className="ax m" x={scale(value)} y={y + 14}>
            {write(value)}
          </text>
        </g>
      ))}
      <path className="base" d={`M${frame.left} ${y}H${frame.width - frame.right}`} />
      <text className="ax e" x={frame.width - frame.right} y={frame.height - 3}>
        {label}
      </text>
    </g>
  );
}

export function AxisY({ scale, frame, label, ticks = 4, format }: { scale: ScaleContinuousNumeric<number, number>; frame: Frame; label: ReactNode; ticks?: number; format?: (value: number) => string }) {
  const write = format ?? scale.tickFormat(ticks);
  return (
    <g>
      {scale.ticks(ticks).map((value) => (
        <g key={value}>
          <path className="g" d={`M${frame.left} ${scale(value)}H${frame.width - frame.right}`} />
          <text className="ax e" x={frame.left - 6} y={scale(value) + 4}>
            {write(value)}
          </text>
        </g>
      ))}
      <text className="ax" x={0} y={9}>
        {label}
      </text>
    </g>
  );
}

export function BandLabels({ scale, frame }: { scale: ScaleBand<string>; frame: Frame }) {
  return (
    <g>
      {scale.domain().map((one) => (
        <text key={one} className="lab e" x={frame.left - 8} y={scale(one)! + scale.bandwidth() / 2 + 4}>
          {one}
        </text>
      ))}
    </g>
  );
}

// A party keeps its colour everywhere. For fills `p-…`, for lines `s-…`.
const coloured = new Set(["USA", "GBR", "CAN", "AUS", "NZL", "JPN"]);
export const partyClass = (party: string, kind: "p" | "s" = "p") => `${kind}-${coloured.has(party) ? party : "other"}`;
// Step 1 to 7 of the sequential scale.
export const stepClass = (value: number, low: number, high: number) => `q${high > low ? Math.max(1, Math.min(7, 1 + Math.floor((7 * (value - low)) / (high - low)))) : 4}`;
