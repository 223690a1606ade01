// How an agreement stands at a time, from its versions and acts. Now, it is as the node says; at another date the documents and acts are read as docs/format/act.md says.
import type { Schemas } from "~/api/client";
import { read, timeOf, within } from "./terms";
import type { Table } from "./toml";

export type Agreement = Schemas["Agreement"];
export type Version = Agreement["versions"][number];
export type State = "draft" | "not-yet-in-force" | "in-force" | "ended";
export type Suspension = { by: string; from: string; to: string; since?: string; until?: string };
export type Notice = { by: string; given?: string; effective?: string; held_since?: string };
export type Course = { state: State; version?: Version; document?: Table; until?: string; suspensions: Suspension[]; notices: Notice[] };

type Act = { kind: string; by: string; at: number; [member: string]: unknown };
const documentOf = (version: { file: { agreement: unknown } }) => version.file.agreement as Table;
export { documentOf };

// `at` undefined is now.
export function courseOf(one: Agreement, at?: number): Course {
  const versions = one.versions.filter((version) => !version.void);
  if (at === undefined) {
    const standing = one.standing;
    if (!standing) return { state: "draft", suspensions: [], notices: [] };
    const version = versions.filter((v) => v.version === standing.version).at(-1) ?? versions.at(-1);
    const now = Date.now();
    return {
      state: standing.state,
      version,
      document: version && documentOf(version),
      until: standing.until ?? standing.term_end,
      suspensions: standing.suspensions.filter((s) => within(now, s.since, s.until)),
      notices: standing.notices,
    };
  }
  // A first version counts by its own date; a later one not before it was recorded.
  const begins = (version: Version, i: number) => {
    const from = timeOf(read.text(read.table(documentOf(version).term).in_force)) ?? 0;
    return i === 0 ? from : Math.max(from, Date.parse(version.recorded));
  };
  const version = versions.filter((v, i) => begins(v, i) <= at).at(-1);
  if (!version) return versions.length ? { state: "not-yet-in-force", version: versions[0], document: documentOf(versions[0]!), suspensions: [], notices: [] } : { state: "draft", suspensions: [], notices: [] };
  const document = documentOf(version);
  const term = read.table(document.term);
  let until = read.text(term.until);
  const suspensions: Suspension[] = read
    .list(document.suspension)
    .map(read.table)
    .map((s) => ({ by: read.text(s.by) ?? "", from: read.text(s.from) ?? "", to: read.text(s.to) ?? "", since: read.text(s.since), until: read.text(s.until) }));
  const notices: Notice[] = [];
  for (const entry of one.history) {
    if (!entry.act || entry.void || Date.parse(entry.at) > at) continue;
    const act = entry.act as Act;
    const from = act.from as string, to = act.to as string, since = latest(act.since as string | undefined, entry.at);
    const given = notices.find((n) => n.by === act.by);
    switch (act.kind) {
      case "suspend":
        suspensions.push({ by: act.by, from, to, since, until: act.until as string | undefined });
        break;
      case "resume":
        for (const s of suspensions) if (s.by === act.by && s.from === from && s.to === to && (timeOf(s.until) ?? Infinity) > Date.parse(since)) s.until = since;
        break;
      case "give-notice":
        notices.push({ by: act.by, given: entry.at, effective: (act.effective as string | undefined) ?? one.standing?.notices.find((n) => n.by === act.by)?.effective });
        break;
      case "withdraw-notice":
        if (given) notices.splice(notices.indexOf(given), 1);
        break;
      case "hold-notice":
        if (given) given.held_since = entry.at;
        break;
      case "run-notice":
        if (given) delete given.held_since;
        break;
      case "renew":
        until = act.until as string;
        break;
    }
  }
  const left = notices.find((n) => !n.held_since && n.effective && Date.parse(n.effective) <= at);
  const ended = (until !== undefined && term.renews_months === undefined && timeOf(until)! <= at) || (left !== undefined && document.kind === "bilateral");
  return { state: ended ? "ended" : "in-force", version, document, until, suspensions: suspensions.filter((s) => within(at, s.since, s.until)), notices };
}
const latest = (a: string | undefined, b: string) => (a && Date.parse(a) > Date.parse(b) ? a : b);

// One word for a list: what is loudest of it.
export const shownState = (course: Course): string => (course.state === "in-force" && course.suspensions.length ? "suspended" : course.state === "in-force" && course.notices.length ? "notice" : course.state);
// In one direction.
export const stateOf = (course: Course, from: string, to: string): string =>
  course.state !== "in-force" ? course.state : course.suspensions.some((s) => s.from === from && s.to === to) ? "suspended" : course.notices.length ? "notice" : "in-force";
