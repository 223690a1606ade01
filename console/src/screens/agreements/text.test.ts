import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { actBytes, actTime, canonical, grouped, sha256Of } from "./canonical";
import { faultsOf } from "./check";
import { lineOf, parseToml, TomlError, withKey, withoutTable, withRow, writeToml, type Table } from "./toml";

const sample = join(process.cwd(), "../alliances/sample/agreements");
const files = readdirSync(sample).filter((name) => name.endsWith(".toml"));

const failing = (text: string): TomlError => {
  try {
    parseToml(text);
  } catch (error) {
    if (error instanceof TomlError) return error;
    throw error;
  }
  throw new Error(`read without an error: ${text}`);
};

describe("parseToml", () => {
  it("reads what TOML has", () => {
    const { value } = parseToml(
      `a = "x\\u00e9\\n" # c\n'b c' = 'C:\\d'\nn = -1_000\nh = 0xff\nf = 1.5\nt = true\nd = 2026-02-28\nz = 2026-02-28T10:00:00.5000+00:00\no = 2026-02-28 10:00:00+13:00\nl = [ 1, # one\n  [ "x", ], ]\nm = """\none\\\n   two"""" \ni = { x.y = 1, z = [] }\n[t1.t2]\nk = 1\n[[r]]\nv = 1\n[[r]]\n[r.sub]\nw = 2\n`,
    );
    expect(value).toEqual({ a: "xé\n", "b c": "C:\\d", n: -1000, h: 255, f: 1.5, t: true, d: "2026-02-28", z: "2026-02-28T10:00:00.5Z", o: "2026-02-28T10:00:00+13:00", l: [1, ["x"]], m: 'onetwo"', i: { x: { y: 1 }, z: [] }, t1: { t2: { k: 1 } }, r: [{ v: 1 }, { sub: { w: 2 } }] });
  });
  it.each([
    ["a = 1\na = 2", 2],
    ["[t]\nx = 1\n[t]\n", 3],
    ['a = "open\nb = 1', 1],
    ["a = 2026-02-30", 1],
    ["\n\nt = 2026-01-01T10:00:00", 3],
    ["a = word", 1],
    ["a = [1, 2", 1],
    ["a = 1 b = 2", 1],
    ["x = { a = 1 }\n[x]\n", 2],
    ["a = 01", 1],
  ])("says the line of %j", (text, line) => expect(failing(text).line).toBe(line));
  it("knows the line of a pointer, or of what is around it", () => {
    const toml = parseToml('id = "X"\n\n[[row]]\nfrom = { party = "A" }\n[[row]]\nto = 1\n');
    expect([lineOf(toml, "/id"), lineOf(toml, "/row/0/from/party"), lineOf(toml, "/row/1/missing"), lineOf(toml, "/none")]).toEqual([1, 4, 5, undefined]);
  });
});

describe("the sample's agreements", () => {
  // As `comity agreement sign … --json` prints them.
  const digests: Record<string, string> = { "anzus.toml": "905cc32887d75337297eca357c09c00bb326ecb0e81d29e7b3df21a52a3b426b" };
  it("have the digest that their authorities sign", () => {
    for (const [name, digest] of Object.entries(digests)) expect(sha256Of(canonical(parseToml(readFileSync(join(sample, name), "utf8")).value))).toBe(digest);
  });
  it.each(files)("%s: written anew says the same, and has no fault", (name) => {
    const toml = parseToml(readFileSync(join(sample, name), "utf8"));
    expect(parseToml(writeToml(toml.value)).value).toEqual(toml.value);
    expect(faultsOf(toml)).toEqual([]);
  });
});

