import { describe, expect, it } from "vitest";
import { cellAt, gridOf, moved, stepOf } from "./heat";
import { labels } from "./labels";

describe("a heat map", () => {
  const grid = gridOf(["A", "B", "C", "D"], 400);
  it("puts a value on a bound into the step above it", () => expect([0.29, 0.3, 0.95].map((value) => stepOf(value, [0.3, 0.45, 0.6, 0.7, 0.8, 0.9]))).toEqual([1, 2, 7]));
  it("finds the cell under a place, and none in the half that is not drawn", () => {
    const middle = (row: number, column: number) => [grid.left + (column + 0.5) * grid.width, grid.top + (row - 0.5) * grid.height] as const;
    expect(cellAt(grid, ...middle(3, 1))).toEqual({ row: 3, column: 1 });
    expect(cellAt(grid, ...middle(1, 2))).toBeUndefined();
    expect(cellAt(grid, 0, 0)).toBeUndefined();
  });
  it("is walked by arrows without leaving it", () => {
    expect(moved({ row: 2, column: 1 }, "ArrowDown", 4)).toEqual({ row: 3, column: 1 });
    expect(moved({ row: 2, column: 1 }, "ArrowRight", 4)).toBeUndefined();
    expect(moved({ row: 3, column: 2 }, "Home", 4)).toEqual({ row: 3, column: 0 });
    expect(moved({ row: 3, column: 0 }, "ArrowDown", 4)).toBeUndefined();
  });
  it("has numbers up to sixty names", () => {
    expect(gridOf(Array.from({ length: 60 }, (_, i) => `M${i}`), 500)).toMatchObject({ numbers: true, width: 30 });
    expect(gridOf(Array.from({ length: 200 }, (_, i) => `M${i}`), 640).numbers).toBe(false);
  });
});

describe("names of points", () => {
  it("stand clear of each other, or not at all", () => {
    const put = labels([{ id: "a", x: 50, y: 50, text: "AUS–JPN" }, { id: "b", x: 52, y: 50, text: "AUS–NZL" }], 400, 100);
    expect(put.map((one) => one.id)).toEqual(["a", "b"]);
    expect(put[0]!.anchor !== put[1]!.anchor || put[0]!.y !== put[1]!.y).toBe(true);
    const many = Array.from({ length: 40 }, (_, i) => ({ id: String(i), x: 50, y: 50, text: "AUS–JPN" }));
    expect(labels(many, 120, 100).length).toBeLessThan(10);
  });
});
