// What a statement's screens compute: the bytes that positions are about, the command that signs one, and what changed in a paragraph.
import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils";
import type { Schemas } from "~/api/client";
import type { Shape, Tone } from "~/kit/marks";
import { canonical } from "../assess/judgement";

export type Document = Schemas["StatementDocument"];
export type PositionWord = Schemas["PositionWord"];
export type Deed = "sign" | "abstain" | "decline" | "break-silence" | "withdraw";

// The node answers with all defaults written out: RFC 8785 of that is what is signed.
export const bytesOf = (document: Document): string => canonical(document);
export const digestOf = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

// One word of a POSIX shell, whatever is in it.
export const quoted = (word: string): string => (/^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

export function command(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}
export function positionCommand(deed: Deed, file: string, party: string, reservations: readonly { paragraph: string; text: string }[], note: string): string {
  return command([
    "comity", "statement", deed, file, "--key", `${party}.key`, "--as", party,
    ...(deed === "sign" ? reservations.filter((one) => one.text.trim()).flatMap((one) => ["--reserve", `${one.paragraph}=${one.text.trim()}`]) : []),
    ...(note.trim() ? ["--note", note.trim()] : []),
    "-o", `${party}-position.json`,
  ]);
}

export const standMarks: Record<PositionWord, { shape: Shape; tone: Tone }> = {
  none: { shape: "draft", tone: "dim" },
  signed: { shape: "signed", tone: "ok" },
  reserved: { shape: "part", tone: "ok" },
  silent: { shape: "ack", tone: "ok" },
  abstained: { shape: "suspended", tone: "warn" },
  declined: { shape: "no", tone: "bad" },
  "broke-silence": { shape: "no", tone: "bad" },
  withdrew: { shape: "recalled", tone: "warn" },
};
export const stateMarks: Record<Schemas["Statement"]["state"], { shape: Shape; tone: Tone }> = {
  draft: { shape: "draft", tone: "" },
  open: { shape: "notice", tone: "" },
  silence: { shape: "notice", tone: "warn" },
  adopted: { shape: "force", tone: "ok" },
  failed: { shape: "ended", tone: "dim" },
  closed: { shape: "ended", tone: "dim" },
};
export const agrees = (word: PositionWord): boolean => word === "signed" || word === "reserved" || word === "silent";

export type Piece = { text: string; kind: "same" | "gone" | "new" };
// By words, and in Japanese by characters: the longest common run of both, what is gone before what is new.
export function pieces(before: string, after: string): Piece[] {
  const split = (text: string) => text.match(/[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+\s*|\s+/g) ?? [];
  const [a, b] = [split(before), split(after)];
  if (a.length * b.length > 4_000_000) return [{ text: before, kind: "gone" }, { text: after, kind: "new" }];
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; --i) for (let k = b.length - 1; k >= 0; --k) length[i]![k] = a[i]!.trim() === b[k]!.trim() ? length[i + 1]![k + 1]! + 1 : Math.max(length[i + 1]![k]!, length[i]![k + 1]!);
  const out: Piece[] = [];
  const put = (text: string, kind: Piece["kind"]) => {
    const last = out.at(-1);
    if (last?.kind === kind) last.text += text;
    else out.push({ text, kind });
  };
  let [i, k] = [0, 0];
  while (i < a.length || k < b.length) {
    if (i < a.length && k < b.length && a[i]!.trim() === b[k]!.trim()) {
      put(b[k]!, "same");
      ++i;
      ++k;
    } else if (i < a.length && (k === b.length || length[i + 1]![k]! >= length[i]![k + 1]!)) put(a[i++]!, "gone");
    else put(b[k++]!, "new");
  }
  return out;
}

// Where a paragraph's number could stand next: "p5" after "p4".
export function freshId(ids: readonly string[]): string {
  let n = ids.length + 1;
  while (ids.includes(`p${n}`)) ++n;
  return `p${n}`;
}
export const isJapanese = (language: string) => language === "ja" || language.startsWith("ja-");
