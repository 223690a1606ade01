// JSON as it is signed: what two readers could read differently is refused. RFC 8785 for the text, as src/crypto/canonical.cpp.
export class Refused extends Error {
  constructor(
    readonly what: string, // a key of the catalogue, without its prefix
    readonly values: Record<string, string | number> = {},
  ) {
    super(`${what} ${JSON.stringify(values)}`);
    this.name = "Refused";
  }
}
export const refuse = (what: string, values: Record<string, string | number> = {}): never => {
  throw new Refused(what, values);
};

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = Map<string, Json>; // in the order of the text; a Map has no inherited names

const deepest = 64;
const isLone = (text: string) => /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);

// No duplicate keys, no byte order mark, no lone surrogate, nothing after the value, depth at most 64, whole numbers within 2^53.
export function parseStrict(text: string): Json {
  let at = 0;
  const bad = (): never => refuse("notJson", { at });
  const space = () => {
    while (at < text.length && " \t\n\r".includes(text[at]!)) ++at;
  };
  const word = <T extends Json>(name: string, value: T): T => {
    if (!text.startsWith(name, at)) bad();
    at += name.length;
    return value;
  };
  const string = (): string => {
    const from = at;
    ++at;
    while (at < text.length && text[at] !== '"') {
      if (text.charCodeAt(at) < 0x20) bad();
      at += text[at] === "\\" ? 2 : 1;
    }
    if (at >= text.length) bad();
    ++at;
    let out: unknown;
    try {
      out = JSON.parse(text.slice(from, at));
    } catch {
      bad();
    }
    if (typeof out !== "string" || isLone(out)) return bad();
    return out;
  };
  const number = (): number => {
    const found = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/.exec(text.slice(at, at + 400));
    if (!found) return bad();
    at += found[0].length;
    const out = Number(found[0]);
    const whole = found[2] === undefined && found[3] === undefined;
    if (!Number.isFinite(out) || (whole && BigInt(found[0].replace("-", "")) > 2n ** 53n)) return bad();
    return out;
  };
  const value = (depth: number): Json => {
    if (depth > deepest) bad();
    space();
    const c = text[at];
    if (c === "{") {
      const out: JsonObject = new Map();
      ++at;
      space();
      if (text[at] === "}") return ++at, out;
      for (;;) {
        space();
        if (text[at] !== '"') bad();
        const name = string();
        if (out.has(name)) refuse("twice", { name: name.slice(0, 60) });
        space();
        if (text[at++] !== ":") bad();
        out.set(name, value(depth + 1));
        space();
        const next = text[at++];
        if (next === "}") return out;
        if (next !== ",") bad();
      }
    }
    if (c === "[") {
      const out: Json[] = [];
      ++at;
      space();
      if (text[at] === "]") return ++at, out;
      for (;;) {
        out.push(value(depth + 1));
        space();
        const next = text[at++];
        if (next === "]") return out;
        if (next !== ",") bad();
      }
    }
    if (c === '"') return string();
    if (c === "t") return word("true", true);
    if (c === "f") return word("false", false);
    if (c === "n") return word("null", null);
    return number();
  };
  if (text.startsWith("\ufeff") || text.includes("\0")) bad();
  const out = value(0);
  space();
  if (at !== text.length) bad();
  return out;
}

// RFC 8785. JavaScript writes numbers and orders texts as that standard asks.
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value instanceof Map) {
    const members = [...value].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const sizeOf = (text: string): number => utf8(text).length;
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("notUtf8");
  }
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const digits = new Map([...alphabet].map((c, i) => [c, i]));
// Canonical alone: padded, and no bit set that says nothing. Else another text would have the same bytes.
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4) return undefined;
  const pad = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const out = new Uint8Array((text.length / 4) * 3 - pad);
  let o = 0;
  for (let i = 0; i < text.length; i += 4) {
    const last = i + 4 === text.length;
    let bits = 0;
    for (let k = 0; k < 4; ++k) {
      const padded = last && k >= 4 - pad;
      const digit = padded ? 0 : digits.get(text[i + k]!);
      if (digit === undefined) return undefined;
      bits = (bits << 6) | digit;
    }
    if (last && pad && (bits & (pad === 1 ? 0xff : 0xffff)) !== 0) return undefined;
    for (let k = 0; k < 3 && o < out.length; ++k) out[o++] = (bits >> (16 - 8 * k)) & 255;
  }
  return out;
}
