import { describe, expect, it } from "vitest";
import { monthSpan, queryOf, savedText, toggled } from "./query";

const urlOf = (text: string) => {
  const params = new URLSearchParams(text);
  return { get: (name: string, otherwise = "") => params.get(name) ?? otherwise, list: (name: string) => (params.get(name) ?? "").split(",").filter(Boolean) };
};

describe("queryOf", () => {
  it("reads words and facets from the address", () => {
    expect(queryOf(urlOf("q= 港 &type=report,note&level=NZL:SECRET&order=feed"))).toEqual({ q: "港", type: ["report", "note"], level: ["NZL:SECRET"], order: "feed" });
    expect(queryOf(urlOf(""))).toEqual({ order: "newest" });
  });
  it("takes a month for a span that ends where the next begins", () => {
    expect(monthSpan("2026-12")).toEqual({ from: "2026-12-01T00:00:00.000Z", until: "2027-01-01T00:00:00.000Z" });
    expect(monthSpan("2026-13x")).toEqual({});
  });
});

describe("saved searches", () => {
  it("keep what is found, not what is selected, in one order", () => expect(savedText("type=note&sel=x&q=a&view=graph")).toBe("q=a&type=note"));
});

describe("toggled", () => {
  it("adds, takes away, and replaces where only one may be", () => {
    expect(toggled(["a"], "b", false)).toBe("a,b");
    expect(toggled(["a", "b"], "a", false)).toBe("b");
    expect(toggled(["2026-01"], "2026-02", true)).toBe("2026-02");
  });
});
