import { describe, expect, it } from "vitest";
import { added, asChanges, asOf, changeOf, changesOf, changesTo, givenUp, reconcile, schemeAndWord, sharesHold, type Frontier, type Line } from "./sums";

const line = (may_pull: number): Line => ({ held: 0, delivered: 0, may_pull, pass_on: 0, only: 0 });
const frontier = {
  points: [
    { lost: 0, removed: 0, exposed: 10, steps: [] },
    { lost: 1, removed: 6, exposed: 4, steps: [{ name: "A", lost: 1, what_if: "suspend=X:A>B" }] },
    { lost: 5, removed: 10, exposed: 0, steps: [{ name: "B", lost: 5 }, { name: "A", lost: 1, back: true }] },
  ],
} as unknown as Frontier;

describe("sums", () => {
  it("say how often something was counted again", () => expect(reconcile([line(7), line(5)], line(10), "may_pull")).toEqual({ rows: 12, again: 2, total: 10 }));
  it("of thirds hold, and of what is a whole off do not", () => {
    expect(sharesHold([{ share: 1 / 3 }, { share: 1 / 3 }, { share: 1 / 3 }], 1)).toBe(true);
    expect(sharesHold([{ share: 1 }], 2)).toBe(false);
  });
});

describe("a frontier", () => {
  it("gives up what its points add, without what a later one takes back", () => {
    expect(givenUp(frontier, 1).map((one) => one.name)).toEqual(["A"]);
    expect(givenUp(frontier, 2).map((one) => one.name)).toEqual(["B"]);
  });
  it("is a what-if only where each step is one", () => {
    expect(asChanges(givenUp(frontier, 1))).toEqual(["suspend=X:A>B"]);
    expect(asChanges(givenUp(frontier, 2))).toBeUndefined();
    expect(asChanges([])).toBeUndefined();
  });
  it("adds up to what its last point removed", () => {
    expect([0, 1, 2].map((point) => added(frontier, point).removed).reduce((a, b) => a + b)).toBe(frontier.points[2]!.removed);
  });
});

describe("changes", () => {
  it("are read as the node writes them", () => {
    expect(changeOf("suspend=FVEY:USA>NZL")).toEqual({ kind: "suspend", agreement: "FVEY", from: "USA", to: "NZL" });
    expect(changeOf("suspend=FVEY")).toEqual({ kind: "suspend", agreement: "FVEY" });
    expect(changeOf("ceiling=FVEY:NZL:TOP SECRET")).toEqual({ kind: "ceiling", agreement: "FVEY", party: "NZL", word: "TOP SECRET" });
    expect(changeOf("re-tier=NZL.SIS:極秘")).toEqual({ kind: "re-tier", agency: "NZL.SIS", word: "極秘" });
    expect(changeOf("burn=all")).toBeUndefined();
  });
  it("go into an address and back, each once", () => expect(changesOf(changesTo(["a=1", "b=2:TOP SECRET", "a=1"]))).toEqual(["a=1", "b=2:TOP SECRET"]));
});

describe("names", () => {
  it("of levels begin with the scheme", () => expect(schemeAndWord("GBR-1996 TOP SECRET")).toEqual({ scheme: "GBR-1996", word: "TOP SECRET" }));
  it("of past days are times, of today none", () => {
    expect(asOf("2026-11-01", "2026-11-22")).toBe("2026-11-01T23:59:59Z");
    expect(asOf("2026-11-22", "2026-11-22")).toBeUndefined();
    expect(asOf("soon", "2026-11-22")).toBeUndefined();
  });
});
