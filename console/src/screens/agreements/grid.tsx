// The matrix: party by party. It scrolls inside its section, and its heads stay.
import { useRef, type KeyboardEvent } from "react";
import { Link, useLocation } from "react-router-dom";
import { useT, type Key } from "~/i18n";
import { Level, Standing, State } from "~/kit/marks";
import { cellOf, type Cell } from "./matrix";

const words: Record<string, Key> = { "in-force": "kit.inForce", "not-yet-in-force": "kit.signed", suspended: "kit.suspended", notice: "kit.notice", draft: "kit.draft" };
const isNone = (cell: Cell) => cell.ceiling?.scheme === "TLP" && cell.ceiling.word === "NONE";

type Props = { parties: readonly string[]; cells: Map<string, Cell>; selected?: string; to: (agreement: string, from: string, to: string) => string };

export function Grid({ parties, cells, selected, to: address }: Props) {
  const t = useT();
  const table = useRef<HTMLTableElement>(null);
  const { state } = useLocation();
  // Arrows, and h j k l, go from cell to cell; empty ones are stepped over.
  const keys = (event: KeyboardEvent<HTMLTableElement>) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const step = { ArrowUp: [-1, 0], k: [-1, 0], ArrowDown: [1, 0], j: [1, 0], ArrowLeft: [0, -1], h: [0, -1], ArrowRight: [0, 1], l: [0, 1] }[event.key];
    const cell = (event.target as HTMLElement).closest("td");
    if (!step || !cell) return;
    const [down, right] = step as [number, number];
    const rows = table.current!.tBodies[0]!.rows;
    let [r, c] = [(cell.parentElement as HTMLTableRowElement).sectionRowIndex + down, cell.cellIndex + right];
    for (; r >= 0 && r < rows.length && c >= 1 && c <= parties.length; r += down, c += right) {
      const next = rows[r]!.cells[c]!.querySelector("a");
      if (!next) continue;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
      return;
    }
  };
  return (
    <>
      <div className="mx-scroll" tabIndex={0} role="region" aria-label={t("agreements.matrix")}>
        <table ref={table} className="mx" onKeyDown={keys}>
          <caption className="sr">{t("agreements.sub")}</caption>
          <thead>
            <tr>
              <th className="corner" scope="col">
                <span>{t("agreements.to")} →</span>
                <span>{t("agreements.from")} ↓</span>
              </th>
              {parties.map((one) => (
                <th key={one} scope="col">
                  <span className="party">{one}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parties.map((from) => (
              <tr key={from}>
                <th scope="row">
                  <span className="party">{from}</span>
                </th>
                {parties.map((to) => {
                  if (from === to) return <td key={to} className="self" aria-label={t("agreements.self")} />;
                  const cell = cells.get(cellOf(from, to));
                  if (!cell)
                    return (
                      <td key={to} className="none">
                        <span aria-hidden="true">–</span>
                        <span className="sr">{t("agreements.noneTold")}</span>
                      </td>
                    );
                  const [first, ...more] = cell.links as [Cell["links"][number], ...Cell["links"]];
                  return (
                    <td key={to} className={`${selected && cell.links.some((link) => link.id === selected) ? "sel" : ""} ${cell.stopped ? "stopped" : ""}`}>
                      <Link to={address(first.id, from, to)} state={state} className="cell" aria-label={t("agreements.cell", { from, to, level: cell.ceiling ? (isNone(cell) ? t("agreements.noLevel") : cell.ceiling.word) : t("agreements.noRow"), agreement: first.id, state: t(words[first.state] ?? "kit.ended") })}>
                        {!cell.ceiling ? <span className="faint">–</span> : isNone(cell) ? <span className="lv lx">{t("agreements.noLevel")}</span> : <Level {...cell.ceiling} />}
                      </Link>
                      <span className="cs">
                        <Standing state={first.state}>{first.id}</Standing>
                        {more.map((link) => (
                          <Link key={link.id} to={address(link.id, from, to)}>
                            <Standing state={link.state}>{link.id}</Standing>
                          </Link>
                        ))}
                      </span>
                      <span className="tp clip">{cell.topics ? cell.topics.join(", ") || t("agreements.nothing") : t("agreements.allTopics")}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="leg">
        <State shape="force">{t("kit.inForce")}</State>
        <State shape="suspended">{t("agreements.legend.suspended")}</State>
        <State shape="notice">{t("kit.notice")}</State>
        <State shape="signed">{t("agreements.legend.coming")}</State>
        <span className="note">– {t("agreements.noneTold")}</span>
      </div>
    </>
  );
}
