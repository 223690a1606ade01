// What the screen reads: the agreements of which the caller's party is told, whole.
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { isProblem } from "~/api/problem";
import { keyOf, read, useRead } from "~/api/read";
import type { Agreement } from "./course";

const path = "/api/v1/agreements/{id}" as const;

export function useAgreements() {
  const list = useRead("/api/v1/agreements", { query: {} });
  const ids = useMemo(() => list.data?.agreements.map((one) => one.id) ?? [], [list.data]);
  const whole = useQueries({
    queries: ids.map((id) => ({
      queryKey: keyOf(path, { path: { id } }),
      queryFn: ({ signal }: { signal: AbortSignal }) => read(path, { path: { id } }, signal),
      staleTime: 5_000,
      retry: (failures: number, error: Error) => failures < 2 && isProblem(error) && (error.status === 0 || error.status === 503),
    })),
    combine: (all) => ({ data: all.map((one) => one.data).filter((one): one is Agreement => one !== undefined), pending: all.some((one) => one.isPending), error: all.find((one) => one.isError && one.data === undefined)?.error }),
  });
  return { list, agreements: whole.data, pending: list.isPending || whole.pending, error: whole.error };
}

export const useAgreement = (id: string) => useRead(path, { path: { id } }, { keep: false });