describe("changing a text", () => {
  const text = '# head\nid = "X" # mine\nversion = 1\n\n[topics] # what\narticle = "2"\nany = [\n  "cyber", # c\n  "energy",\n]\n\n# rows\n[[equivalence]]\narticle = "4"\n\n[[equivalence]]\narticle = "5" # five\n\n[duties]\nx = 1\n';
  const value = (changed: string) => parseToml(changed).value as Record<string, Table & Table[]>;
  it("touches the value alone", () => {
    expect(withKey(text, "", "version", 2)).toBe(text.replace("version = 1", "version = 2"));
    expect(withKey(text, "topics", "any", ["maritime"])).toBe(text.replace(/\[\n {2}"cyber"[^]*?\n\]/, '["maritime"]'));
    expect(withKey(text, "equivalence", "article", "6", 1)).toBe(text.replace('"5" # five', '"6" # five'));
  });
  it("adds a key at the end of its table, and a table at the end", () => {
    const added = withKey(text, "equivalence", "valid_from", "2027-01-01", 0);
    expect(added).toContain('article = "4"\nvalid_from = 2027-01-01\n');
    expect(value(added).equivalence![0]).toEqual({ article: "4", valid_from: "2027-01-01" });
    expect(withKey(text, "notice", "days", 90)).toBe(`${text}\n[notice]\ndays = 90\n`);
    expect(value(withKey("", "", "id", "Y")).id).toBe("Y");
    expect(withKey('[topics]\nany = []', "topics", "article", "2")).toBe('[topics]\nany = []\narticle = "2"\n');
  });
  it("takes out a key, a row, and a table with its last key", () => {
    expect(value(withKey(text, "topics", "article", undefined)).topics).toEqual({ any: ["cyber", "energy"] });
    expect(withKey(text, "duties", "x", undefined)).not.toContain("duties");
    const cut = withoutTable(text, "equivalence", 0);
    expect(cut).toContain('# rows\n[[equivalence]]\narticle = "5" # five');
    expect(value(cut).equivalence).toEqual([{ article: "5" }]);
    expect(withKey(text, "none", "x", undefined)).toBe(text);
  });
  it("adds a row after the last", () => {
    expect(value(withRow(text, "equivalence", { article: "7" })).equivalence!.map((row) => row.article)).toEqual(["4", "5", "7"]);
    const added = withRow(text, "equivalence", { article: "7" });
    expect(added.indexOf('"7"')).toBeLessThan(added.indexOf("[duties]"));
    expect(value(withRow("a = 1", "suspension", { by: "A" })).suspension).toEqual([{ by: "A" }]);
  });
  it("writes anew what has no place of its own", () => {
    expect(value(withKey('topics = { any = ["x"] }\n', "topics", "any", ["y"])).topics).toEqual({ any: ["y"] });
    expect(value(withKey('topics.any = ["x"]\n', "topics", "any", undefined)).topics).toEqual({});
    expect(value(withRow('equivalence = [{ article = "1" }]\n', "equivalence", { article: "2" })).equivalence).toEqual([{ article: "1" }, { article: "2" }]);
  });
});

describe("faultsOf", () => {
  it("says the line of a misspelt clause, and who is no party", () => {
    const text = 'id = "X"\nversion = 1\ntitle = "t"\nkind = "bilateral"\nparties = ["A", "B"]\n[term]\nin_force = 2026-01-01\n[topic]\nany = []\n[[equivalence]]\nfrom = { party = "A", scheme = "A", word = "S" }\nto = { party = "C", scheme = "C", word = "S" }\n';
    expect(faultsOf(parseToml(text)).map((one) => [one.line, one.key])).toEqual([
      [8, "agreements.fault.unknown"],
      [12, "agreements.fault.bystander"],
    ]);
    expect(faultsOf(parseToml("")).map((one) => one.key)).toContain("agreements.fault.term");
  });
});

describe("what is signed", () => {
  it("is RFC 8785 under a name", () => {
    expect(canonical({ b: [1, true, "é\n"], a: { z: "x", "€": 1, "\u{1f600}": 2 } })).toBe('{"a":{"z":"x","€":1,"😀":2},"b":[1,true,"é\\n"]}');
    expect(actBytes({ kind: "suspend", by: "NZL" })).toBe('comity/act/v1\n{"by":"NZL","kind":"suspend"}');
    expect(actTime(new Date("2026-11-22T21:26:06.471Z"))).toBe("2026-11-22T21:26:06.471000Z");
    expect(grouped("0123456789ab")).toBe("0123 4567 89ab");
  });
});
