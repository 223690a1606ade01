// What the lists of people are filtered and ordered by.
import type { Schemas } from "~/api/client";
import { daysUntil } from "~/kit/time";

export type Person = Schemas["PersonState"];
export type Standing = "suspended" | "unvouched" | "ending" | "none" | "well";

export const kSoon = 90; // days: so long before its end a clearance is told of

// One word for how a person stands: what keeps it from its work comes first.
export function standingOf(one: Person, now = Date.now()): Standing {
  if (one.suspended) return "suspended";
  if (one.id !== "operator" && !one.vouched) return "unvouched";
  if (one.vouched_until && daysUntil(one.vouched_until, now) <= kSoon) return "ending";
  if (!one.password && one.tokens === 0 && one.certificates === 0) return "none";
  return "well";
}

export type Wanted = { text: string; role: string; party: string; standing: string };

export function wanted(people: readonly Person[], by: Wanted, now = Date.now()): Person[] {
  const text = by.text.trim().toLocaleLowerCase();
  return people.filter(
    (one) =>
      (!text || one.id.toLocaleLowerCase().includes(text) || (one.name ?? "").toLocaleLowerCase().includes(text)) &&
      (!by.role || one.roles.includes(by.role)) &&
      (!by.party || one.id.split(".")[0] === by.party) &&
      (!by.standing || standingOf(one, now) === by.standing),
  );
}

export const rolesOf = (people: readonly Person[]): string[] => [...new Set(people.flatMap((one) => one.roles))].sort();
export const partiesOf = (people: readonly Person[]): string[] => [...new Set(people.filter((one) => one.id.includes(".")).map((one) => one.id.split(".")[0]!))].sort();

// Addresses and ranges, as a person writes them: by commas, spaces or lines.
export const listOf = (text: string): string[] => text.split(/[\s,、，]+/).filter(Boolean);

// The day that a person chose, as the instant that it begins in UTC.
export const instantOf = (day: string): string => `${day}T00:00:00Z`;
