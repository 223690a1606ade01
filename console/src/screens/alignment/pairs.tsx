// Every pair of the group in one period, and the table behind one of them.
import { useCallback, useMemo, useState } from "react";
import type { Schemas } from "~/api/client";
import { gridOf, Heat, Steps, type Cell } from "~/chart/heat";
import { Plot } from "~/chart/plot";
import { useWidth } from "~/chart/width";
import { useT, type Key } from "~/i18n";
import { How } from "~/kit/how";
import { Section } from "~/kit/layout";
import { State } from "~/kit/marks";
import { SaveCsv, sorted, Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import type { useUrl } from "~/kit/url";
import { boundsOf, cellsOf, indices, named, pairKey, short, sumsOf, type Index, type Row } from "./measure";

export function Pairs({ of, index, period, chosen, choose }: { of: Schemas["AlignmentPairs"]; index: Index; period: string; chosen?: { a: string; b: string }; choose: (a: string, b: string) => void }) {
  const t = useT();
  const [place, width] = useWidth(500, 280);
  const names = useMemo(() => [...new Set(of.members.map((one) => one.name))], [of]);
  const rows = useMemo(() => new Map(of.pairs.map((one) => [pairKey(one.iso1, one.iso2), one])), [of]);
  const grid = useMemo(() => gridOf(names, width), [names, width]);
  const bounds = useMemo(() => boundsOf(index), [index]);
  const ranked = useMemo(() => [...of.pairs].sort((a, b) => (b[index] ?? -2) - (a[index] ?? -2)), [of, index]);
  const at = useCallback((row: number, column: number) => rows.get(pairKey(names[row]!, names[column]!))?.[index], [rows, names, index]);
  const [under, point] = useState<Cell | undefined>(undefined);
  const say = (cell: Cell) => {
    const one = rows.get(pairKey(names[cell.row]!, names[cell.column]!));
    const value = one?.[index];
    return value === undefined || value === null ? t("alignment.cellNone", { a: names[cell.row]!, b: names[cell.column]! }) : t("alignment.cell", { a: names[cell.row]!, b: names[cell.column]!, value: short(value), n: one!.n });
  };
  const columns: Column<Row>[] = [
    { id: "iso1", head: "", cell: (row) => <b>{`${row.iso1}–${row.iso2}`}</b>, value: (row) => row.iso1 },
    { id: "iso2", head: "", cell: () => null, value: (row) => row.iso2 },
    { id: "n", head: "n", number: true, cell: (row) => row.n, value: (row) => row.n },
    ...indices.map((id): Column<Row> => ({ id, head: named[id], number: true, cell: (row) => (row[id] === null ? "–" : row[id].toFixed(3)), value: (row) => row[id] ?? undefined })),
  ];
  const marked = chosen && names.includes(chosen.a) && names.includes(chosen.b) ? { row: Math.max(names.indexOf(chosen.a), names.indexOf(chosen.b)), column: Math.min(names.indexOf(chosen.a), names.indexOf(chosen.b)) } : undefined;
  const [least, most] = useMemo(() => [of.pairs.reduce((so_far, one) => Math.min(so_far, one.n), Infinity), of.pairs.reduce((so_far, one) => Math.max(so_far, one.n), 0)], [of]);
  const room = grid.frame.width - grid.left - grid.width * 1.5 > 190 && grid.height * 4 > 60 && names.length > 5;
  const high = room ? 0 : 58;
  const frame = { ...grid.frame, height: grid.frame.height + high };
  const shown = useMemo(() => ({ ...grid, frame, top: grid.top + high }), [grid, high]); // eslint-disable-line react-hooks/exhaustive-deps
  const key = { x: Math.max(grid.left, frame.width - 178), y: 0 };
  return (
    <Section title={t("alignment.pairs")} note={<span aria-live="polite">{under ? say(under) : t("alignment.pairsNote", { n: of.about.roll_calls })}</span>}>
      {names.length < 2 || of.pairs.length === 0 ? (
        <p className="empty">{t("kit.nothing")}</p>
      ) : (
        <Plot plain active title={t("alignment.pairs")} place={place} frame={frame} name={`alignment-${index}-${period}`} text={t("alignment.pairsText", { index: named[index], period, n: of.pairs.length })}
          note={<SaveCsv name={`alignment-pairs-${period}`} columns={columns} rows={of.pairs} />}
          table={<Table label={t("alignment.pairs")} columns={columns.filter((one) => one.id !== "iso2")} rows={ranked} id={(row) => `${row.iso1}-${row.iso2}`} open={(row) => choose(row.iso1, row.iso2)} selected={(row) => chosen !== undefined && pairKey(row.iso1, row.iso2) === pairKey(chosen.a, chosen.b)} tight />}>
          <text className="t10" x={key.x} y={key.y + 10}>
            {t("alignment.key", { index: named[index], period })}
          </text>
          <Steps bounds={bounds} write={short} x={key.x} y={key.y + 17} />
          <text className="t10" x={key.x} y={key.y + 54}>
            {t("alignment.keyN", { least, most })}
          </text>
          <Heat grid={shown} value={at} bounds={bounds} write={short} say={say} chosen={marked} choose={(cell) => choose(names[cell.column]!, names[cell.row]!)} over={point} />
        </Plot>
      )}
    </Section>
  );
}

const votes = ["yes", "abstain", "no"] as const;
type Split = Schemas["AlignmentSplit"];

export function PairTable({ of, index, setIndex, url }: { of: Schemas["AlignmentPair"]; index: Index; setIndex: (next: Index) => void; url: ReturnType<typeof useUrl> }) {
  const t = useT();
  const table = of.table as Row | null;
  if (!table) return <Section title={`${of.a}–${of.b}`}><p className="empty">{t("kit.nothing")}</p></Section>;
  const sums = sumsOf(table);
  const cells = cellsOf(table);
  const formulas = table.formulas as Record<Index, string> | undefined;
  const how = (id: Index) => {
    const interval = table.intervals?.[id];
    return (
      <>
        <p>{formulas?.[id] ?? named[id]}</p>
        <p>{t("alignment.howSums", sums)}</p>
        {interval && <p>{t("alignment.interval", { low: interval.low.toFixed(3), high: interval.high.toFixed(3) })}</p>}
      </>
    );
  };
  const splits: Column<Split>[] = [
    { id: "resolution", head: t("alignment.splits", { n: of.splits_total }), cell: (row) => <span className="wrap"><b>{row.resolution || row.id}</b> <span className="dim">{row.title}</span></span>, value: (row) => row.resolution || row.id },
    { id: "date", head: t("alignment.date"), cell: (row) => <span className="nw"><Time at={`${row.date}T00:00:00Z`} form="date" /></span>, value: (row) => row.date },
    { id: "a", head: of.a, cell: (row) => t(`alignment.vote.${row.a}` as Key), value: (row) => row.a },
    { id: "b", head: of.b, cell: (row) => <span className="nw">{t(`alignment.vote.${row.b}` as Key)}{row.opposed ? " " : ""}{row.opposed && <State shape="no" tone="bad"><span className="sr">{t("alignment.opposed")}</span></State>}</span>, value: (row) => row.b },
  ];
  return (
    <Section title={`${of.a}–${of.b}, ${table.period ?? table.year}`} note={t("alignment.both", { n: table.n })}>
      <div className="half">
        <table className="tbl ct" aria-label={t("alignment.table", { a: of.a, b: of.b })}>
          <thead>
            <tr>
              <th scope="col">{`${of.a} \\ ${of.b}`}</th>
              {votes.map((one) => (
                <th key={one} scope="col" className="num">
                  {t(`alignment.vote.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {votes.map((one, i) => (
              <tr key={one}>
                <th scope="row">{t(`alignment.vote.${one}`)}</th>
                {cells[i]!.map((value, j) => (
                  <td key={j} className={`num ${i === j ? "dg" : ""}`}>
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <dl className="values">
          {indices.map((id) => (
            <div key={id} className={id === index ? "on" : undefined}>
              <dt>
                <button type="button" className="plain" aria-pressed={id === index} onClick={() => setIndex(id)}>
                  {named[id]}
                </button>
              </dt>
              <dd>
                <How by={how(id)}>
                  <b>{table[id] === null ? "–" : table[id].toFixed(3)}</b>
                </How>
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <p className="note mt">
        {formulas?.[index] ?? named[index]} · {t("alignment.howSums", sums)}
      </p>
      <div className="mt">
        <div className="splits">
        <Table label={t("alignment.splits", { n: of.splits_total })} columns={splits} rows={sorted(of.splits, splits, sortOf(url.get("splits")))} id={(row) => String(row.row)} tight sort={sortOf(url.get("splits"))} onSort={(sort) => url.change({ splits: `${sort.down ? "-" : ""}${sort.by}` })} />
        </div>
        <div className="row mt">
          <SaveCsv name={`splits-${of.a}-${of.b}`} columns={[...splits, { id: "title", head: "", cell: () => null, value: (row) => row.title }]} rows={of.splits} />
          {of.next && <span className="note">{t("alignment.firstOf", { n: of.splits.length, of: of.splits_total })}</span>}
        </div>
      </div>
    </Section>
  );
}
const sortOf = (text: string) => (text ? { by: text.replace(/^-/, ""), down: text.startsWith("-") } : undefined);
