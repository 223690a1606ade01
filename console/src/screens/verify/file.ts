// A statement's file, verified here, without a node: docs/format/joint-statement.md, File. As src/statement/file.cpp.
import { Fields, isId, type Instant } from "./fields";
import { fromBase64, parseStrict, refuse, Refused, sizeOf, textOf, type Json } from "./json";
import { decodePayload, isIncluded, leafOf, openCheckpoint, parseLogKey, type Checkpoint } from "./log";
import { outcomeOf, type Outcome } from "./outcome";
import { isSignedBy, parseDesignation, parseDocument, parsePaper, type Designation, type Paper, type Written } from "./papers";

type Keys = ReadonlyMap<string, ReadonlySet<string>>;
type ProvenRecord = { seq: number; payload: Uint8Array; proof: readonly Uint8Array[] };
export type StatementFile = { statement: string; records: readonly ProvenRecord[]; checkpoint: string; log: string; keys: Keys; designations: readonly Designation[]; voids: ReadonlySet<number> };
// What a verifier trusts, from elsewhere than the file.
export type Trusted = { keys: Keys; log: string; revoked: ReadonlySet<string> };

const bad = (name: string): never => refuse("field", { name });

function readKeys(fields: Fields, name: string): Keys {
  return new Map(
    fields.members(name).map(([party, value]) => {
      if (!isId(party) || !Array.isArray(value) || value.length === 0) return bad(`/${name}/${party}`);
      const keys = value.map((key) => (typeof key === "string" && fromBase64(key)?.length === 32 ? key : bad(`/${name}/${party}`)));
      return new Set(keys).size === keys.length ? [party, new Set(keys)] : bad(`/${name}/${party}`);
    }),
  );
}

export function parseFile(text: string): StatementFile {
  if (sizeOf(text) > 16 << 20) refuse("tooLarge");
  const top = new Fields(parseStrict(text), ["format", "statement", "records", "checkpoint", "log", "keys", "designations", "void"], "");
  if (top.text("format") !== "comity/statement/v1") refuse("notThis");
  const statement = top.id("statement");
  const checkpoint = top.text("checkpoint");
  const log = top.text("log");
  const keys = readKeys(top, "keys");
  const list = top.list("records");
  if (list.length > 10_000) bad("/records");
  const records = list.map((value): ProvenRecord => {
    const fields = new Fields(value, ["seq", "payload", "proof"], "/records");
    const payload = fromBase64(fields.text("payload")) ?? bad("/records/payload");
    const proof = fields.list("proof").map((hash) => {
      const bytes = typeof hash === "string" ? fromBase64(hash) : undefined;
      return bytes?.length === 32 ? bytes : bad("/records/proof");
    });
    if (proof.length > 64) bad("/records/proof");
    return { seq: fields.whole("seq", 1, 2 ** 52), payload, proof };
  });
  const designations = top.list("designations").map(parseDesignation);
  const voids = new Set<number>();
  for (const one of top.list("void")) {
    if (typeof one !== "number" || voids.has(one) || !records.some((record) => record.seq === one)) return bad("/void");
    voids.add(one);
  }
  return { statement, records, checkpoint, log, keys, designations, voids };
}

export function parseTrusted(text: string): Trusted {
  const top = new Fields(parseStrict(text), ["parties", "log", "revoked"], "");
  const keys = readKeys(top, "parties");
  if (keys.size === 0) bad("/parties");
  return { keys, log: top.textOr("log", ""), revoked: new Set(top.texts("revoked")) };
}

type Version = { seq: number; at: Instant; text?: Written }; // without a text: an earlier one that is not in the file
type Recorded = { seq: number; at: Instant; paper: Paper };
type Held = { versions: Version[]; positions: Recorded[]; closed?: Instant; last: number };

const textIn = (value: ReadonlyMap<string, Json>, name: string): string => {
  const one = value.get(name);
  return typeof one === "string" ? one : "";
};

// The records as a fold, each proven in the log and the next of its statement.
function replay(file: StatementFile, checkpoint: Checkpoint): Held {
  let held: Held | undefined;
  let last = 0;
  for (const record of file.records) {
    if (record.seq <= last) refuse("order");
    const seq = BigInt(record.seq);
    if (!isIncluded(leafOf(seq, record.payload), seq - 1n, checkpoint.size, record.proof, checkpoint.root)) refuse("notInLog", { n: record.seq });
    const entry = decodePayload(record.payload);
    if (!entry) return refuse("unreadable", { n: record.seq });
    const next = step(file, held, record.seq, entry.at, entry.body, last === 0);
    if (!next) return refuse("missing", { n: record.seq, statement: file.statement });
    held = next;
    held.last = record.seq;
    last = record.seq;
  }
  return held ?? refuse("empty");
}

