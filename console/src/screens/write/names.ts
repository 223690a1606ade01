// A UUID that a text has, the same each time, so that what was previewed is what is shared: the beginning of its SHA-256, shaped as STIX 2.1 asks of objects (version 4).
import { sha256 } from "@noble/hashes/sha2";

export function uuidOf(text: string): string {
  const bytes = sha256(new TextEncoder().encode(`comity console ${text}`)).slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
