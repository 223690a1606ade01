// Tables: hairlines, numbers right, the head stays; rows are drawn as they come into view above 200. j and k move, Enter opens, x selects.
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { csvOf } from "./csv";
import { save } from "./layout";
import { useT } from "~/i18n";

export type Column<R> = {
  id: string;
  head: ReactNode;
  cell: (row: R) => ReactNode;
  number?: boolean; // right, tabular
  hide?: "small"; // left out on a narrow screen
  width?: number | string;
  value?: (row: R) => string | number | undefined; // for sorting and for files
};
export type Sort = { by: string; down: boolean };

export function sorted<R>(rows: readonly R[], columns: readonly Column<R>[], sort: Sort | undefined): R[] {
  const column = sort && columns.find((one) => one.id === sort.by);
  if (!column?.value) return [...rows];
  const value = column.value;
  const order = new Intl.Collator(undefined, { numeric: true });
  // Each value is compared once with its like, not once for each row that has it: 10^5 rows have few levels, types and days.
  const values = rows.map(value);
  const ranked = [...new Set(values.filter((one) => one !== undefined))].sort((x, y) => (typeof x === "number" && typeof y === "number" ? x - y : order.compare(String(x), String(y))));
  const ranks = new Map<string | number, number>();
  let rank = 0;
  ranked.forEach((one, i) => {
    const before = ranked[i - 1];
    if (i > 0 && (typeof one === "number" && typeof before === "number" ? one !== before : order.compare(String(one), String(before)) !== 0)) rank += 1;
    ranks.set(one, rank);
  });
  // Rows without a value come last, whichever way the others go; equals stay as they stood.
  const places = values.map((one) => (one === undefined ? Infinity : sort!.down ? -ranks.get(one)! : ranks.get(one)!));
  return Array.from(rows.keys())
    .sort((a, b) => (places[a] === places[b] ? a - b : places[a]! < places[b]! ? -1 : 1))
    .map((i) => rows[i]!);
}

type Props<R> = {
  label: string;
  columns: readonly Column<R>[];
  rows: readonly R[];
  id: (row: R) => string;
  open?: (row: R) => void;
  selected?: (row: R) => boolean;
  toggle?: (row: R) => void;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  tight?: boolean;
  fixed?: boolean; // columns keep their widths, and cells clip: what is one line stays one
  rowHeight?: number; // of rows of several lines; all the same, so that the list stands still while it is scrolled
  pick?: (row: R) => void; // a click, where it is not to open
  follow?: (row: R) => void; // j and k came to it
  more?: () => void; // asked for when the end comes into view
  total?: number; // rows in all, where not all are here yet
};

const kVirtualAbove = 200;

export function Table<R>(props: Props<R>) {
  const { label, columns, rows, id, open, selected, toggle, sort, onSort, tight, more, follow } = props;
  const pick = props.pick ?? open;
  const t = useT();
  const body = useRef<HTMLTableSectionElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const virtual = rows.length > kVirtualAbove;
  const height = props.rowHeight ?? (tight ? 26 : 32);
  const list = useWindowVirtualizer({ count: virtual ? rows.length : 0, estimateSize: () => height, overscan: 16, scrollMargin: frame.current?.offsetTop ?? 0 });
  const items = virtual ? list.getVirtualItems() : [];
  const before = items.length ? items[0]!.start - list.options.scrollMargin : 0;
  const after = items.length ? list.getTotalSize() - (items[items.length - 1]!.end - list.options.scrollMargin) : 0;
  const shown = virtual ? items.map((item) => rows[item.index]!) : rows;
  const offset = items.length ? items[0]!.index : 0;

  const lastSeen = virtual ? (items[items.length - 1]?.index ?? 0) : rows.length - 1;
  useEffect(() => {
    if (more && rows.length && lastSeen >= rows.length - 30) more();
  }, [more, lastSeen, rows.length]);

  const move = (from: HTMLElement, step: number) => {
    const at = from.closest("tr");
    const next = step > 0 ? at?.nextElementSibling : at?.previousElementSibling;
    const focus = next?.matches("tr[data-row]") ? (next as HTMLElement) : undefined;
    focus?.focus();
    focus?.scrollIntoView({ block: "nearest" });
    const row = focus && follow && rows[Number(focus.getAttribute("aria-rowindex")) - 2];
    if (row) follow(row);
  };
  const keys = (event: KeyboardEvent<HTMLTableRowElement>, row: R) => {
    if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey) return;
    const act = { j: () => move(event.currentTarget, 1), ArrowDown: () => move(event.currentTarget, 1), k: () => move(event.currentTarget, -1), ArrowUp: () => move(event.currentTarget, -1), Enter: () => open?.(row), x: () => toggle?.(row) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <div className="scroll" ref={frame}>
      <table className={`tbl ${tight ? "tight" : ""} ${open ? "opens" : ""} ${props.fixed ? "fixed" : ""}`} aria-label={label} aria-rowcount={(props.total ?? rows.length) + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((one) => {
              const by = sort?.by === one.id;
              return (
                <th key={one.id} scope="col" className={`${one.number ? "num" : ""} ${one.hide ? "hide-s" : ""}`} style={one.width ? { width: one.width } : undefined} aria-sort={by ? (sort.down ? "descending" : "ascending") : undefined}>
                  {onSort && one.value ? (
                    <button type="button" className="sort" onClick={() => onSort({ by: one.id, down: by ? !sort.down : !!one.number })}>
                      {one.head}
                      <span aria-hidden="true">{by ? (sort.down ? " ↓" : " ↑") : ""}</span>
                    </button>
                  ) : (
                    one.head
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody ref={body}>
          {before > 0 && (
            <tr aria-hidden="true">
              <td colSpan={columns.length} className="gap" style={{ height: before }} />
            </tr>
          )}
          {shown.map((row, i) => (
            <tr key={id(row)} data-row={id(row)} tabIndex={i === 0 && offset === 0 ? 0 : -1} aria-rowindex={offset + i + 2} className={selected?.(row) ? "sel" : undefined} style={props.rowHeight ? { height: props.rowHeight } : undefined} aria-selected={selected ? selected(row) : undefined} onKeyDown={(event) => keys(event, row)}
              onClick={(event) => {
                if (pick && !(event.target as HTMLElement).closest("a,button,input,label") && !getSelection()?.toString()) pick(row);
              }}>
              {columns.map((one) => (
                <td key={one.id} className={`${one.number ? "num" : ""} ${one.hide ? "hide-s" : ""}`}>
                  {one.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          {after > 0 && (
            <tr aria-hidden="true">
              <td colSpan={columns.length} className="gap" style={{ height: after }} />
            </tr>
          )}
        </tbody>
      </table>
      {rows.length === 0 && <p className="empty">{t("kit.nothing")}</p>}
    </div>
  );
}

// The same rows as a file.
export function SaveCsv<R>({ name, columns, rows }: { name: string; columns: readonly Column<R>[]; rows: readonly R[] }) {
  const t = useT();
  const with_values = columns.filter((one) => one.value);
  return (
    <button type="button" className="btn s" onClick={() => save(`${name}.csv`, "text/csv", csvOf([with_values.map((one) => one.id), ...rows.map((row) => with_values.map((one) => one.value!(row)))]))}>
      {t("kit.csv")}
    </button>
  );
}