// What one record adds; nothing if it is not the next of this statement.
function step(file: StatementFile, held: Held | undefined, seq: number, at: Instant, body: Uint8Array, isFirst: boolean): Held | undefined {
  try {
    const value = parseStrict(textOf(body));
    if (!(value instanceof Map)) return undefined;
    const said = value.get("after");
    const after = typeof said === "number" && said >= 0 ? said : 0;
    switch (textIn(value, "step")) {
      case "version": {
        const text = parseDocument(textIn(value, "document"));
        const number = text.document.version;
        if (text.document.id !== file.statement) return undefined;
        if (isFirst) {
          if (number === 1) return after === 0 ? { versions: [{ seq, at, text }], positions: [], last: seq } : undefined;
          // A file for who may not have the earlier texts begins with a later version.
          if (after < number - 1) return undefined;
          const earlier = Array.from({ length: number - 1 }, (_, i): Version => ({ seq: after - (number - 2 - i), at }));
          return { versions: [...earlier, { seq, at, text }], positions: [], last: seq };
        }
        if (!held || number !== held.versions.length + 1 || after !== held.last) return undefined;
        return { ...held, versions: [...held.versions, { seq, at, text }] };
      }
      case "position": {
        const paper = parsePaper(textIn(value, "paper"));
        if (!held || paper.position.statement !== file.statement || after !== held.last || paper.position.version > held.versions.length) return undefined;
        return { ...held, positions: [...held.positions, { seq, at, paper }] };
      }
      case "close":
        if (!held || textIn(value, "statement") !== file.statement || after !== held.last || held.closed !== undefined) return undefined;
        return { ...held, closed: at };
      default:
        return undefined;
    }
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

// Who may have signed for a party. Every key and every act was needed: what is not may say anything.
class Signers {
  private readonly usedKeys = new Set<string>();
  private readonly usedActs = new Set<Designation>();
  constructor(
    private readonly file: StatementFile,
    private readonly keys: Keys,
  ) {}
  check({ paper, at }: Recorded) {
    const one = paper.signature;
    if (!isSignedBy(one, `comity/position/v1\n${paper.text}`)) refuse("signature", { signer: one.signer });
    if (one.signer === paper.position.party) return this.authority(one.signer, one.key);
    for (const act of this.file.designations) {
      if (act.by !== paper.position.party || act.for !== paper.position.party || act.person !== one.signer || act.key !== one.key) continue;
      if (!act.powers.includes("statement") || (act.until !== undefined && at >= act.until)) continue;
      if (!act.good || act.signatures.length !== 1 || act.signatures[0]!.signer !== paper.position.party) continue;
      this.authority(paper.position.party, act.signatures[0]!.key);
      this.usedActs.add(act);
      return;
    }
    refuse("nobodyLets", { signer: one.signer, party: paper.position.party });
  }
  private authority(party: string, key: string) {
    if (!this.keys.get(party)?.has(key)) refuse("strangeKey", { party, key });
    this.usedKeys.add(`${party} ${key}`);
  }
  allUsed() {
    return [...this.keys.values()].reduce((sum, some) => sum + some.size, 0) === this.usedKeys.size && this.file.designations.length === this.usedActs.size;
  }
}

export type VerifiedPosition = Recorded & { isVoid: boolean; earlierVersion: boolean };
export type Verified = {
  text: Written;
  recorded: Instant; // of the latest version
  positions: readonly VerifiedPosition[]; // in the order of recording
  outcome: Outcome;
  silenceUnknown: boolean; // a time of silence is over, and what became of it decides how the statement stands: outcome.state is not known then
  judged: Instant;
  last: Instant;
  earlierLeftOut: boolean;
  origin: string;
  size: bigint;
  keysTrusted: boolean;
  logTrusted: boolean;
};

export function verify(file: StatementFile, trusted: Trusted | undefined, now: Instant): Verified {
  const logTrusted = !!trusted && trusted.log !== "";
  if (logTrusted && trusted.log !== file.log) refuse("strangeLog");
  const checkpoint = openCheckpoint(file.checkpoint, parseLogKey(file.log));
  const held = replay(file, checkpoint);
  const latest = held.versions.at(-1)!;
  const text = latest.text!; // the file begins with a version that it holds
  const claimed = new Signers(file, file.keys);
  const given = new Signers(file, trusted ? trusted.keys : file.keys);
  const positions = held.positions.map((one): VerifiedPosition => {
    const { position, signature } = one.paper;
    const isVoid = file.voids.has(one.seq);
    if (!isVoid) {
      claimed.check(one);
      given.check(one);
    } else if (trusted) {
      // By a key that the verifier trusts, and by a person for whom nothing in the file speaks any more, it is void only if the verifier knows of the revocation.
      const nobodys = signature.signer === position.party && !trusted.keys.get(position.party)?.has(signature.key);
      if (!nobodys && !trusted.revoked.has(signature.key)) refuse("notRevoked", { n: one.seq, party: position.party, key: signature.key });
    }
    const version = held.versions[position.version - 1]?.text;
    if (!version || position.sha256 !== version.sha256) return refuse("otherText", { party: position.party });
    if (!position.reservations.every((about) => version.document.paragraphs.some((p) => p.id === about.paragraph))) refuse("noParagraph", { party: position.party });
    return { ...one, isVoid, earlierVersion: version.sha256 !== text.sha256 };
  });
  if (positions.filter((one) => one.isVoid).length !== file.voids.size) refuse("voidNothing");
  if (!claimed.allUsed()) refuse("needless");
  const last = [...held.positions.map((one) => one.at), ...(held.closed !== undefined ? [held.closed] : [])].reduce((a, b) => (b > a ? b : a), latest.at);
  const casts = positions
    .filter((one) => one.paper.position.version === text.document.version && one.paper.position.sha256 === text.sha256)
    .map(({ paper: { position }, at, isVoid }) => ({ party: position.party, deed: position.deed, reserved: position.reservations.length > 0, issued: position.issued, recorded: at, isVoid }));
  const outcome = outcomeOf(text.document, casts, latest.at, held.closed, now);
  const silence = text.document.silence;
  const silenceUnknown =
    silence !== undefined && silence > latest.at && now >= silence && !(held.closed !== undefined && held.closed <= silence) && !(outcome.adoptedAt !== undefined && outcome.adoptedAt < silence) && !(outcome.silenceBroken && last >= silence);
  return { text, recorded: latest.at, positions, outcome, silenceUnknown, judged: now, last, earlierLeftOut: held.versions[0]!.seq !== file.records[0]!.seq, origin: checkpoint.origin, size: checkpoint.size, keysTrusted: !!trusted, logTrusted };
}
