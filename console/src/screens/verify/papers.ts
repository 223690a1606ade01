// The documents in a file's records: versions of a statement, positions, and the acts that let a person sign for a party.
// As src/statement/document.cpp, src/statement/position.cpp, src/agreement/paper.cpp and src/agreement/act.cpp.
import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex } from "@noble/hashes/utils";
import { Fields, formatTime, isId, isPlain, type Instant } from "./fields";
import { canonical, fromBase64, parseStrict, refuse, sizeOf, utf8, type Json } from "./json";
import { verifySignature } from "./log";

const bad = (name: string): never => refuse("field", { name });
const map = (members: readonly (readonly [string, Json | undefined])[]): Json => new Map(members.filter((one): one is [string, Json] => one[1] !== undefined));

export type Paragraph = { id: string; text: string };
export type Translation = { language: string; title: string; paragraphs: ReadonlyMap<string, string> };
export type Document = {
  id: string;
  version: number;
  convenor: string;
  title: string;
  language: string;
  meeting: string;
  topics: readonly string[];
  invited: readonly string[];
  paragraphs: readonly Paragraph[];
  translations: readonly Translation[];
  least: number;
  including: readonly string[];
  opens?: Instant;
  silence?: Instant;
  closes?: Instant;
  embargo?: Instant;
  afterwards: "invited" | "everybody";
};
export type Written = { document: Document; canonical: string; sha256: string };

const longest = 256 * 1024;
const isLanguage = (text: string) => text.length >= 2 && text.length <= 16 && isId(text) && !text.includes("_");
const isIdOf = (id: string, party: string) => id.length <= 100 && id.length > party.length + 1 && id.startsWith(`${party}-`) && isId(id);
function plain(fields: Fields, name: string, most: number): string {
  const out = fields.text(name);
  return sizeOf(out) <= most && isPlain(out) ? out : bad(name);
}

