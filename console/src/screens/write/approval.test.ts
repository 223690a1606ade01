import { describe, expect, it } from "vitest";
import { openFor, type Asked } from "~/screens/product/requests";
import { approvalOf, levelsOf } from "./approval";

describe("what waits for an official", () => {
  it("is approved by the very version and bytes that were listed", () => {
    const one = { owner: "AUS", id: "report--a", version: "2026-11-01T00:00:00.000Z", sha256: "ab" };
    expect(approvalOf(one, "NZL", "2026-11-22T10:00:00.000000Z")).toEqual({ kind: "approve-tearline", by: "NZL", issued: "2026-11-22T10:00:00.000000Z", object: { owner: "AUS", id: "report--a", version: "2026-11-01T00:00:00.000Z" }, sha256: "ab" });
  });
  it("has the level words of its label, with and without a scheme", () => {
    expect(levelsOf({ levels: { NZL: ["SECRET"], AUS: [{ scheme: "AUS-OLD", word: "RESTRICTED" }, 3] } })).toEqual([
      { scheme: "NZL", word: "SECRET" },
      { scheme: "AUS-OLD", word: "RESTRICTED" },
    ]);
    expect(levelsOf({})).toEqual([]);
  });
  it("is a request of this object, put to one's own party and unanswered", () => {
    const asked = (id: string, more: Partial<Asked>): Asked => ({ id, at: "2026-11-22T10:00:00.000000Z", person: "JPN.CIRO.analyst", of: "NZL", object: "report--a", purpose: "", reason: "", answers: [], ...more });
    const all = [asked("1", {}), asked("2", { of: "AUS" }), asked("3", { object: "report--b" }), asked("4", { answers: [{ at: "2026-11-22T11:00:00.000000Z", by: "NZL", granted: false }] })];
    expect(openFor(all, "report--a", "NZL").map((one) => one.id)).toEqual(["1"]);
  });
});
