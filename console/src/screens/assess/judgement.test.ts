import { describe, expect, it } from "vitest";
import { bandOf, canonical, commitmentOf, decimal, digestOf, faultOf, judgementOf, paperOf, readJudgement, type Band, type Entry } from "./judgement";

const entry: Entry = { p: 62, low: 50, high: 72, confidence: "high", rationale: "EXERCISE 理由", sources: ["report--b", "report--a", "report--a"], term: "likely", yardstick: "icd203" };

describe("a judgement", () => {
  it("has the digest of the check value in docs/format/round.md", () => {
    const text =
      '{"agency":"NZL.NAB","confidence":"high","nonce":"1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100","p":"0.35","question":"grouping--00000000-0000-4000-8000-000000000001","round":2}';
    const read = readJudgement(text)!;
    expect(canonical(read)).toBe(text);
    expect(digestOf(read)).toBe("1678d0db5a2b8e0d78961628b13ce80c9ee957ad1149bc41a103dd2aa362f922");
  });
  it("is written with sorted members, sorted sources and decimals as texts", () => {
    const made = judgementOf(entry, "NZL.NAB", "grouping--1", 1, new Uint8Array(32).fill(7));
    expect(canonical(made)).toBe(
      `{"agency":"NZL.NAB","confidence":"high","high":"0.72","low":"0.5","nonce":"${"07".repeat(32)}","p":"0.62","question":"grouping--1","rationale":"EXERCISE 理由","round":1,"sources":["report--a","report--b"],"term":"likely","yardstick":"icd203"}`,
    );
    expect(readJudgement(canonical(made))).toEqual(made);
  });
  it("has another digest with another nonce", () => {
    const a = judgementOf(entry, "NZL.NAB", "grouping--1", 1, new Uint8Array(32));
    const b = judgementOf(entry, "NZL.NAB", "grouping--1", 1, new Uint8Array(32).fill(1));
    expect(digestOf(a)).not.toBe(digestOf(b));
    expect(() => judgementOf(entry, "NZL.NAB", "grouping--1", 1, new Uint8Array(16))).toThrow();
  });
  it("is sealed in a paper that holds no number of it", () => {
    const made = judgementOf(entry, "NZL.NAB", "grouping--1", 1, new Uint8Array(32));
    const paper = paperOf(commitmentOf(made, new Date("2026-11-22T20:42:00.123Z")));
    expect(JSON.parse(paper)).toEqual({ commitment: { agency: "NZL.NAB", issued: "2026-11-22T20:42:00.123000Z", round: "grouping--1", sha256: digestOf(made), stage: 1 }, signatures: [] });
    for (const secret of ["0.62", "0.72", "likely", "理由", made.nonce]) expect(paper).not.toContain(secret);
  });
  it("is not read from what is none", () => {
    const text = canonical(judgementOf(entry, "NZL.NAB", "grouping--1", 1, new Uint8Array(32)));
    expect(readJudgement("{")).toBeUndefined();
    expect(readJudgement("[]")).toBeUndefined();
    expect(readJudgement(text.replace('"0.62"', '"1.0"'))).toBeUndefined();
    expect(readJudgement(text.replace('"0.62"', "0.62"))).toBeUndefined();
    expect(readJudgement(text.replace('"round":1', '"round":3'))).toBeUndefined();
    expect(readJudgement(text.replace('"p"', '"q"'))).toBeUndefined();
  });
});

describe("an entry", () => {
  it("has a number strictly between 0 and 100, and an interval around it or none", () => {
    expect(faultOf(entry)).toBeUndefined();
    expect(faultOf({ ...entry, low: undefined, high: undefined })).toBeUndefined();
    expect(faultOf({ ...entry, p: 0 })).toBe("p");
    expect(faultOf({ ...entry, p: 100 })).toBe("p");
    expect(faultOf({ ...entry, p: Number.NaN })).toBe("p");
    expect(faultOf({ ...entry, p: 1e-6 })).toBe("p"); // nothing of it is left in six digits
    expect(faultOf({ ...entry, low: 63 })).toBe("interval");
    expect(faultOf({ ...entry, high: undefined })).toBe("interval");
    expect(faultOf({ ...entry, rationale: "港".repeat(5462) })).toBe("rationale");
  });
  it("writes decimals as they are signed", () => {
    expect([62, 50, 0.5, 7.25, 33.3333].map(decimal)).toEqual(["0.62", "0.5", "0.005", "0.0725", "0.333333"]);
  });
});

describe("a yardstick", () => {
  const icd: Band[] = [
    { from: 1, to: 5, term: "almost no chance" },
    { from: 5, to: 20, term: "very unlikely" },
    { from: 95, to: 99, term: "almost certain" },
  ];
  it("holds its lower edge, and the last band its upper one", () => {
    expect(bandOf(icd, "edges", 5)?.term).toBe("very unlikely");
    expect(bandOf(icd, "edges", 4.999)?.term).toBe("almost no chance");
    expect(bandOf(icd, "edges", 99)?.term).toBe("almost certain");
    expect(bandOf(icd, "edges", 50)).toBeUndefined();
    expect(bandOf(icd, "edges", 100)).toBeUndefined();
  });
  it("takes the nearest band, half-way the upper one", () => {
    const phia: Band[] = [
      { from: 0, to: 5, term: "remote chance" },
      { from: 10, to: 20, term: "highly unlikely" },
    ];
    expect(bandOf(phia, "nearest", 7.5)?.term).toBe("highly unlikely");
    expect(bandOf(phia, "nearest", 7.4)?.term).toBe("remote chance");
  });
  it("takes the narrowest of bands that overlap", () => {
    const ipcc: Band[] = [
      { from: 66, to: 100, term: "likely" },
      { from: 90, to: 100, term: "very likely" },
    ];
    expect(bandOf(ipcc, "narrowest", 95)?.term).toBe("very likely");
    expect(bandOf(ipcc, "narrowest", 70)?.term).toBe("likely");
  });
});