export function parseDocument(text: string): Written {
  if (sizeOf(text) > 4 * longest) bad("document");
  const top = new Fields(parseStrict(text), ["id", "version", "convenor", "title", "language", "meeting", "topics", "invited", "paragraphs", "translations", "quorum", "opens", "silence", "closes", "embargo", "afterwards"], "/document");
  const id = top.id("id");
  const version = top.whole("version", 1, 10_000);
  const convenor = top.id("convenor");
  const title = plain(top, "title", 300);
  const language = top.text("language");
  if (!isLanguage(language)) bad("language");
  const meeting = top.has("meeting") ? top.id("meeting") : "";
  const topics = top.texts("topics");
  const invited = top.texts("invited");
  if (![...topics, ...invited].every((one) => isId(one)) || topics.length > 16) bad("topics");
  if (invited.length === 0 || invited.length > 300 || !invited.includes(convenor)) bad("invited");
  if (!isIdOf(id, convenor)) bad("id");
  const paragraphs = top.list("paragraphs").map((one) => {
    const fields = new Fields(one, ["id", "text"], "/document/paragraphs");
    const paragraph = { id: fields.id("id"), text: plain(fields, "text", 8000) };
    return paragraph.id.length <= 32 ? paragraph : bad("paragraphs");
  });
  if (paragraphs.length === 0 || paragraphs.length > 200 || new Set(paragraphs.map((one) => one.id)).size !== paragraphs.length) bad("paragraphs");
  const languages = new Set([language]);
  const translations = top.list("translations").map((one): Translation => {
    const fields = new Fields(one, ["language", "title", "paragraphs"], "/document/translations");
    const own = fields.text("language");
    const heading = plain(fields, "title", 300);
    if (!isLanguage(own) || languages.has(own)) bad("translations");
    languages.add(own);
    const texts = new Map(fields.members("paragraphs").map(([name, value]) => (typeof value === "string" && isPlain(value) && sizeOf(value) <= 8000 ? ([name, value] as const) : bad("translations"))));
    if (texts.size !== paragraphs.length || !paragraphs.every((p) => texts.has(p.id))) bad("translations");
    return { language: own, title: heading, paragraphs: texts };
  });
  if (translations.length > 8) bad("translations");
  let least = invited.length;
  let including: string[] = [];
  if (top.has("quorum")) {
    const fields = new Fields(top.get("quorum")!, ["least", "including"], "/document/quorum");
    if (fields.has("least")) least = fields.whole("least", 1, 300);
    including = fields.texts("including");
    if (least > invited.length || including.length > least || !including.every((one) => invited.includes(one))) bad("quorum");
  }
  const opens = top.timeIf("opens");
  const silence = top.timeIf("silence");
  const closes = top.timeIf("closes");
  const embargo = top.timeIf("embargo");
  const afterwards = top.textOr("afterwards", "invited");
  if (afterwards !== "invited" && afterwards !== "everybody") return bad("afterwards");
  if (opens !== undefined && silence !== undefined && silence <= opens) bad("silence");
  if (opens !== undefined && closes !== undefined && closes <= opens) bad("closes");
  if (silence !== undefined && closes !== undefined && closes < silence) bad("closes");
  const time = (at: Instant | undefined) => (at === undefined ? undefined : formatTime(at));
  const out = canonical(
    map([
      ["id", id],
      ["version", version],
      ["convenor", convenor],
      ["title", title],
      ["language", language],
      ["invited", invited],
      ["paragraphs", paragraphs.map((one) => map([["id", one.id], ["text", one.text]]))],
      ["afterwards", afterwards],
      ["quorum", map([["least", least], ["including", including]])],
      ["meeting", meeting || undefined],
      ["topics", topics.length ? topics : undefined],
      ["translations", translations.length ? translations.map((one) => map([["language", one.language], ["title", one.title], ["paragraphs", map([...one.paragraphs])]])) : undefined],
      ["opens", time(opens)],
      ["silence", time(silence)],
      ["closes", time(closes)],
      ["embargo", time(embargo)],
    ]),
  );
  if (sizeOf(out) > longest) bad("document");
  const document: Document = { id, version, convenor, title, language, meeting, topics, invited, paragraphs, translations, least, including, opens, silence, closes, embargo, afterwards };
  return { document, canonical: out, sha256: bytesToHex(sha256(utf8(out))) };
}

export type Deed = "sign" | "abstain" | "decline" | "break-silence" | "withdraw";
const deeds: readonly string[] = ["sign", "abstain", "decline", "break-silence", "withdraw"];
export type Position = { statement: string; version: number; sha256: string; party: string; deed: Deed; reservations: readonly { paragraph: string; text: string }[]; note: string; issued: Instant };

export function parsePosition(value: Json): Position {
  const top = new Fields(value, ["statement", "version", "sha256", "party", "position", "reservations", "note", "issued"], "/position");
  const deed = top.text("position");
  const out: Position = {
    statement: top.id("statement"),
    version: top.whole("version", 1, 10_000),
    sha256: top.text("sha256"),
    party: top.id("party"),
    deed: (deeds.includes(deed) ? deed : bad("position")) as Deed,
    note: top.textOr("note", ""),
    issued: top.time("issued"),
    reservations: top.list("reservations").map((one) => {
      const fields = new Fields(one, ["paragraph", "text"], "/position/reservations");
      return { paragraph: fields.id("paragraph"), text: plain(fields, "text", 4000) };
    }),
  };
  if (!/^[0-9a-f]{64}$/.test(out.sha256)) bad("sha256");
  if (sizeOf(out.note) > 4000 || !isPlain(out.note)) bad("note");
  if (new Set(out.reservations.map((one) => one.paragraph)).size !== out.reservations.length) bad("reservations");
  if (out.reservations.length && out.deed !== "sign") bad("reservations");
  // There are many ways to write a time: what was signed is the one that is written again.
  const again = canonical(
    map([
      ["statement", out.statement],
      ["version", out.version],
      ["sha256", out.sha256],
      ["party", out.party],
      ["position", out.deed],
      ["issued", formatTime(out.issued)],
      ["reservations", out.reservations.length ? out.reservations.map((one) => map([["paragraph", one.paragraph], ["text", one.text]])) : undefined],
      ["note", out.note || undefined],
    ]),
  );
  if (again !== canonical(value)) refuse("notCanonical");
  return out;
}

