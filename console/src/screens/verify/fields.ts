// Strict reading of documents that are signed: what is misspelt must not read as absent. As src/alliance/fields.cpp.
import { refuse, type Json, type JsonObject } from "./json";

export const isId = (text: string, parts = 1): boolean => {
  const words = text.split(".");
  return words.length === parts && words.every((one) => /^[A-Za-z0-9_-]+$/.test(one));
};

export class Fields {
  private readonly object: JsonObject = new Map();
  constructor(value: Json, known: readonly string[], private readonly where: string) {
    if (!(value instanceof Map)) return refuse("field", { name: where || "/" });
    for (const name of value.keys()) if (!known.includes(name)) refuse("unknown", { name: `${where}/${name.slice(0, 60)}` });
    this.object = value;
  }
  private bad(name: string): never {
    return refuse("field", { name: `${this.where}/${name}` });
  }
  has(name: string) {
    return this.object.has(name);
  }
  get(name: string): Json | undefined {
    return this.object.get(name);
  }
  text(name: string): string {
    const out = this.textOr(name, "");
    return out === "" ? this.bad(name) : out;
  }
  textOr(name: string, otherwise: string): string {
    const value = this.object.get(name);
    if (value === undefined) return otherwise;
    return typeof value === "string" ? value : this.bad(name);
  }
  id(name: string, parts = 1): string {
    const out = this.text(name);
    return isId(out, parts) ? out : this.bad(name);
  }
  whole(name: string, least: number, most: number): number {
    const value = this.object.get(name);
    return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most ? value : this.bad(name);
  }
  time(name: string): Instant {
    const value = this.object.get(name);
    return (typeof value === "string" ? parseTime(value) : undefined) ?? this.bad(name);
  }
  timeIf(name: string): Instant | undefined {
    return this.has(name) ? this.time(name) : undefined;
  }
  list(name: string): Json[] {
    const value = this.object.get(name);
    if (value === undefined) return [];
    return Array.isArray(value) ? value : this.bad(name);
  }
  // Texts, none empty, none twice; sorted as bytes are.
  texts(name: string): string[] {
    const out = this.list(name).map((one) => (typeof one === "string" && one !== "" ? one : this.bad(name)));
    if (new Set(out).size !== out.length) this.bad(name);
    return out.sort();
  }
  members(name: string): [string, Json][] {
    const value = this.object.get(name);
    if (value === undefined) return [];
    return value instanceof Map ? [...value] : this.bad(name);
  }
}

// Microseconds since 1970. RFC 3339, or a date for its first instant. As src/base/time.cpp.
export type Instant = bigint;
const first = microseconds(0, 1, 1);
const past = microseconds(10000, 1, 1);
function microseconds(y: number, m: number, d: number): bigint {
  const date = new Date(0);
  date.setUTCFullYear(y, m - 1, d);
  return BigInt(date.getTime()) * 1000n;
}
export function parseTime(text: string): Instant | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2}))?$/.exec(text);
  if (!parts) return undefined;
  const [y, m, d] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(0);
  date.setUTCFullYear(y, m - 1, d);
  if (date.getUTCFullYear() !== y || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return undefined;
  let at = microseconds(y, m, d);
  if (parts[4] !== undefined) {
    const [hh, mm, ss] = [Number(parts[4]), Number(parts[5]), Number(parts[6])];
    if (hh > 23 || mm > 59 || ss > 60) return undefined;
    let offset = 0;
    if (!/[Zz]/.test(parts[8]!)) {
      const [oh, om] = [Number(parts[8]!.slice(1, 3)), Number(parts[8]!.slice(4))];
      if (oh > 23 || om > 59) return undefined;
      offset = (oh * 60 + om) * 60 * (parts[8]!.startsWith("-") ? -1 : 1);
    }
    at += BigInt((hh * 60 + mm) * 60 + ss - offset) * 1_000_000n + BigInt((parts[7] ?? "").slice(0, 6).padEnd(6, "0"));
  }
  return at >= first && at < past ? at : undefined;
}
export function formatTime(at: Instant): string {
  const ms = at >= 0n ? at / 1000n : (at - 999n) / 1000n;
  const micro = at - ms * 1000n;
  return new Date(Number(ms)).toISOString().replace(/^\+00/, "").replace("Z", `${String(micro).padStart(3, "0")}Z`);
}

// No control characters but tab and line feed, none that reorder what is read (UAX #9). As src/statement/document.cpp.
export const isPlain = (text: string): boolean => !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/.test(text);
