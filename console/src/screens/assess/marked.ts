// The highest marking of the objects that are shown, for the frame. While one of them is not known, or there are more than are asked for, there is none: it might be too low.
import { useQueries } from "@tanstack/react-query";
import { isAbsent } from "~/api/problem";
import { keyOf, read } from "~/api/read";
import type { Mark } from "~/shell/frame";
import type { Line } from "./marking";

const most = 32;

export function useMarks(ids: readonly string[]): { mark: Mark | undefined; line: Line } {
  const answers = useQueries({
    queries: ids.slice(0, most).map((id) => ({
      queryKey: keyOf("/api/v1/objects/{id}/reading", { path: { id } }),
      queryFn: ({ signal }: { signal: AbortSignal }) => read("/api/v1/objects/{id}/reading", { path: { id } }, signal),
      staleTime: 60_000,
      retry: false,
    })),
  });
  let mark: Mark | undefined;
  let rung = -1;
  for (const { data } of answers) {
    if (!data) continue;
    const high = Math.max(-1, ...data.banner.levels.map((one) => one.rung ?? -1));
    if (!mark || high > rung) {
      mark = { text: data.banner.text, ...(high >= 0 ? { rung: high } : {}) };
      rung = high;
    }
  }
  if (ids.length > most || answers.some((one) => !one.data && !isAbsent(one.error))) mark = undefined;
  const first = answers[0]?.data?.banner;
  return { mark, line: { text: first?.text ?? "", topics: (first?.topics ?? []).join(", ") } };
}
