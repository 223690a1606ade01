// What the screen works out of the node's answers: which sums hold, where a frontier's points lie, and changes as they stand in an address.
import type { Schemas } from "~/api/client";

export type Line = Schemas["ExposureLine"];
export type Frontier = Schemas["ExposureFrontier"];
export type Rank = Schemas["ExposureRank"];
export type Count = "held" | "may_pull" | "pass_on";

// Rows of originators count an object of two originators in both. `again` is how often something was counted once more than once.
export function reconcile(rows: readonly Line[], all: Line, of: Count): { rows: number; again: number; total: number } {
  const sum = rows.reduce((so_far, row) => so_far + row[of], 0);
  return { rows: sum, again: sum - all[of], total: all[of] };
}

// Shares are fractions with whole sums: equal within what doubles lose.
export function sharesHold(shares: readonly { share: number }[], total: number): boolean {
  const sum = shares.reduce((so_far, one) => so_far + one.share, 0);
  return Math.abs(sum - total) <= 1e-9 * Math.max(1, Math.abs(total)) * Math.max(1, shares.length);
}

export const percent = (part: number, of: number) => (of > 0 ? (100 * part) / of : 0);

export type Given = { name: string; what_if?: string; lost: number };
// What is given up at a point: the steps of all points up to it, without those that a later one took back.
export function givenUp(frontier: Frontier, point: number): Given[] {
  const out = new Map<string, Given>();
  for (const one of frontier.points.slice(0, point + 1))
    for (const step of one.steps)
      if (step.back) out.delete(step.name);
      else out.set(step.name, { name: step.name, what_if: step.what_if, lost: step.lost });
  return [...out.values()];
}
// As changes that the node can work out exactly; nothing where a step has no such form.
export function asChanges(given: readonly Given[]): string[] | undefined {
  const out = given.map((one) => one.what_if);
  return out.length > 0 && out.every((one) => one !== undefined) ? (out as string[]) : undefined;
}
// What a point adds to the one before.
export const added = (frontier: Frontier, point: number) => {
  const [now, before] = [frontier.points[point]!, frontier.points[Math.max(0, point - 1)]!];
  return { removed: now.removed - before.removed, lost: now.lost - before.lost };
};

// In an address: changes one after the other, ";" between. A change has none in it.
export const changesOf = (text: string) => text.split(";").filter(Boolean);
export const changesTo = (changes: readonly string[]) => [...new Set(changes)].join(";");

export type Change =
  | { kind: "suspend"; agreement: string; from?: string; to?: string }
  | { kind: "suspend-party"; party: string }
  | { kind: "ceiling"; agreement: string; party: string; word: string }
  | { kind: "drop-topic"; agreement: string; topic: string }
  | { kind: "re-tier"; agency: string; word: string };

export function changeOf(text: string): Change | undefined {
  const [kind, rest = ""] = [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)];
  const parts = rest.split(":");
  const from = (at: number) => parts.slice(at).join(":");
  switch (kind) {
    case "suspend": {
      const [a, b] = (parts[1] ?? "").split(">");
      return { kind, agreement: parts[0]!, ...(a && b ? { from: a, to: b } : {}) };
    }
    case "suspend-party":
      return { kind, party: rest };
    case "ceiling":
      return { kind, agreement: parts[0]!, party: parts[1] ?? "", word: from(2) };
    case "drop-topic":
      return { kind, agreement: parts[0]!, topic: from(1) };
    case "re-tier":
      return { kind, agency: parts[0]!, word: from(1) };
    default:
      return undefined;
  }
}

// "USA TOP SECRET", as `highest` and the names of levels are: the scheme has no space.
export function schemeAndWord(text: string): { scheme: string; word: string } {
  const space = text.indexOf(" ");
  return space < 0 ? { scheme: "", word: text } : { scheme: text.slice(0, space), word: text.slice(space + 1) };
}

// The end of that day, in UTC; today and later is now.
export const asOf = (day: string, today: string): string | undefined => (/^\d{4}-\d{2}-\d{2}$/.test(day) && day < today ? `${day}T23:59:59Z` : undefined);

type Cell = string | number | undefined;
// All tables of the screen as one file: a section, a name and its counts a line.
export function rowsOf(exposure: Schemas["Exposure"], rank?: Rank): Cell[][] {
  const head = ["section", "name", "held", "delivered", "may_pull", "pass_on", "only", "share", "highest", "since"];
  const line = (section: string, row: Line, name = row.name): Cell[] => [section, name, row.held, row.delivered, row.may_pull, row.pass_on, row.only, undefined, row.highest, row.since];
  const lists = ["originators", "levels", "topics", "agreements", "clauses", "agencies"] as const;
  return [
    head,
    line("all", exposure.all, exposure.members.join(" ")),
    ...lists.flatMap((list) => exposure[list].map((row) => line(list, row))),
    ...(rank?.agreements ?? []).map((row): Cell[] => ["agreement shares", row.name, undefined, undefined, undefined, undefined, row.only, row.share]),
    ...(rank?.members ?? []).map((row): Cell[] => ["member shares", row.name, undefined, undefined, row.reaches, undefined, row.only, row.share]),
  ];
}
