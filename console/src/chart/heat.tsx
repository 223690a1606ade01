// A heat map of pairs: the lower half of a square, one cell for each pair, in seven steps with the number in the cell. Cells of one step are one path, so that 200 × 200 cost no more than a few
// elements; one cell at a time, the one under the cursor, is a button. Arrows move it, Enter and a click choose.
import { memo, useCallback, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import type { Frame } from "./plot";

export type Cell = { row: number; column: number };
export type Grid = { names: readonly string[]; width: number; height: number; left: number; top: number; frame: Frame; numbers: boolean };
// Step 1 to 7 by six bounds.
export const stepOf = (value: number, bounds: readonly number[]) => 1 + bounds.filter((bound) => value >= bound).length;

// Cells as wide as the place has room for; with numbers, as wide as a number needs, and then the plot scrolls. Above 60 names no number fits.
export function gridOf(names: readonly string[], place: number): Grid {
  const count = Math.max(1, names.length - 1);
  const numbers = names.length <= 60;
  const left = 12 + 7 * Math.max(3, ...names.map((name) => name.length));
  const room = (place - left - 4) / count;
  const width = numbers ? Math.max(30, Math.min(48, Math.floor(room))) : Math.max(2.5, room);
  const height = numbers ? Math.min(27, Math.max(18, Math.floor(width * 0.58))) : width;
  const across = left + width * count + 4;
  return { names, width, height, left, top: 2, numbers, frame: { width: Math.max(across, Math.min(place, 280)), height: 2 + height * count + 22, left, right: 4, top: 2, bottom: 20 } };
}

export function cellAt(grid: Grid, x: number, y: number): Cell | undefined {
  const column = Math.floor((x - grid.left) / grid.width);
  const row = Math.floor((y - grid.top) / grid.height) + 1;
  return column >= 0 && column < row && row < grid.names.length ? { row, column } : undefined;
}
// Where an arrow leads; it stays on the half that is drawn.
export function moved(cell: Cell, key: string, size: number): Cell | undefined {
  const next = { ArrowUp: { row: cell.row - 1, column: cell.column }, ArrowDown: { row: cell.row + 1, column: cell.column }, ArrowLeft: { row: cell.row, column: cell.column - 1 }, ArrowRight: { row: cell.row, column: cell.column + 1 }, Home: { row: cell.row, column: 0 }, End: { row: cell.row, column: cell.row - 1 } }[key];
  return next && next.row < size && next.row > next.column && next.column >= 0 ? next : undefined;
}

type Values = (row: number, column: number) => number | undefined | null;

const Cells = memo(function Cells({ grid, value, bounds, write }: { grid: Grid; value: Values; bounds: readonly number[]; write: (value: number) => string }) {
  const drawn = useMemo(() => {
    const paths: string[][] = Array.from({ length: 8 }, () => []);
    const texts: { x: number; y: number; step: number; text: string; pair: string }[] = [];
    const gap = grid.width > 8 ? 2 : 0;
    const [w, h] = [grid.width - gap, grid.height - gap];
    for (let row = 1; row < grid.names.length; row++)
      for (let column = 0; column < row; column++) {
        const one = value(row, column);
        const step = one === undefined || one === null ? 0 : stepOf(one, bounds);
        const x = grid.left + column * grid.width;
        const y = grid.top + (row - 1) * grid.height;
        paths[step]!.push(`M${x} ${y}h${w}v${h}h${-w}z`);
        if (grid.numbers) texts.push({ x: x + w / 2, y: y + h / 2 + 4, step, text: one === undefined || one === null ? "–" : write(one), pair: `${grid.names[row]}-${grid.names[column]}` });
      }
    return { paths: paths.map((list) => list.join("")), texts };
  }, [grid, value, bounds, write]);
  return (
    <g aria-hidden="true">
      {drawn.paths.map((path, step) => path && <path key={step} className={step ? `q${step}` : "nothing"} d={path} />)}
      {drawn.texts.map((one) => (
        <text key={one.pair} data-pair={one.pair} className={`m ${one.step ? `on${one.step}` : "ax"}`} x={one.x} y={one.y}>
          {one.text}
        </text>
      ))}
      {grid.names.map((name, i) => {
        const every = Math.ceil(12 / grid.height);
        return (
          i > 0 && (i - 1) % every === 0 && (
            <text key={name} className="lab e" x={grid.left - 6} y={grid.top + (i - 1) * grid.height + grid.height / 2 + 3}>
              {name}
            </text>
          )
        );
      })}
      {grid.names.slice(0, -1).map((name, i) => {
        const every = Math.ceil(28 / grid.width);
        return (
          i % every === 0 && (
            <text key={name} className="lab m" x={grid.left + i * grid.width + grid.width / 2 - 1} y={grid.frame.height - 6}>
              {name}
            </text>
          )
        );
      })}
    </g>
  );
});

// `say`: the cell in words, for whoever hears it. Within a Plot that is `active`.
export function Heat({ grid, value, bounds, write, say, chosen, choose, over }: { grid: Grid; value: Values; bounds: readonly number[]; write: (value: number) => string; say: (cell: Cell) => string; chosen?: Cell; choose: (cell: Cell) => void; over?: (cell: Cell | undefined) => void }) {
  const layer = useRef<SVGGElement>(null);
  const button = useRef<SVGGElement>(null);
  const [at, move] = useState<Cell | undefined>(undefined);
  const size = grid.names.length;
  const inside = (cell: Cell | undefined) => (cell && cell.row < size && cell.column < cell.row ? cell : undefined);
  const cursor = inside(at) ?? inside(chosen) ?? { row: 1, column: 0 };
  const find = useCallback(
    (event: MouseEvent) => {
      const svg = layer.current?.ownerSVGElement;
      const box = svg?.getBoundingClientRect();
      if (!svg || !box || !box.width) return undefined;
      return cellAt(grid, ((event.clientX - box.left) * grid.frame.width) / box.width, ((event.clientY - box.top) * grid.frame.height) / box.height);
    },
    [grid],
  );
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return choose(cursor);
    }
    const next = moved(cursor, event.key, size);
    if (!next) return;
    event.preventDefault();
    move(next);
    over?.(next);
  };
  if (size < 2) return null;
  const place = (cell: Cell) => ({ x: grid.left + cell.column * grid.width - 1, y: grid.top + (cell.row - 1) * grid.height - 1, width: Math.max(4, grid.width), height: Math.max(4, grid.height), rx: grid.width > 8 ? 3 : 0 });
  return (
    <g ref={layer} className="cells"
      onMouseMove={(event) => over?.(find(event))}
      onMouseLeave={() => over?.(undefined)}
      onClick={(event) => {
        const cell = find(event);
        if (!cell) return;
        move(cell);
        choose(cell);
        button.current?.focus({ preventScroll: true });
      }}>
      <rect x={grid.left} y={grid.top} width={grid.width * (size - 1)} height={grid.height * (size - 1)} fill="none" pointerEvents="all" />
      <Cells grid={grid} value={value} bounds={bounds} write={write} />
      {inside(chosen) && <rect className="cursor" pointerEvents="none" {...place(chosen!)} />}
      <g ref={button} className="focused" role="button" tabIndex={0} aria-label={say(cursor)} aria-pressed={chosen?.row === cursor.row && chosen?.column === cursor.column} onKeyDown={keys} onBlur={() => over?.(undefined)}>
        <rect className={at ? "cursor" : ""} fill="none" pointerEvents="none" {...place(cursor)} />
      </g>
    </g>
  );
}

// The steps and their bounds.
export function Steps({ bounds, write, x, y }: { bounds: readonly number[]; write: (value: number) => string; x: number; y: number }) {
  return (
    <g aria-hidden="true">
      {Array.from({ length: 7 }, (_, i) => (
        <rect key={i} className={`q${i + 1}`} x={x + i * 25} y={y} width={24} height={10} />
      ))}
      {bounds.map((bound, i) => (
        <text key={bound} className="t10 m" x={x + (i + 1) * 25} y={y + 22}>
          {write(bound)}
        </text>
      ))}
    </g>
  );
}
