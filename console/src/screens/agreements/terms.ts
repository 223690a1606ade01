// What a document says, as docs/format/agreement.md has it: rows and limits, ready to be shown. A view of the signed text; what decides is the node.
import type { LevelWord } from "~/kit/schemes";
import type { Json, Table } from "./toml";

export type Side = { party: string; scheme: string; word: string };
export type Row = {
  article?: string;
  from: Side;
  to: Side;
  valid_from?: string;
  valid_until?: string;
  created_from?: string;
  created_before?: string;
  with_warnings?: string[];
  without_warnings?: string[];
};
export type Spell = { party: string; since?: string; until?: string };

const table = (value: Json | undefined): Table => (typeof value === "object" && value !== null && !Array.isArray(value) ? value : {});
const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const text = (value: Json | undefined): string | undefined => (typeof value === "string" ? value : undefined);
const texts = (value: Json | undefined): string[] => list(value).filter((one): one is string => typeof one === "string");
export const read = { table, list, text, texts };

export const spellsOf = (document: Table): Spell[] =>
  list(document.parties).map((one) => (typeof one === "string" ? { party: one } : { party: text(table(one).party) ?? "", since: text(table(one).since), until: text(table(one).until) }));
export const partiesOf = (document: Table): string[] => [...new Set(spellsOf(document).map((one) => one.party))];

const side = (value: Json | undefined): Side => ({ party: text(table(value).party) ?? "", scheme: text(table(value).scheme) ?? "", word: text(table(value).word) ?? "" });
const conditions = ["valid_from", "valid_until", "created_from", "created_before"] as const;

// Every row in every direction: `both_ways` and [[levels]] are expanded.
export function rowsOf(document: Table): Row[] {
  const out: Row[] = [];
  for (const one of list(document.equivalence).map(table)) {
    const row: Row = { article: text(one.article), from: side(one.from), to: side(one.to) };
    for (const key of conditions) if (text(one[key])) row[key] = text(one[key]);
    for (const key of ["with_warnings", "without_warnings"] as const) if (texts(one[key]).length) row[key] = texts(one[key]);
    out.push(row);
    if (one.both_ways === true) out.push({ ...row, from: row.to, to: row.from });
  }
  for (const one of list(document.levels).map(table)) {
    const sides = Object.entries(one)
      .filter(([key]) => key !== "article")
      .map(([party, word]): Side => (typeof word === "string" ? { party, scheme: party, word } : { ...side(word), party }));
    for (const from of sides) for (const to of sides) if (from !== to) out.push({ article: text(one.article), from, to });
  }
  return out;
}
export const directionsOf = (document: Table): [string, string][] => {
  const parties = partiesOf(document);
  return parties.flatMap((from) => parties.filter((to) => to !== from).map((to): [string, string] => [from, to]));
};

const time = (at: string | undefined) => (at === undefined ? undefined : Date.parse(at.length === 10 ? `${at}T00:00:00Z` : at));
const within = (at: number, from: string | undefined, until: string | undefined) => at >= (time(from) ?? -Infinity) && at < (time(until) ?? Infinity);
export { time as timeOf, within };

// A row that answers at this time for what is created then.
export const rowHolds = (row: Row, at: number) => within(at, row.valid_from, row.valid_until) && within(at, row.created_from, row.created_before);

// The highest word of `from` that may reach `to` at this time.
export function ceilingOf(document: Table, from: string, to: string, at: number, find: (scheme: string, word: string) => LevelWord | undefined): LevelWord | undefined {
  let best: LevelWord | undefined;
  for (const row of rowsOf(document)) {
    if (row.from.party !== from || row.to.party !== to || !rowHolds(row, at)) continue;
    const level: LevelWord = { scheme: row.from.scheme, word: row.from.word, rung: find(row.from.scheme, row.from.word)?.rung };
    if (!best || (level.rung ?? -1) > (best.rung ?? -1)) best = level;
  }
  return best;
}

// An absent clause of topics or purposes is all of them; an empty list is none.
export const anyOf = (document: Table, clause: "topics" | "purposes"): string[] | undefined => {
  const held = table(document[clause]).any;
  return document[clause] === undefined || held === undefined ? undefined : texts(held);
};
export const articleOf = (document: Table, clause: string) => text(table(document[clause]).article);

export type Change = { clause: string; article?: string; name: string; removed: string[]; added: string[] };
export type Clause = { id: string; article?: string; name: string; lines: string[] };

// Clause by clause what stands in one and not in the other, in the order of the later one. Lines are compared as sets: their order says nothing.
export function changesOf(before: readonly Clause[], after: readonly Clause[]): Change[] {
  const out: Change[] = [];
  for (const one of after) {
    const was = before.find((other) => other.id === one.id);
    const removed = (was?.lines ?? []).filter((line) => !one.lines.includes(line));
    const added = one.lines.filter((line) => !was?.lines.includes(line));
    if (removed.length || added.length) out.push({ clause: one.id, article: one.article ?? was?.article, name: one.name, removed, added });
  }
  for (const one of before) if (!after.some((other) => other.id === one.id) && one.lines.length) out.push({ clause: one.id, article: one.article, name: one.name, removed: one.lines, added: [] });
  return out;
}
