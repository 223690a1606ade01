import { describe, expect, it } from "vitest";
import { boundsOf, cellsOf, indices, lastPeriod, leastOf, pairOf, short, signed, stretches, sumsOf, yearOf, type Row } from "./measure";

const row = { n: 89, t11: 37, t12: 2, t13: 0, t21: 15, t22: 8, t23: 1, t31: 4, t32: 14, t33: 8, agree2: 0.5955056179775281, agree3: 0.7752808988764045, S_abs: 0.550561797752809 } as Row;

describe("a table of a pair", () => {
  it("sums to n, and gives the indices", () => {
    const { same, step, opposed, n } = sumsOf(row);
    expect(same + step + opposed).toBe(n);
    expect(cellsOf(row).flat().reduce((a, b) => a + b)).toBe(n);
    expect(same / n).toBeCloseTo(row.agree2!, 12);
    expect((same + step / 2) / n).toBeCloseTo(row.agree3!, 12);
    expect(2 * row.agree3! - 1).toBeCloseTo(row.S_abs!, 12);
  });
});

describe("steps", () => {
  it("have six rising bounds within what the index can be", () => {
    for (const index of indices) {
      const bounds = boundsOf(index);
      expect(bounds).toHaveLength(6);
      expect([...bounds].sort((a, b) => a - b)).toEqual(bounds);
      expect(bounds[0]!).toBeGreaterThan(leastOf(index));
      expect(bounds[5]!).toBeLessThan(1);
    }
  });
});

describe("numbers", () => {
  it("have two places, and never a minus before nothing", () => {
    expect([0.775, -0.07, 1, 0, -0.001, -1].map(short)).toEqual([".78", "−.07", "1", "0", "0", "−1"]);
    expect([0.0014, -0.0004, -0.12].map((one) => signed(one))).toEqual(["+0.001", "0.000", "−0.120"]);
  });
  it("of days are years", () => {
    expect(yearOf("2013-01-01")).toBe(2013);
    expect(yearOf("2013-07-02")).toBeCloseTo(2013.5, 1);
  });
});

it("a line breaks where there is no value", () => expect(stretches([1, 2, null, 4], (one) => one !== null)).toEqual([[1, 2], [4]]));
it("a pair is two", () => expect([pairOf("AUS-JPN"), pairOf("AUS-AUS"), pairOf("AUS")]).toEqual([{ a: "AUS", b: "JPN" }, undefined, undefined]));
it("the last period has ten roll calls, where any has", () => {
  expect(lastPeriod([{ year: 2019, n: 86 }, { year: 2020, n: 1 }])).toBe(2019);
  expect(lastPeriod([{ year: 2020, n: 1 }])).toBe(2020);
  expect(lastPeriod([])).toBeUndefined();
});