export type Signature = { signer: string; key: string; signature: string };
export function parseSignatures(list: readonly Json[]): Signature[] {
  return list.map((value) => {
    const fields = new Fields(value, ["key", "signature", "signer"], "/signatures");
    const one = { signer: fields.text("signer"), key: fields.text("key"), signature: fields.text("signature") };
    if (!isId(one.signer) && !isId(one.signer, 3)) bad("signer");
    if (fromBase64(one.key)?.length !== 32 || fromBase64(one.signature)?.length !== 64) bad("signature");
    return one;
  });
}
export const isSignedBy = (one: Signature, message: string): boolean => verifySignature(fromBase64(one.key)!, utf8(message), fromBase64(one.signature)!);

export type Paper = { text: string; position: Position; signature: Signature };
// A position with its one signature.
export function parsePaper(text: string): Paper {
  const top = new Fields(parseStrict(text), ["position", "signatures"], "");
  const value = top.get("position");
  if (!(value instanceof Map)) return bad("position");
  const signatures = parseSignatures(top.list("signatures"));
  if (signatures.length !== 1) return bad("signatures");
  return { text: canonical(value), position: parsePosition(value), signature: signatures[0]! };
}

const powers: readonly string[] = ["consent", "relido", "tearline", "judgement", "statement", "concern"];
const powersOfParties: readonly string[] = ["tearline", "statement", "concern"];
export type Designation = { by: string; person: string; key: string; powers: readonly string[]; for: string; until?: Instant; signatures: readonly Signature[]; good: boolean };
const partyOf = (id: string) => id.split(".")[0]!;

// A signed act of the kind `designate`: no other kind lets anybody sign a position, and a file holds none that it does not need.
export function parseDesignation(value: Json): Designation {
  const top = new Fields(value, ["act", "signatures"], "/designations");
  const act = top.get("act");
  if (!(act instanceof Map) || act.get("kind") !== "designate" || !top.has("signatures")) return bad("designations");
  const fields = new Fields(act, ["kind", "by", "issued", "reason", "person", "key", "powers", "for", "until"], "/designations/act");
  const by = fields.id("by");
  const issued = fields.time("issued");
  const reason = fields.has("reason") ? fields.text("reason") : "";
  const person = fields.id("person", 3);
  const key = fields.text("key");
  const given = fields.texts("powers");
  const whom = fields.text("for");
  const until = fields.timeIf("until");
  if ([...reason].length > 2000 || fromBase64(key)?.length !== 32) bad("designations");
  if (given.length === 0 || !given.every((one) => powers.includes(one)) || (!isId(whom) && !isId(whom, 2))) bad("designations");
  if (partyOf(person) !== by || partyOf(whom) !== by || (whom !== by && given.some((one) => powersOfParties.includes(one)))) bad("designations");
  const again = canonical(
    map([
      ["kind", "designate"],
      ["by", by],
      ["issued", formatTime(issued)],
      ["reason", reason || undefined],
      ["person", person],
      ["key", key],
      ["powers", given],
      ["for", whom],
      ["until", until === undefined ? undefined : formatTime(until)],
    ]),
  );
  if (again !== canonical(act)) refuse("notCanonical");
  const signatures = parseSignatures(top.list("signatures"));
  if (new Set(signatures.map((one) => `${one.signer} ${one.key}`)).size !== signatures.length) bad("signatures");
  return { by, person, key, powers: given, for: whom, until, signatures, good: signatures.length > 0 && signatures.every((one) => isSignedBy(one, `comity/act/v1\n${again}`)) };
}
