// A node works out one question about exposure at a time and refuses the others, so this page asks one after the other. Whoever else asks makes it wait: two tries more, then it says so.
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { isProblem } from "~/api/problem";

let last: Promise<unknown> = Promise.resolve();

export function inLine<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const turn = last.then(() => {
    signal.throwIfAborted();
    return ask();
  });
  last = turn.catch(() => {});
  return turn;
}

export function useQuestion<T>(key: readonly unknown[], ask: (signal: AbortSignal) => Promise<T>, enabled = true): UseQueryResult<T> {
  return useQuery({
    queryKey: ["/api/v1/exposure", ...key],
    queryFn: ({ signal }) => inLine(signal, () => ask(signal)),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: (failures, error) => failures < 2 && isProblem(error) && error.status === 503,
    retryDelay: 700,
  });
}
