// The search that an address holds: /search?q=…&type=report,note&sel=…
import type { Answer, Asked } from "~/api/read";

export const kFacets = ["type", "originator", "level", "topic", "agreement", "month"] as const;
export type Facet = (typeof kFacets)[number];
type Url = { get: (name: string, otherwise?: string) => string; list: (name: string) => string[] };
export type Query = NonNullable<Asked<"/api/v1/search">["query"]>;
export type Found = Answer<"/api/v1/search">["found"][number];

// A month of the versions is a span of time: from its first moment to that of the next.
export function monthSpan(month: string): { from?: string; until?: string } {
  const match = /^(\d{4})-(\d\d)$/.exec(month);
  if (!match) return {};
  const [year, number] = [Number(match[1]), Number(match[2])];
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
  return { from: `${month}-01T00:00:00.000Z`, until: `${next}-01T00:00:00.000Z` };
}

export function queryOf(url: Url): Query {
  const out: Query = {};
  if (url.get("q").trim()) out.q = url.get("q").trim();
  for (const name of ["type", "originator", "level", "topic", "agreement"] as const) if (url.list(name).length) out[name] = url.list(name);
  if (url.get("refs")) out.refs = [url.get("refs")];
  const span = monthSpan(url.get("month"));
  if (span.from) Object.assign(out, span);
  out.order = url.get("order") === "feed" ? "feed" : "newest";
  return out;
}

// What a saved search keeps: the parameters that say what is found, not what is selected.
export function savedText(text: string): string {
  const params = new URLSearchParams(text);
  for (const name of ["sel", "view", "theme"]) params.delete(name);
  params.sort();
  return params.toString();
}

// A value of a facet, taken or given back. Months exclude each other.
export function toggled(values: readonly string[], value: string, single: boolean): string {
  if (values.includes(value)) return values.filter((one) => one !== value).join(",");
  return single ? value : [...values, value].join(",");
}
