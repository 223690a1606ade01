import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { formatTime, parseTime } from "./fields";
import { parseFile, parseTrusted, verify, type Trusted } from "./file";
import { canonical, fromBase64, parseStrict, Refused } from "./json";

// Written by `comity statement export`; beside each what `comity statement verify --json` says of it.
const read = (name: string) => readFileSync(resolve("src/screens/verify/files", name), "utf8").trimEnd();
const names = ["signed", "designated", "later", "void"] as const;
type Said = { sha256: string; state: string; silence_unknown: boolean; judged: string; last_record: string; earlier_left_out: boolean; log: string; size: number; parties: { party: string; position: string }[]; positions: { record: number; party: string; position: string; signer: string; void: boolean; earlier_version: boolean; reservations: { paragraph: string; text: string }[] }[] };

const judged = (name: string, trusted?: Trusted) => {
  const said = JSON.parse(read(`${name}.said.json`)) as Said;
  return { said, out: verify(parseFile(read(`${name}.json`)), trusted, parseTime(said.judged)!) };
};
const why = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refused) return error.what;
    throw error;
  }
  return "";
};
const trustedOf = (name: string, change: (keys: Record<string, string[]>) => object = (keys) => ({ parties: keys })) => {
  const file = JSON.parse(read(`${name}.json`)) as { keys: Record<string, string[]>; log: string };
  return parseTrusted(JSON.stringify(change(file.keys)));
};

describe("a file", () => {
  for (const name of names)
    it(`is verified as the command line does: ${name}`, () => {
      const { said, out } = judged(name);
      expect({
        sha256: out.text.sha256,
        state: out.outcome.state,
        silence_unknown: out.silenceUnknown,
        last_record: formatTime(out.last),
        earlier_left_out: out.earlierLeftOut,
        log: out.origin,
        size: Number(out.size),
        parties: [...out.outcome.parties].map(([party, one]) => ({ party, position: one.stand })),
        positions: out.positions.map((one) => ({ record: one.seq, party: one.paper.position.party, position: one.paper.position.deed, signer: one.paper.signature.signer, void: one.isVoid, earlier_version: one.earlierVersion, reservations: one.paper.position.reservations })),
      }).toEqual({
        sha256: said.sha256,
        state: said.state,
        silence_unknown: said.silence_unknown,
        last_record: said.last_record,
        earlier_left_out: said.earlier_left_out,
        log: said.log,
        size: said.size,
        parties: said.parties.map(({ party, position }) => ({ party, position })),
        positions: said.positions.map(({ record, party, position, signer, void: isVoid, earlier_version, reservations }) => ({ record, party, position, signer, void: isVoid, earlier_version, reservations })),
      });
      expect([out.keysTrusted, out.logTrusted]).toEqual([false, false]);
    });
  it("has designated signers, a void position and a left-out version among these", () => {
    expect(judged("designated").said.positions.some((one) => one.signer.includes("."))).toBe(true);
    expect(judged("void").said.positions.some((one) => one.void)).toBe(true);
    expect(judged("later").said.earlier_left_out).toBe(true);
  });
});

