import { describe, expect, it } from "vitest";
import { csvOf } from "./csv";
import { highest, levelOf } from "./marks";
import { sorted, type Column } from "./table";
import { daysUntil, inUtc, written } from "./time";
import { fits } from "~/shell/palette";

describe("levels", () => {
  const rungs: Record<string, number> = { "NZL:SECRET": 3, "NZL:RESTRICTED": 1, "JPN:極秘": 3 };
  const find = (scheme: string, word: string) => (`${scheme}:${word}` in rungs ? { scheme, word, rung: rungs[`${scheme}:${word}`] } : undefined);
  it("finds the highest by rung, not by the order they stand in", () => {
    expect(highest([levelOf("NZL:RESTRICTED"), levelOf("JPN:極秘")], find)).toEqual({ scheme: "JPN", word: "極秘", rung: 3 });
  });
  it("does not guess the rung of a word that no scheme has", () => {
    expect(highest([levelOf("FRA:SECRET")], find)?.rung).toBeUndefined();
    expect(highest([], find)).toBeUndefined();
  });
});

describe("csvOf", () => {
  it("quotes, and keeps a spreadsheet from running what a partner wrote", () => {
    expect(csvOf([["a,b", 'say "x"', "=1+1", -2, undefined]])).toBe('"a,b","say ""x""",\'=1+1,-2,\r\n');
  });
});

describe("sorted", () => {
  const columns: Column<{ n?: number; s: string }>[] = [
    { id: "n", head: "n", cell: (row) => row.n, value: (row) => row.n },
    { id: "s", head: "s", cell: (row) => row.s, value: (row) => row.s },
  ];
  it("puts rows without a value last, both ways", () => {
    const rows = [{ s: "a" }, { n: 2, s: "b" }, { n: 10, s: "c" }];
    expect(sorted(rows, columns, { by: "n", down: false }).map((row) => row.s)).toEqual(["b", "c", "a"]);
    expect(sorted(rows, columns, { by: "n", down: true }).map((row) => row.s)).toEqual(["c", "b", "a"]);
  });
  it("orders numbers within texts by value", () => {
    expect(sorted([{ s: "v10" }, { s: "v9" }], columns, { by: "s", down: false }).map((row) => row.s)).toEqual(["v9", "v10"]);
  });
});

describe("times", () => {
  it("are in the reader's zone, with UTC beside", () => {
    expect(written("2026-11-22T20:42:00Z", "minute", "en", "Pacific/Auckland")).toBe("23 Nov, 09:42");
    expect(inUtc("2026-11-22T20:42:00.000Z")).toBe("2026-11-22 20:42:00 UTC");
  });
  it("count the days that are left", () => {
    expect(daysUntil("2026-11-24T00:00:00Z", Date.parse("2026-11-22T12:00:00Z"))).toBe(2);
    expect(daysUntil("2026-11-22T00:00:00Z", Date.parse("2026-11-22T12:00:00Z"))).toBeLessThanOrEqual(0);
  });
});

describe("the palette", () => {
  it("fits by beginnings of words, in any order, and by any part of Japanese", () => {
    expect(fits("Suspend JPN-NZL", "nzl sus")).toBe(true);
    expect(fits("Suspend JPN-NZL", "end")).toBe(false);
    expect(fits("Suspend JPN-NZL", "jpn-nzl")).toBe(true);
    expect(fits("海底ケーブル", "ケーブル")).toBe(true);
  });
});
