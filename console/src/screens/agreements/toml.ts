// TOML as agreements are written in it, read with the place of every value, so that a form can change one clause and leave the rest of a text, comments included,
// as somebody wrote it. Values come out as docs/format/agreement.md has them in JSON: dates are strings. https://toml.io/en/v1.0.0

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Table = { [key: string]: Json };

export class TomlError extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
    this.name = "TomlError";
  }
}

type Span = { start: number; end: number };
export type Key = { start: number; value: Span; end: number }; // `end`: after the line's comment, before its newline
// A table with a header of its own; "" is what stands before the first header. `index` counts rows of [[name]].
export type Block = { name: string; index?: number; start: number; end: number; keys: Map<string, Key> };
export type Toml = { value: Table; lines: Map<string, number>; blocks: Block[] };

const kDeepest = 64;
const isTable = (value: Json | undefined): value is Table => typeof value === "object" && value !== null && !Array.isArray(value);
const below = (pointer: string, key: string | number) => `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;

class Reader {
  at = 0;
  readonly lines = new Map<string, number>();
  readonly blocks: Block[] = [];
  private readonly closed = new WeakSet<object>(); // inline, or written with a header already
  constructor(readonly text: string) {}

  line(at = this.at): number {
    let line = 1;
    for (let i = this.text.indexOf("\n"); i >= 0 && i < at; i = this.text.indexOf("\n", i + 1)) ++line;
    return line;
  }
  fail(message: string, at = this.at): never {
    throw new TomlError(message, this.line(Math.min(at, this.text.length)));
  }
  private match(what: RegExp): string | undefined {
    what.lastIndex = this.at;
    const found = what.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
  private blank() {
    this.match(/[ \t]*/y);
  }
  private comment() {
    this.match(/[ \t]*(#[^\n\r]*)?/y);
  }
  private lineEnd() {
    this.comment();
    if (this.at < this.text.length && this.match(/\r?\n/y) === undefined) this.fail("something stands after the value; begin a new line");
  }
  // Blanks, comments and ends of lines, within lists.
  private between() {
    this.match(/(?:[ \t\r\n]|#[^\n]*)*/y);
  }

  read(): Toml {
    const value: Table = {};
    let table = value;
    let pointer = "";
    let block: Block = { name: "", start: 0, end: 0, keys: new Map() };
    this.blocks.push(block);
    this.lines.set("", 1);
    if (this.text.startsWith("\ufeff")) this.at = 1;
    for (;;) {
      this.match(/(?:[ \t]*(#[^\n]*)?\r?\n)*/y);
      this.blank();
      if (this.text[this.at] === "#") this.comment();
      if (this.at >= this.text.length) break;
      const start = this.text.lastIndexOf("\n", this.at - 1) + 1;
      if (this.text[this.at] === "[") {
        const many = this.text.startsWith("[[", this.at);
        this.at += many ? 2 : 1;
        this.blank();
        const path = this.keyPath();
        this.blank();
        if (!this.text.startsWith(many ? "]]" : "]", this.at)) this.fail(`the header is not closed; end it with ${many ? "]]" : "]"}`);
        this.at += many ? 2 : 1;
        [table, pointer] = this.open(value, path, many, start);
        const index = many ? Number(pointer.split("/").pop()) : undefined;
        block = { name: path.join("."), index, start, end: this.at, keys: new Map() };
        this.blocks.push(block);
        this.comment();
        block.end = this.at;
        this.lineEnd();
        continue;
      }
      const path = this.keyPath();
      this.blank();
      if (this.text[this.at] !== "=") this.fail("write name = value");
      this.at += 1;
      this.blank();
      const from = this.at;
      const to = this.put(table, pointer, path, from);
      this.comment();
      const end = this.at;
      this.lineEnd();
      if (path.length === 1) block.keys.set(path[0]!, { start, value: { start: from, end: to }, end });
      block.end = end;
    }
    return { value, lines: this.lines, blocks: this.blocks };
  }

  private open(root: Table, path: string[], many: boolean, start: number): [Table, string] {
    let table = root;
    let pointer = "";
    path.forEach((key, i) => {
      const last = i === path.length - 1;
      const here = below(pointer, key);
      const found = Object.hasOwn(table, key) ? table[key] : undefined;
      if (last && many) {
        if (found === undefined) table[key] = [];
        const list = table[key];
        if (!Array.isArray(list) || this.closed.has(list)) this.fail(`'${key}' is something else already; remove one of them`, start);
        const row: Table = {};
        pointer = below(here, list.length);
        this.lines.set(pointer, this.line(start));
        if (!this.lines.has(here)) this.lines.set(here, this.line(start));
        list.push(row);
        table = row;
        return;
      }
      if (found === undefined) {
        const made: Table = {};
        table[key] = made;
        this.lines.set(here, this.line(start));
        table = made;
        if (last) this.closed.add(made);
      } else if (Array.isArray(found) && !last && isTable(found[found.length - 1])) {
        table = found[found.length - 1] as Table;
        pointer = below(here, found.length - 1);
        return;
      } else if (isTable(found) && !(last && this.closed.has(found))) {
        table = found;
        if (last) this.closed.add(found);
      } else this.fail(`'${key}' stands twice; remove one`, start);
      pointer = here;
    });
    return [table, pointer];
  }

  // Puts a value under a key that may have dots, and says where it ends.
  private put(table: Table, pointer: string, path: string[], from: number, depth = 0): number {
    let at = table;
    for (const key of path.slice(0, -1)) {
      pointer = below(pointer, key);
      if (!Object.hasOwn(at, key)) {
        at[key] = {};
        this.lines.set(pointer, this.line(from));
      }
      const next = at[key];
      if (!isTable(next) || this.closed.has(next)) this.fail(`'${key}' is a value already`, from);
      at = next;
    }
    const key = path[path.length - 1]!;
    if (Object.hasOwn(at, key)) this.fail(`'${key}' stands twice; remove one`, from);
    const here = below(pointer, key);
    this.lines.set(here, this.line(from));
    Object.defineProperty(at, key, { value: this.value(here, depth), enumerable: true, writable: true, configurable: true });
    return this.at;
  }

  private keyPath(): string[] {
    const out: string[] = [];
    do {
      this.blank();
      const bare = this.match(/[A-Za-z0-9_-]+/y);
      if (bare !== undefined) out.push(bare);
      else if (this.text[this.at] === '"' || this.text[this.at] === "'") out.push(this.string());
      else this.fail("a name is missing");
      this.blank();
    } while (this.text[this.at] === "." && ++this.at);
    return out;
  }

  private value(pointer: string, depth: number): Json {
    if (depth > kDeepest) this.fail("values lie too deep in each other");
    const c = this.text[this.at];
    if (c === '"' || c === "'") return this.string();
    if (c === "[") {
      this.at += 1;
      const out: Json[] = [];
      this.closed.add(out);
      for (;;) {
        this.between();
        if (this.text[this.at] === "]") break;
        const here = below(pointer, out.length);
        this.lines.set(here, this.line());
        out.push(this.value(here, depth + 1));
        this.between();
        if (this.text[this.at] === ",") this.at += 1;
        else if (this.text[this.at] !== "]") this.fail("a comma or ] is missing");
      }
      this.at += 1;
      return out;
    }
    if (c === "{") {
      this.at += 1;
      const out: Table = {};
      this.blank();
      if (this.text[this.at] === "}") this.at += 1;
      else
        for (;;) {
          this.blank();
          const path = this.keyPath();
          this.blank();
          if (this.text[this.at] !== "=") this.fail("write name = value");
          this.at += 1;
          this.blank();
          this.put(out, pointer, path, this.at, depth + 1);
          this.blank();
          const next = this.text[this.at];
          this.at += 1;
          if (next === "}") break;
          if (next !== ",") this.fail("a comma or } is missing", this.at - 1);
        }
      this.closed.add(out);
      return out;
    }
    return this.word();
  }

  private word(): Json {
    const from = this.at;
    const date = this.match(/\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?)?/y);
    if (date !== undefined) return this.date(date, from);
    const word = this.match(/[A-Za-z0-9_+.:-]+/y);
    if (word === "true" || word === "false") return word === "true";
    if (word === undefined) this.fail("a value is missing; texts stand in quotes");
    const digits = word.replaceAll("_", "");
    if (/__|_$|^_/.test(word)) this.fail("this is no number", from);
    if (/^[+-]?(0|[1-9]\d*)$/.test(digits) || /^0(x[0-9a-fA-F]+|o[0-7]+|b[01]+)$/.test(digits)) {
      const n = Number(digits);
      if (!Number.isSafeInteger(n)) this.fail("the number is too large", from);
      return n === 0 ? 0 : n;
    }
    if (/^[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(digits)) return Number(digits);
    return this.fail(`'${word}' is no value; texts stand in quotes`, from);
  }

  private date(word: string, from: number): string {
    const day = word.slice(0, 10);
    const [year, month, date] = day.split("-").map(Number) as [number, number, number];
    if (month < 1 || month > 12 || date < 1 || date > new Date(Date.UTC(year, month, 0)).getUTCDate()) this.fail(`${day} is no date`, from);
    if (word.length === 10) return day;
    const [, clock, fraction = "", offset] = /^.{11}(\d{2}:\d{2}:\d{2})(\.\d+)?(.*)$/.exec(word)!;
    if (!/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(clock!)) this.fail(`${clock} is no time`, from);
    if (!offset) this.fail("the time has no offset; end it with Z for UTC", from);
    const part = fraction.slice(0, 10).replace(/\.?0+$/, "");
    return `${day}T${clock}${part}${/^([Zz]|[+-]00:00)$/.test(offset) ? "Z" : offset}`;
  }

  private string(): string {
    const quote = this.text[this.at]!;
    const three = quote.repeat(3);
    const from = this.at;
    const long = this.text.startsWith(three, this.at);
    this.at += long ? 3 : 1;
    if (long) this.match(/\r?\n/y);
    let out = "";
    for (;;) {
      const c = this.text[this.at];
      if (c === undefined || (!long && (c === "\n" || c === "\r"))) this.fail("the text is not closed; end it with a quote", from);
      if (c === quote && (!long || this.text.startsWith(three, this.at))) {
        if (!long) this.at += 1;
        else {
          // Up to two quotes may stand before the three that close.
          let run = 3;
          while (run < 5 && this.text[this.at + run] === quote) ++run;
          out += quote.repeat(run - 3);
          this.at += run;
        }
        return out;
      }
      if (c === "\\" && quote === '"') {
        out += this.escape(long);
        continue;
      }
      if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(c)) this.fail("a control character stands in the text");
      out += c;
      this.at += 1;
    }
  }
  private escape(long: boolean): string {
    const at = this.at;
    this.at += 2;
    const c = this.text[at + 1] ?? "";
    const plain = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" }[c];
    if (plain !== undefined) return plain;
    if (c === "u" || c === "U") {
      const hex = this.match(c === "u" ? /[0-9a-fA-F]{4}/y : /[0-9a-fA-F]{8}/y);
      const code = hex === undefined ? -1 : parseInt(hex, 16);
      if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) this.fail("this escape names no character", at);
      return String.fromCodePoint(code);
    }
    this.at = at + 1;
    if (long && this.match(/[ \t]*\r?\n[ \t\r\n]*/y) !== undefined) return "";
    return this.fail("this escape is not known; write \\\\ for a backslash", at);
  }
}

// Errors: TomlError, with the line.
export const parseToml = (text: string): Toml => new Reader(text).read();

// The line of what a JSON pointer names, or of what is nearest around it.
export function lineOf(toml: Toml | undefined, pointer: string): number | undefined {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const line = toml?.lines.get(at);
    if (line !== undefined) return at === "" ? undefined : line;
    if (!at) return undefined;
  }
}

// ---- writing ----

const dated = new Set(["in_force", "until", "since", "valid_from", "valid_until", "created_from", "created_before"]);
const isDate = (text: string) => /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
const quoted = (text: string) => JSON.stringify(text).replaceAll("\u007f", "\\u007f");
const name = (key: string) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key));

export function written(value: Json, key = ""): string {
  if (typeof value === "string") return dated.has(key) && isDate(value) ? value : quoted(value);
  if (Array.isArray(value)) return `[${value.map((one) => written(one, key)).join(", ")}]`;
  if (isTable(value)) return `{ ${Object.entries(value).map(([k, v]) => `${name(k)} = ${written(v, k)}`).join(", ")} }`;
  return String(value);
}

const heads = ["id", "version", "title", "kind", "parties"];
const clauses = ["term", "notice", "suspending", "accession", "two_persons", "equivalence", "levels", "topics", "purposes", "compartments", "controls", "actions", "membership", "survival", "suspension", "duties"];
const firsts = ["article", "by", "from", "to"];
const inOrder = (keys: string[], order: string[]) => [...keys].sort((a, b) => ((order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99)) || 0);

const body = (table: Table) => inOrder(Object.keys(table), firsts).map((key) => `${name(key)} = ${written(table[key]!, key)}\n`).join("");
// A document as text, clause by clause in the order of docs/format/agreement.md.
export function writeToml(document: Table): string {
  let out = "";
  const rest: string[] = [];
  for (const key of inOrder(Object.keys(document), [...heads, ...clauses])) {
    const value = document[key]!;
    if (isTable(value)) rest.push(`[${name(key)}]\n${body(value)}`);
    else if (Array.isArray(value) && value.length && value.every(isTable) && key !== "parties") for (const row of value) rest.push(`[[${name(key)}]]\n${body(row as Table)}`);
    else out += `${name(key)} = ${written(value, key)}\n`;
  }
  return [out, ...rest].join("\n");
}

// ---- changing ----

const find = (toml: Toml, table: string, index?: number) => toml.blocks.find((one) => one.name === table && one.index === index);
const afterLine = (text: string, at: number) => {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
};

// Sets a key of a table ("" is the head of the document; `index` is of a row of [[table]]), or takes it out. All else stays as it is written.
export function withKey(text: string, table: string, key: string, value: Json | undefined, index?: number): string {
  const toml = parseToml(text);
  const block = find(toml, table, index);
  const at = block?.keys.get(key);
  if (at) {
    if (value !== undefined) return text.slice(0, at.value.start) + written(value, key) + text.slice(at.value.end);
    const cut = text.slice(0, at.start) + text.slice(afterLine(text, at.end));
    return table && block!.keys.size === 1 && index === undefined ? withoutTable(cut, table) : cut;
  }
  if (value === undefined) {
    const held = table ? toml.value[table] : toml.value;
    if (!isTable(held) || !Object.hasOwn(held, key)) return text;
  }
  const line = `${name(key)} = ${written(value ?? "", key)}\n`;
  if (block && value !== undefined && !(table && holdsInline(toml, table, index, key))) {
    const end = table || block.keys.size ? afterLine(text, block.end) : 0;
    const gap = end > 0 && text[end - 1] !== "\n" ? "\n" : "";
    return text.slice(0, end) + gap + line + text.slice(end);
  }
  if (!(table in toml.value) && value !== undefined) return `${text.replace(/\s*$/, "\n")}\n[${table}]\n${line}`;
  // It is written in a way that has no place of its own (inline, with dots): the document is written anew.
  const whole = structuredClone(toml.value);
  const into = (index === undefined ? whole[table] : (whole[table] as Json[])[index]) as Table;
  if (value === undefined) delete into[key];
  else into[key] = value;
  return writeToml(whole);
}
const holdsInline = (toml: Toml, table: string, index: number | undefined, key: string) => {
  const held = index === undefined ? toml.value[table] : (toml.value[table] as Json[] | undefined)?.[index];
  return isTable(held) && Object.hasOwn(held, key);
};

// Takes out a table, or a row of [[table]], with its comment lines inside.
export function withoutTable(text: string, table: string, index?: number): string {
  const toml = parseToml(text);
  const block = find(toml, table, index);
  if (!block) {
    if (!(table in toml.value)) return text;
    const whole = structuredClone(toml.value);
    if (index === undefined) delete whole[table];
    else (whole[table] as Json[]).splice(index, 1);
    return writeToml(whole);
  }
  let end = afterLine(text, block.end);
  for (let next = afterLine(text, end); end < text.length && !text.slice(end, next).trim(); next = afterLine(text, end)) end = next;
  return text.slice(0, block.start) + text.slice(end);
}

// Adds a row of [[table]] after the last one, or at the end.
export function withRow(text: string, table: string, row: Table): string {
  const toml = parseToml(text);
  const rows = toml.blocks.filter((one) => one.name === table && one.index !== undefined);
  if (!rows.length && table in toml.value) {
    const whole = structuredClone(toml.value);
    (whole[table] as Json[]).push(row);
    return writeToml(whole);
  }
  const added = `[[${table}]]\n${body(row)}`;
  const last = rows[rows.length - 1];
  if (!last) return `${text.replace(/\s*$/, "\n")}\n${added}`;
  const end = afterLine(text, last.end);
  return `${text.slice(0, end).replace(/\n?$/, "\n")}\n${added}${text.slice(end)}`;
}
