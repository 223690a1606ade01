// What the screen works out of the node's answers: bounds of steps, tables, lines that break where a value is missing, pairs in an address.
import type { Schemas } from "~/api/client";

export type Row = Schemas["AlignmentRow"];
export const indices = ["agree2", "agree3", "S_abs", "S_sq", "kappa_nom", "kappa_lin", "kappa_sq", "pi_nom", "pi_lin", "pi_sq"] as const;
export type Index = (typeof indices)[number];
export const named: Record<Index, string> = { agree2: "agree2", agree3: "agree3", S_abs: "S absolute", S_sq: "S squared", kappa_nom: "κ nominal", kappa_lin: "κ linear", kappa_sq: "κ squared", pi_nom: "π nominal", pi_lin: "π linear", pi_sq: "π squared" };
export const indexOf = (text: string): Index => indices.find((one) => one === text) ?? "agree3";

// The same for every year and group, so that a colour means one thing. S is 2 × agreement − 1; κ and π as Landis and Koch part them.
export function boundsOf(index: Index): readonly number[] {
  if (index.startsWith("agree")) return [0.3, 0.45, 0.6, 0.7, 0.8, 0.9];
  if (index.startsWith("S_")) return [-0.4, -0.1, 0.2, 0.4, 0.6, 0.8];
  return [0, 0.1, 0.2, 0.4, 0.6, 0.8];
}
// The least that an index can be; its top is 1.
export const leastOf = (index: Index) => (index.startsWith("agree") ? 0 : -1);

// ".78", "−.07", "1": two places, no zero before the point.
export function short(value: number): string {
  const text = Math.abs(value).toFixed(2).replace(/^0\./, ".").replace(/^1\.00$/, "1");
  return Number(text) === 0 ? "0" : value < 0 ? `−${text}` : text;
}
export const signed = (value: number, digits = 3) => (Number(value.toFixed(digits)) === 0 ? (0).toFixed(digits) : `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(digits)}`);

export const pairKey = (a: string, b: string) => (a < b ? `${a}-${b}` : `${b}-${a}`);
export function pairOf(text: string): { a: string; b: string } | undefined {
  const [a, b] = text.split("-");
  return a && b && a !== b ? { a, b } : undefined;
}

// Rows: the first said yes, abstained, no; columns: the second.
export const cellsOf = (row: Row): number[][] => [
  [row.t11, row.t12, row.t13],
  [row.t21, row.t22, row.t23],
  [row.t31, row.t32, row.t33],
];
// What an agreement index is made of, in numbers; the sum of the cells is n.
export function sumsOf(row: Row): { same: number; step: number; opposed: number; n: number } {
  return { same: row.t11 + row.t22 + row.t33, step: row.t12 + row.t21 + row.t23 + row.t32, opposed: row.t13 + row.t31, n: row.n };
}

// Stretches of what has a value: a gap is a gap, and nothing is drawn over it.
export function stretches<T>(list: readonly T[], has: (one: T) => boolean): T[][] {
  const out: T[][] = [];
  let open = false;
  for (const one of list) {
    if (!has(one)) open = false;
    else if (open) out[out.length - 1]!.push(one);
    else {
      out.push([one]);
      open = true;
    }
  }
  return out;
}

// A day as a number of years.
export function yearOf(day: string): number {
  const time = Date.parse(`${day.slice(0, 10)}T00:00:00Z`);
  const year = Number(day.slice(0, 4));
  const start = Date.UTC(year, 0, 1);
  return year + (time - start) / (Date.UTC(year + 1, 0, 1) - start);
}

// The last period that says something: ten roll calls or more, else the last of all.
export const lastPeriod = (periods: readonly { year: number; n: number }[]) => [...periods].reverse().find((one) => one.n >= 10)?.year ?? periods[periods.length - 1]?.year;