describe("a changed file", () => {
  // Each character once by its neighbour in the code, and in one file once left out.
  for (const name of ["signed", "designated"] as const)
    it(`is refused, whichever character was changed: ${name}`, { timeout: 600_000 }, async () => {
      const text = read(`${name}.json`);
      const now = parseTime((JSON.parse(read(`${name}.said.json`)) as Said).judged)!;
      const passed: string[] = [];
      const tried = (changed: string, at: number) => {
        if (why(() => verify(parseFile(changed), undefined, now)) === "") passed.push(`${at}: ${changed.slice(at - 12, at + 12)}`);
      };
      // What the two files have in common, the log and its records, is gone through in one of them.
      const [from, to] = name === "signed" ? [0, text.length] : [text.indexOf('"designations"'), text.indexOf('"records"')];
      for (let at = from; at < to; ++at) {
        tried(text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1), at);
        if (name === "signed") tried(text.slice(0, at) + text.slice(at + 1), at);
        if (at % 50 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      expect(passed).toEqual([]);
    });
  it("is refused where a record is left out, at the front, in the middle, or moved", () => {
    const file = JSON.parse(read("signed.json")) as { records: unknown[] };
    const now = BigInt(Date.now()) * 1000n;
    const but = (records: unknown[]) => why(() => verify(parseFile(JSON.stringify({ ...file, records })), undefined, now));
    expect(but(file.records.slice(1))).toBe("missing");
    expect(but([file.records[0], file.records[2]])).toBe("missing");
    expect(but([file.records[1], file.records[0], file.records[2]])).toBe("missing");
    expect(but([])).toBe("empty");
    // What was recorded last is not missed, but its key is needed by nobody then.
    expect(but(file.records.slice(0, 2))).toBe("needless");
  });
});

describe("keys of the verifier's own", () => {
  it("are what is trusted", () => {
    expect(judged("signed", trustedOf("signed")).out.keysTrusted).toBe(true);
    const log = (JSON.parse(read("signed.json")) as { log: string }).log;
    expect(judged("signed", trustedOf("signed", (keys) => ({ parties: keys, log }))).out.logTrusted).toBe(true);
    expect(judged("designated", trustedOf("designated")).out.keysTrusted).toBe(true);
  });
  it("refuse what others signed", () => {
    expect(why(() => judged("signed", trustedOf("signed", (keys) => ({ parties: { ...keys, JPN: keys.NZL } }))))).toBe("strangeKey");
    expect(why(() => judged("signed", trustedOf("signed", (keys) => ({ parties: { NZL: keys.NZL } }))))).toBe("strangeKey");
    expect(why(() => judged("signed", trustedOf("signed", (keys) => ({ parties: keys, log: "other+00000000+AA==" }))))).toBe("strangeLog");
    expect(why(() => parseTrusted('{"parties":{}}'))).toBe("field");
    expect(why(() => parseTrusted('{"parties":{"NZL":["AA=="]}}'))).toBe("field");
  });
  it("refuse a position that the file calls void and they do not", () => {
    // The same file with a good position called void: a key of the verifier's own signed it.
    const file = JSON.parse(read("signed.json")) as { keys: Record<string, string[]>; records: { seq: number }[] };
    const { NZL, JPN } = file.keys;
    const text = JSON.stringify({ ...file, keys: { NZL }, void: [file.records[2]!.seq] });
    const now = BigInt(Date.now()) * 1000n;
    expect(verify(parseFile(text), undefined, now).outcome.parties.get("JPN")?.stand).toBe("none");
    expect(why(() => verify(parseFile(text), parseTrusted(JSON.stringify({ parties: { NZL, JPN } })), now))).toBe("notRevoked");
    expect(why(() => verify(parseFile(text), parseTrusted(JSON.stringify({ parties: { NZL, JPN }, revoked: JPN })), now))).toBe("");
  });
});

describe("JSON that is signed", () => {
  it("has one reading", () => {
    for (const text of ['{"a":1,"a":2}', "[1,]", "01", "1e999", "9007199254740993", '"\\ud800"', "[1] 2", "\ufeff[]", '"\u0001"', "{1:2}", "nul", ""]) expect([text, why(() => parseStrict(text))]).not.toEqual([text, ""]);
    expect(why(() => parseStrict("[".repeat(70) + "]".repeat(70)))).toBe("notJson");
    expect(canonical(parseStrict(' {"b":[1,true,null,"\\u00e9\\n"],"a":{}} '))).toBe('{"a":{},"b":[1,true,null,"é\\n"]}');
  });
  it("takes canonical base64 alone", () => {
    expect(fromBase64("AA==")).toEqual(new Uint8Array([0]));
    for (const text of ["AB==", "AAB=", "AA=", "A===", "AA", "A A=", "AA-_"]) expect([text, fromBase64(text)]).toEqual([text, undefined]);
  });
  it("writes a time in one way", () => {
    expect(formatTime(parseTime("2026-11-22T20:42:00.5+09:00")!)).toBe("2026-11-22T11:42:00.500000Z");
    expect(parseTime("2026-02-30")).toBeUndefined();
    expect(parseTime("2026-11-22T24:00:00Z")).toBeUndefined();
  });
});
