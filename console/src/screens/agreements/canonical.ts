// The exact bytes that authorities sign, and their digest: RFC 8785 JSON under a name of what it is (docs/format/agreement.md, docs/format/act.md).
import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils";
import type { Json } from "./toml";

// RFC 8785: members by their UTF-16 code units, numbers and texts as ECMAScript writes them.
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`)
      .join(",")}}`;
  return JSON.stringify(value);
}

export const sha256Of = (text: string) => bytesToHex(sha256(utf8ToBytes(text)));
export const bytesOf = (text: string) => utf8ToBytes(text).length;
// "7c1e 90b4 52aa …": as people compare it aloud.
export const grouped = (hex: string) => hex.match(/.{1,4}/g)?.join(" ") ?? hex;

export const agreementBytes = (document: Json) => `comity/agreement/v1\n${canonical(document)}`;
export const actBytes = (act: Json) => `comity/act/v1\n${canonical(act)}`;

// 2026-01-31T00:00:00.000000Z: as an act holds times.
export const actTime = (at: Date) => at.toISOString().replace(/\.(\d{3})Z$/, ".$1000Z");
