// The numbers of a record, in groups of one kind each: they are not added up, and no order among them says that one matters more.
import type { Schemas } from "~/api/client";
import type { Key, Translate } from "~/i18n";

export type Record_ = Schemas["HandlingRecord"];
export type Number_ = Record_["numbers"][number];
export type Kind = NonNullable<Number_["evidence"]>;

export const groups = [
  { title: "handling.given", ids: ["may_have_received", "handed_over", "leases", "people", "acknowledged"] },
  { title: "handling.recallsHead", ids: ["recalls", "told", "told_median_hours", "told_longest_hours", "not_told", "not_told_longest_hours", "not_tellable"] },
  { title: "handling.trustHead", ids: ["duties", "refused_log_ins", "clearances_ended", "awaiting_second_person", "concerns"] },
] as const satisfies readonly { title: Key; ids: readonly string[] }[];
export type Id = (typeof groups)[number]["ids"][number];

export const numberOf = (record: Record_, id: Id): Number_ | undefined => record.numbers.find((one) => one.id === id);

// Nothing that is not recorded is written as a number.
export function shown(one: Number_ | undefined, t: Translate): string {
  if (!one || one.value === null) return "–";
  if (one.unit === "hours") return t("handling.hours", { n: Math.round(one.value * 10) / 10 });
  return new Intl.NumberFormat(t.language).format(one.value);
}
