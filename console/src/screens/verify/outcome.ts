// How a statement stands: a function of the recorded positions and of an instant. As src/statement/outcome.cpp, without silence: that people were told, and kept silent, is in no file.
import type { Instant } from "./fields";
import type { Deed, Document } from "./papers";

export type State = "draft" | "open" | "silence" | "adopted" | "failed" | "closed";
export type Stand = "none" | "signed" | "reserved" | "silent" | "abstained" | "declined" | "broke-silence" | "withdrew";
export type Cast = { party: string; deed: Deed; reserved: boolean; issued: Instant; recorded: Instant; isVoid: boolean };
export type Standing = { stand: Stand; since?: Instant; issued: Instant; afterwards: boolean };
export type Outcome = { state: State; parties: Map<string, Standing>; agreed: number; quorum: boolean; silenceBroken: boolean; adoptedAt?: Instant };

const before = -(1n << 63n);
export const agrees = (stand: Stand) => stand === "signed" || stand === "reserved" || stand === "silent";
const breaks = (stand: Stand) => stand === "broke-silence" || stand === "declined";
const standAfter = (cast: Cast): Stand => (cast.deed === "sign" ? (cast.reserved ? "reserved" : "signed") : ({ abstain: "abstained", decline: "declined", "break-silence": "broke-silence", withdraw: "withdrew" } as const)[cast.deed]);
const mayFollow = (deed: Deed, stand: Stand) => deed === "sign" || (agrees(stand) ? deed === "withdraw" : deed === "abstain" || deed === "decline");
const order: Deed[] = ["sign", "abstain", "decline", "break-silence", "withdraw"];

export function outcomeOf(document: Document, positions: readonly Cast[], proposed: Instant, closed: Instant | undefined, now: Instant): Outcome {
  const out: Outcome = { state: "draft", parties: new Map(document.invited.map((party) => [party, { stand: "none" as Stand, issued: before, afterwards: false }])), agreed: 0, quorum: false, silenceBroken: false };
  const silence = document.silence !== undefined && document.silence > proposed ? document.silence : undefined;
  const voidObjections = new Map<string, Instant>();
  const casts = positions.filter((one) => one.recorded <= now);
  const compare = <T extends bigint | number | string | boolean>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
  // Of what was recorded at the same instant the later issued stands, however they are given.
  casts.sort((a, b) => compare(a.recorded, b.recorded) || compare(a.issued, b.issued) || compare(a.party, b.party) || compare(order.indexOf(a.deed), order.indexOf(b.deed)) || compare(a.reserved, b.reserved) || compare(a.isVoid, b.isVoid));

  const endedBefore = (at: Instant) => (closed !== undefined && at >= closed) || (document.closes !== undefined && at > document.closes);
  const ended = (at: Instant) => (closed !== undefined && at >= closed) || (document.closes !== undefined && at >= document.closes);
  const opened = (at: Instant) => document.opens === undefined || at >= document.opens;
  const broken = () => [...out.parties].some(([party, one]) => breaks(one.stand) || (voidObjections.has(party) && one.issued <= voidObjections.get(party)!));
  const count = () => {
    out.agreed = [...out.parties.values()].filter((one) => agrees(one.stand)).length;
    out.quorum = out.agreed >= document.least && document.including.every((party) => agrees(out.parties.get(party)!.stand));
  };
  const take = (cast: Cast, adopted: boolean) => {
    const standing = out.parties.get(cast.party);
    if (!standing || !opened(cast.recorded)) return;
    if (cast.isVoid) {
      if (cast.deed === "decline" || cast.deed === "break-silence") {
        const last = voidObjections.get(cast.party);
        voidObjections.set(cast.party, last !== undefined && last > cast.issued ? last : cast.issued);
      }
      return;
    }
    if (cast.issued <= standing.issued) return;
    if (adopted ? !mayFollow(cast.deed, standing.stand) : ended(cast.recorded)) return;
    if (cast.deed === "break-silence" && !(silence !== undefined && cast.recorded < silence)) return;
    if (cast.deed === "withdraw" && standing.stand === "none") return;
    out.parties.set(cast.party, { stand: standAfter(cast), since: cast.recorded, issued: cast.issued, afterwards: adopted });
  };
  const instants = [...new Set([...casts.map((one) => one.recorded), ...(document.silence !== undefined && document.silence <= now ? [document.silence] : [])])].sort(compare);
  for (const at of instants) {
    // Nobody is taken as silent; but whether silence was broken is seen at its end.
    if (silence !== undefined && at === silence && out.adoptedAt === undefined && !endedBefore(at)) out.silenceBroken = broken();
    const after = out.adoptedAt !== undefined;
    for (const cast of casts) if (cast.recorded === at) take(cast, after);
    if (out.adoptedAt !== undefined || endedBefore(at) || !opened(at)) continue;
    count();
    // While silence may still be broken, only a statement that everybody signed need not wait.
    const waits = silence !== undefined && at < silence && out.agreed < document.invited.length;
    if (out.quorum && !waits) out.adoptedAt = at;
  }
  count();
  if (closed !== undefined && now >= closed && out.adoptedAt === undefined) out.state = "closed";
  else if (out.adoptedAt !== undefined) out.state = "adopted";
  else if (!opened(now)) out.state = "draft";
  else if (document.closes !== undefined && now >= document.closes) out.state = "failed";
  else if (silence !== undefined && now < silence) out.state = "silence";
  else out.state = "open";
  if (out.state === "silence") out.silenceBroken = broken();
  return out;
}
