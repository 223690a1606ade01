import { describe, expect, it } from "vitest";
import { isCut, isCutWhole, kPortions, markOf, partsOf, percents, piecesOf, titleOf } from "./parts";

const report = {
  type: "report", id: "report--11111111-1111-4111-8111-111111111111", spec_version: "2.1", name: "Landing stations", published: "2026-11-19T08:00:00Z",
  description: "One.\n\nTwo.", object_refs: ["malware--11111111-1111-4111-8111-111111111112"], x_source: "a relay",
  extensions: { [kPortions]: { extension_type: "property-extension", portions: ["P one", "P two"] }, "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44": { label: { levels: {} } } },
};

describe("partsOf", () => {
  const parts = partsOf(report);
  it("has texts in reading order, each portion with the selector that marks it", () => {
    expect(parts.title).toBe("Landing stations");
    expect(parts.texts.map((one) => one.paragraphs)).toEqual([["One.", "Two."], ["P one"], ["P two"]]);
    expect(parts.texts[2]!.selector).toBe(`extensions.${kPortions}.portions.[1]`);
  });
  it("shows what it does not know under its own name, and never the label that decides", () => {
    expect(parts.facts.map((one) => one.name)).toEqual(["Published", "Source"]);
    expect(JSON.stringify(parts)).not.toContain("levels");
  });
  it("takes lists of ids for references", () => expect(parts.references).toEqual([{ selector: "object_refs.[0]", name: "Object", id: report.object_refs[0] }]));
  it("names what has no name", () => {
    expect(titleOf({ type: "ipv4-addr", id: "ipv4-addr--1", value: "192.0.2.1" }).title).toBe("192.0.2.1");
    expect(titleOf({ type: "relationship", id: "relationship--1", relationship_type: "attributed-to" }).title).toBe("attributed to");
    expect(titleOf({ type: "x-a", id: "x-a--1" }).title).toBe("x-a");
  });
});

describe("marks", () => {
  const portions = [{ selector: "description" }, { selector: "a.[1]" }, { selector: "a" }];
  it("are the nearest at or above a part", () => {
    expect(markOf(portions, "a.[1].b")?.selector).toBe("a.[1]");
    expect(markOf(portions, "a.[0]")?.selector).toBe("a");
    expect(markOf(portions, "descriptions")).toBeUndefined();
  });
  it("a part is cut whole by itself or what it lies in, and in part by what lies in it", () => {
    expect(isCutWhole(["a"], "a.[1]")).toBe(true);
    expect(isCutWhole(["a.[1]"], "a")).toBe(false);
    expect(isCut(["a.[1]"], "a")).toBe(true);
    expect(isCut(["ab"], "a")).toBe(false);
  });
});

describe("piecesOf", () => {
  const bands = [{ term: "likely", from: 55, to: 80 }, { term: "very likely", from: 80, to: 95 }, { term: "unlikely", from: 20, to: 45 }];
  it("takes the longest word of estimation, and none inside another word", () => {
    const pieces = piecesOf("It is very likely, not unlikely or likelyish (T1190, T1505.003).", bands);
    expect(pieces.filter((one) => one.band).map((one) => [one.text, percents(one.band!)])).toEqual([["very likely", "80–95%"], ["unlikely", "20–45%"]]);
    expect(pieces.filter((one) => one.technique).map((one) => one.text)).toEqual(["T1190", "T1505.003"]);
    expect(pieces.map((one) => one.text).join("")).toBe("It is very likely, not unlikely or likelyish (T1190, T1505.003).");
  });
});
