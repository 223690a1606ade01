import { describe, expect, it } from "vitest";
import { partyClass, stepClass } from "./plot";

describe("steps of the scale", () => {
  it("go from 1 to 7, ends included", () => {
    expect([0, 0.5, 1].map((value) => stepClass(value, 0, 1))).toEqual(["q1", "q4", "q7"]);
    expect(stepClass(5, 0, 1)).toBe("q7");
    expect(stepClass(3, 3, 3)).toBe("q4");
  });
  it("a party without a colour of its own is other", () => expect([partyClass("JPN"), partyClass("FRA", "s")]).toEqual(["p-JPN", "s-other"]));
});
