// The log's side of a file: its signed checkpoint (C2SP signed-note, tlog-checkpoint), and that a record's leaf is in its tree (RFC 9162 §2.1.3.2).
// As src/ledger/note.cpp, src/ledger/merkle.cpp and leaf_of of src/journal/journal.cpp.
import { ed25519 } from "@noble/curves/ed25519";
import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, concatBytes } from "@noble/hashes/utils";
import { fromBase64, refuse, sizeOf, utf8 } from "./json";

// As libsodium does: no points of small order, nothing but canonical encodings.
export function verifySignature(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64) return false;
  try {
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

type LogKey = { name: string; hash: string; key: Uint8Array };
const isKeyName = (name: string) => name !== "" && !/[\u0000-\u0020+\u007f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(name);

export function parseLogKey(text: string): LogKey {
  const first = text.indexOf("+");
  const second = first < 0 ? -1 : text.indexOf("+", first + 1);
  if (second < 0) return refuse("logKey");
  const name = text.slice(0, first);
  const bytes = fromBase64(text.slice(second + 1));
  // Type 1, Ed25519: a log that signs otherwise has no notes that are opened here.
  if (!isKeyName(name) || !bytes || bytes.length !== 33 || bytes[0] !== 1) return refuse("logKey");
  const hash = bytesToHex(sha256(concatBytes(utf8(name), new Uint8Array([10]), bytes)).slice(0, 4));
  if (text.slice(first + 1, second) !== hash) return refuse("logKey");
  return { name, hash, key: bytes.slice(1) };
}

const isText = (text: string) => text.endsWith("\n") && !/[\u0000-\u0009\u000b-\u001f]/.test(text);
const dash = "\u2014 ";

export type Checkpoint = { origin: string; size: bigint; root: Uint8Array };
export function openCheckpoint(note: string, log: LogKey): Checkpoint {
  if (sizeOf(note) > 1_000_000 || !note.endsWith("\n")) return refuse("note");
  const blank = note.lastIndexOf("\n\n");
  if (blank < 0) return refuse("note");
  const text = note.slice(0, blank + 1);
  if (!isText(text)) return refuse("note");
  const lines = note.slice(blank + 2).split("\n").slice(0, -1);
  if (lines.length > 100) return refuse("note");
  let signed = false;
  for (const line of lines) {
    if (!line.startsWith(dash)) return refuse("note");
    const space = line.indexOf(" ", dash.length);
    if (space < 0) return refuse("note");
    const name = line.slice(dash.length, space);
    const bytes = fromBase64(line.slice(space + 1));
    if (!isKeyName(name) || !bytes || bytes.length < 5) return refuse("note");
    if (name !== log.name || bytesToHex(bytes.slice(0, 4)) !== log.hash) continue;
    if (!verifySignature(log.key, utf8(text), bytes.slice(4))) return refuse("noteSignature", { log: log.name });
    signed = true;
  }
  if (!signed) return refuse("noteSignature", { log: log.name });
  const parts = text.slice(0, -1).split("\n");
  if (parts.length < 3 || parts.some((one) => one === "")) return refuse("note");
  const root = fromBase64(parts[2]!);
  if (!/^(0|[1-9][0-9]{0,19})$/.test(parts[1]!) || BigInt(parts[1]!) >= 1n << 64n || !root || root.length !== 32) return refuse("note");
  if (parts[0] !== log.name) return refuse("otherLog");
  return { origin: parts[0]!, size: BigInt(parts[1]!), root };
}

const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(concatBytes(new Uint8Array([1]), left, right));
const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);

export function isIncluded(leaf: Uint8Array, index: bigint, size: bigint, proof: readonly Uint8Array[], root: Uint8Array): boolean {
  if (index < 0n || index >= size) return false;
  let fn = index;
  let sn = size - 1n;
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0n) return false;
    if (fn & 1n || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (!(fn & 1n) && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else hash = nodeHash(hash, sibling);
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && same(hash, root);
}

export function varint(value: bigint): Uint8Array {
  const out: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) return new Uint8Array([...out, Number(rest)]);
    out.push(Number(rest & 0x7fn) | 0x80);
  }
}
const statementKind = 22n;
const label = utf8("comity/record/v1");
export function leafOf(seq: bigint, payload: Uint8Array): Uint8Array {
  const commitment = sha256(concatBytes(varint(BigInt(label.length)), label, varint(seq), varint(statementKind), payload));
  return sha256(concatBytes(new Uint8Array([0]), commitment));
}

// A record's payload: when, how long, a salt, the body.
export function decodePayload(payload: Uint8Array): { at: bigint; body: Uint8Array } | undefined {
  let at = 0;
  const number = (): bigint | undefined => {
    let value = 0n;
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const byte = payload[at++];
      if (byte === undefined) return undefined;
      value |= BigInt(byte & 0x7f) << shift;
      if (!(byte & 0x80)) return BigInt.asUintN(64, value);
    }
    return undefined;
  };
  const bytes = (): Uint8Array | undefined => {
    const size = number();
    if (size === undefined || size > BigInt(payload.length - at)) return undefined;
    const from = at;
    at += Number(size);
    return payload.slice(from, at);
  };
  const time = number();
  const span = time === undefined ? undefined : number();
  const salt = span === undefined ? undefined : bytes();
  const body = salt && bytes();
  return time !== undefined && body && at === payload.length ? { at: BigInt.asIntN(64, time), body } : undefined;
}
