// Party by party: the highest level that a row's information may have to reach a column, and by which agreements.
import type { LevelWord } from "~/kit/schemes";
import { courseOf, stateOf, type Agreement } from "./course";
import { anyOf, ceilingOf, spellsOf, within } from "./terms";

export type Link = { id: string; version?: number; state: string; ceiling?: LevelWord; topics?: string[] };
export type Cell = { links: Link[]; ceiling?: LevelWord; stopped: boolean; topics?: string[] };
export const cellOf = (from: string, to: string) => `${from}>${to}`;

export function matrixOf(agreements: readonly Agreement[], at: number | undefined, find: (scheme: string, word: string) => LevelWord | undefined): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  const moment = at ?? Date.now();
  for (const one of agreements) {
    const course = courseOf(one, at);
    if (!course.document || course.state === "ended" || course.document.kind === "community") continue;
    const bound = spellsOf(course.document).filter((spell) => within(moment, spell.since, spell.until)).map((spell) => spell.party);
    for (const from of bound)
      for (const to of bound) {
        if (from === to) continue;
        const cell = cells.get(cellOf(from, to)) ?? { links: [], stopped: true };
        cell.links.push({ id: one.id, version: course.version?.version, state: stateOf(course, from, to), ceiling: ceilingOf(course.document, from, to, moment, find), topics: anyOf(course.document, "topics") });
        cells.set(cellOf(from, to), cell);
      }
  }
  for (const cell of cells.values()) {
    // What passes now comes first; where nothing passes, what is stopped is named.
    const passes = (link: Link) => (link.state === "in-force" || link.state === "notice") && link.ceiling !== undefined;
    cell.links.sort((a, b) => Number(passes(b)) - Number(passes(a)) || (b.ceiling?.rung ?? -1) - (a.ceiling?.rung ?? -1) || a.id.localeCompare(b.id));
    const first = cell.links[0]!;
    cell.stopped = !passes(first);
    cell.ceiling = first.ceiling;
    const open = cell.links.filter(passes);
    cell.topics = open.some((link) => link.topics === undefined) ? undefined : [...new Set((open.length ? open : cell.links).flatMap((link) => link.topics ?? []))].sort();
    if (!open.length && first.topics === undefined) cell.topics = undefined;
  }
  return cells;
}
