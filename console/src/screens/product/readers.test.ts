import { describe, expect, it } from "vitest";
import { placed } from "./lineage";
import { linesOf } from "./readers";

const sight = (person: string, reads: boolean, cut = false) => ({ person, agency: person.split(".").slice(0, 2).join("."), party: person.split(".")[0]!, reads, cut, clause: reads ? "own" : "2", text: reads ? "its own" : "refused" });

describe("linesOf", () => {
  it("has one line an agency, told by whoever there is given the most", () => {
    const [line] = linesOf([sight("NZL.GCSB.a", false), sight("NZL.GCSB.b", true, true), sight("NZL.GCSB.c", true)], "NZL");
    expect(line).toMatchObject({ agency: "NZL.GCSB", reads: true, cut: false, people: 2 });
  });
  it("puts the own party first and parties that get nothing last", () => {
    expect(linesOf([sight("AUS.ASD.a", false), sight("JPN.CIRO.a", true), sight("NZL.NAB.a", false)], "NZL").map((one) => one.party)).toEqual(["NZL", "JPN", "AUS"]);
  });
});

describe("placed", () => {
  const node = (name: string, layer: number) => ({ node: name, kind: "object" as const, id: name, type: "report", title: name, owner: "NZL", originators: [], cited: layer > 0, lineage: "derived" as const, choke: false, layer });
  const lineage = { short: "", sentence: "", reports: 0, not_read: 0, independent: { low: 1, high: 1 }, origins: 1, unknown: 0, circles: 0, chokes: [], chokes_near_reports: [], only_cut: true, in_circles: [], traced: 0, edges: [], perhaps_copied: [], method: "" };
  it("draws the ends at the right, columns centred, and counts what does not fit", () => {
    const drawing = placed({ ...lineage, nodes: [node("origin", 0), ...Array.from({ length: 12 }, (_, i) => node(`r${i}`, 1))] });
    const origin = drawing.at.get("origin")!;
    expect(origin.x).toBeGreaterThan(drawing.at.get("r0")!.x);
    expect(origin.y).toBeGreaterThan(drawing.at.get("r0")!.y);
    expect(drawing.hidden).toBe(2);
  });
});
