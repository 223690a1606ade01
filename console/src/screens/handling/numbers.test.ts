import { expect, it } from "vitest";
import { translator } from "~/i18n";
import { en } from "~/i18n/en";
import { groups, numberOf, shown, type Record_ } from "./numbers";

const t = translator(en, "en");
const record = { numbers: [{ id: "told_median_hours", heading: "", unit: "hours", value: 12.345 }, { id: "acknowledged", heading: "", unit: "versions", value: null }, { id: "leases", heading: "", unit: "leases", value: 1200 }] } as unknown as Record_;

it("writes hours with their unit, and what is not recorded as no number", () => {
  expect(["told_median_hours", "acknowledged", "leases", "people"].map((id) => shown(numberOf(record, id as never), t))).toEqual(["12.3 h", "–", "1,200", "–"]);
});
it("has each number once", () => {
  const ids = groups.flatMap((group) => [...group.ids]);
  expect(new Set(ids).size).toBe(ids.length);
});
