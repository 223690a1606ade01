// Acts about an agreement, as they are signed outside the node: which ones a party could bring now, their members, and the command that signs the file.
// docs/format/act.md.
import { actTime } from "./canonical";
import type { Course } from "./course";
import { read, timeOf } from "./terms";
import type { Json, Table } from "./toml";

export const kinds = ["suspend", "resume", "give-notice", "hold-notice", "run-notice", "withdraw-notice", "renew"] as const;
export type Kind = (typeof kinds)[number];

// What `party` could bring as the agreement stands. The node has the last word.
export function possible(course: Course, party: string, bound: readonly string[]): Kind[] {
  if (!course.document || course.state === "ended" || course.state === "draft" || !bound.includes(party)) return [];
  const only = (clause: "notice" | "suspending") => {
    const by = read.table(course.document![clause]).by;
    return by === undefined || read.texts(by).includes(party);
  };
  const mine = course.notices.find((notice) => notice.by === party);
  const out: Kind[] = [];
  if (only("suspending")) out.push("suspend");
  if (course.suspensions.some((one) => one.by === party)) out.push("resume");
  if (!mine && only("notice")) out.push("give-notice");
  if (mine && !mine.held_since) out.push("hold-notice");
  if (mine?.held_since) out.push("run-notice");
  if (mine) out.push("withdraw-notice");
  if (course.state === "in-force" && course.until && course.document.term && read.table(course.document.term).renews_months === undefined) out.push("renew");
  return out;
}

// Directions that an act may be about.
export function directions(course: Course, kind: Kind, party: string, bound: readonly string[]): [string, string][] {
  if (kind === "resume") return course.suspensions.filter((one) => one.by === party).map((one) => [one.from, one.to]);
  return bound.filter((other) => other !== party).flatMap((other): [string, string][] => [[party, other], [other, party]]);
}

export type Wish = { kind: Kind; agreement: string; by: string; issued: string; from?: string; to?: string; since?: string; until?: string; effective?: string; reason?: string };
const whole = (at: string | undefined) => (at ? actTime(new Date(timeOf(at)!)) : undefined);

// The act: members that say no more than their absence are left out, as there is one text of each act.
export function actOf(wish: Wish): Table {
  const directed = wish.kind === "suspend" || wish.kind === "resume";
  const members: Record<string, Json | undefined> = {
    kind: wish.kind,
    by: wish.by,
    issued: wish.issued,
    agreement: wish.agreement,
    from: directed ? wish.from : undefined,
    to: directed ? wish.to : undefined,
    since: directed ? whole(wish.since) : undefined,
    until: wish.kind === "suspend" || wish.kind === "renew" ? whole(wish.until) : undefined,
    effective: wish.kind === "give-notice" ? whole(wish.effective) : undefined,
    reason: wish.reason?.trim() || undefined,
  };
  return Object.fromEntries(Object.entries(members).filter((one): one is [string, Json] => one[1] !== undefined));
}

// What is missing before there are bytes to sign.
export function lacks(wish: Wish): "direction" | "until" | undefined {
  if ((wish.kind === "suspend" || wish.kind === "resume") && (!wish.from || !wish.to)) return "direction";
  if (wish.kind === "renew" && !wish.until) return "until";
  return undefined;
}

export const fileName = (act: Table) => [act.kind, act.agreement, act.from, act.to].filter(Boolean).join("-") + ".json";
export const signCommand = (file: string, party: string, what: "act" | "agreement") => `comity ${what} sign ${file} --key ${party}.key --as ${party}${what === "agreement" ? ` -o ${file.replace(/\.json$/, ".signed.json")}` : ""}`;

// The next version of a document that writes this suspension itself: what a suspension would take is simulated with it.
export function withSuspension(document: Table, wish: Pick<Wish, "by" | "from" | "to" | "since">, today: string): Table {
  const row: Table = { by: wish.by, from: wish.from ?? "", to: wish.to ?? "", since: wish.since || today };
  return { ...document, version: Number(document.version) + 1, suspension: [...read.list(document.suspension), row] };
}

// A file that came back: what it holds, if it is one of the two kinds.
export type Signed = { what: "act"; act: Table; file: Table } | { what: "agreement"; agreement: Table; file: Table };
export function signedFile(text: string): Signed | undefined {
  let file: Json;
  try {
    file = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  const members = read.table(file);
  if (!Array.isArray(members.signatures)) return undefined;
  if (typeof members.act === "object" && members.act !== null && !Array.isArray(members.act)) return { what: "act", act: members.act, file: members };
  if (typeof members.agreement === "object" && members.agreement !== null && !Array.isArray(members.agreement)) return { what: "agreement", agreement: members.agreement, file: members };
  return undefined;
}
