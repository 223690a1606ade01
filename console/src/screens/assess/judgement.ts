// A judgement, and the commitment to it, as docs/format/round.md has them: made and checked in this browser. Nothing here talks to a node.
import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils";

export type Confidence = "low" | "moderate" | "high";
export type Judgement = {
  agency: string;
  confidence: Confidence;
  high?: string;
  low?: string;
  nonce: string;
  p: string;
  question: string;
  rationale?: string;
  round: 1 | 2;
  sources?: string[];
  term?: string;
  yardstick?: string;
};
export type Entry = { p: number; low?: number; high?: number; confidence: Confidence; rationale: string; term?: string; yardstick?: string; sources: readonly string[] }; // p, low, high in percent
export type Commitment = { agency: string; issued: string; round: string; sha256: string; stage: 1 | 2 };

// RFC 8785 of texts, whole numbers, lists and objects of these: all that a judgement, a commitment and a position are made of.
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).filter(([, one]) => one !== undefined);
    // JavaScript compares texts by UTF-16 code units, as the standard asks.
    return `{${members.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

// "0.62" of 62; strictly between 0 and 1, at most six digits.
export function decimal(percent: number): string {
  const text = (percent / 100).toFixed(6).replace(/0+$/, "");
  return text.endsWith(".") ? `${text}0` : text;
}
const isDecimal = (text: unknown): text is string => typeof text === "string" && /^0\.[0-9]{1,6}$/.test(text) && Number(text) > 0;

export type Fault = "p" | "interval" | "rationale" | "confidence";
// What keeps an entry from being a judgement.
export function faultOf(entry: Entry): Fault | undefined {
  const within = (value: number) => Number.isFinite(value) && value > 0 && value < 100 && isDecimal(decimal(value));
  if (!within(entry.p)) return "p";
  if ((entry.low === undefined) !== (entry.high === undefined)) return "interval";
  if (entry.low !== undefined && entry.high !== undefined && !(within(entry.low) && within(entry.high) && entry.low <= entry.p && entry.p <= entry.high)) return "interval";
  if (utf8ToBytes(entry.rationale).length > 16_384) return "rationale";
  return undefined;
}

export function judgementOf(entry: Entry, agency: string, question: string, round: 1 | 2, nonce: Uint8Array): Judgement {
  if (nonce.length !== 32) throw new Error("a nonce has 32 bytes");
  return {
    agency,
    confidence: entry.confidence,
    nonce: bytesToHex(nonce),
    p: decimal(entry.p),
    question,
    round,
    ...(entry.low !== undefined && entry.high !== undefined ? { low: decimal(entry.low), high: decimal(entry.high) } : {}),
    ...(entry.term && entry.yardstick ? { term: entry.term, yardstick: entry.yardstick } : {}),
    ...(entry.rationale ? { rationale: entry.rationale } : {}),
    ...(entry.sources.length ? { sources: [...new Set(entry.sources)].sort() } : {}),
  };
}

// SHA-256 of "comity/judgement/v1", a zero byte and the canonical text.
export const digestOf = (judgement: Judgement): string => bytesToHex(sha256(concatBytes(utf8ToBytes("comity/judgement/v1\0"), utf8ToBytes(canonical(judgement)))));

export const commitmentOf = (judgement: Judgement, issued: Date): Commitment => ({
  agency: judgement.agency,
  issued: issued.toISOString().replace(/\.(\d{3})Z$/, ".$1000Z"),
  round: judgement.question,
  sha256: digestOf(judgement),
  stage: judgement.round,
});
// The file that comity round sign takes.
export const paperOf = (commitment: Commitment): string => `{"commitment":${canonical(commitment)},"signatures":[]}\n`;

const known = new Set(["agency", "confidence", "high", "low", "nonce", "p", "question", "rationale", "round", "sources", "term", "yardstick"]);
// A judgement from its file: ours, or what comity round judge wrote. Nothing where it is none.
export function readJudgement(text: string): Judgement | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const one = value as Record<string, unknown>;
  const texts = (["agency", "question", "nonce"] as const).every((name) => typeof one[name] === "string" && one[name] !== "");
  if (!texts || !Object.keys(one).every((name) => known.has(name))) return undefined;
  if (!/^[0-9a-f]{64}$/.test(one.nonce as string) || (one.round !== 1 && one.round !== 2) || !["low", "moderate", "high"].includes(one.confidence as string)) return undefined;
  if (!isDecimal(one.p) || (one.low !== undefined && !isDecimal(one.low)) || (one.high !== undefined && !isDecimal(one.high))) return undefined;
  return one as unknown as Judgement;
}

export type Band = { from: number; to: number; term: string };
export type Rule = "edges" | "nearest" | "narrowest";
// What a yardstick calls a percentage, as docs/methods/judgement.md says for each rule; nothing where it has no word.
export function bandOf(bands: readonly Band[], rule: Rule, percent: number): Band | undefined {
  if (!(percent > 0 && percent < 100)) return undefined;
  const slack = 1e-9;
  let best: Band | undefined;
  let measure = 0;
  bands.forEach((band, i) => {
    let one: number;
    if (rule === "nearest") {
      one = percent < band.from ? band.from - percent : percent > band.to ? percent - band.to : 0;
      if (best && one > measure + slack) return;
    } else {
      const last = rule === "narrowest" ? band.to === 100 : i === bands.length - 1;
      const holds = percent >= band.from - slack && (percent < band.to - slack || (last && percent <= band.to + slack));
      one = band.to - band.from;
      if (!holds || (best && one >= measure)) return;
    }
    best = band;
    measure = one;
  });
  return best;
}
