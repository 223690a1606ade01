// What screens read and change. `useRead` keeps answers by path and parameters, stops asking when nobody waits any more, and shows the old answer until the
// new one is whole. `useAct` changes something, and then asks again for what it changed.
import { keepPreviousData, useMutation, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { api, body, isShut, type Paths } from "./client";
import { isProblem } from "./problem";

type Method = "get" | "post" | "put" | "delete";
type With<M extends Method> = { [P in keyof Paths]: Paths[P] extends { [K in M]: { responses: unknown } } ? P : never }[keyof Paths];
type Operation<P extends keyof Paths, M extends Method> = Paths[P] extends { [K in M]: infer O } ? O : never;
type Json<R> = R extends { content: infer C } ? (C extends { "application/json": infer J } ? J : never) : never;
// What a call answers when it did what it was asked.
export type Answer<P extends keyof Paths, M extends Method = "get"> =
  Operation<P, M> extends { responses: infer R } ? { [S in keyof R]: S extends 200 | 201 | 202 ? Json<R[S]> : never }[keyof R] : never;
export type Asked<P extends keyof Paths, M extends Method = "get"> = (Operation<P, M> extends { parameters: { query?: infer Q } } ? { query?: Q } : unknown) &
  (Operation<P, M> extends { parameters: { path: infer I } } ? { path: I } : unknown);
type Body<P extends keyof Paths, M extends Method> =
  Operation<P, M> extends { requestBody?: infer B } ? (NonNullable<B> extends { content: infer C } ? C[keyof C] : undefined) : undefined;

type Call = (path: string, options: unknown) => Promise<{ data?: unknown; error?: unknown }>;
const calls = api as unknown as Record<"GET" | "POST" | "PUT" | "DELETE", Call>;

// One answer, outside a screen's rendering (pages of a list, a form's preview).
export function read<P extends With<"get">>(path: P, params?: Asked<P>, signal?: AbortSignal): Promise<Answer<P>> {
  return body(calls.GET(path, { params, signal })) as Promise<Answer<P>>;
}
export function act<P extends keyof Paths, M extends "post" | "put" | "delete">(
  method: M, path: P, send: { params?: Asked<P, M>; body?: Body<P, M>; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Answer<P, M>> {
  const json = send.body === undefined ? {} : { "Content-Type": "application/json" };
  const call = calls[method.toUpperCase() as "POST"];
  return body(call(path, { params: send.params, body: send.body, signal: send.signal, headers: { ...json, ...send.headers } })) as Promise<Answer<P, M>>;
}

export const keyOf = (path: string, params?: unknown) => [path, params ?? {}] as const;

export function useRead<P extends With<"get">>(path: P, params?: Asked<P>, options: { enabled?: boolean; keep?: boolean; stale?: number; every?: number } = {}): UseQueryResult<Answer<P>> {
  return useQuery({
    queryKey: keyOf(path, params),
    queryFn: ({ signal }) => read(path, params, signal),
    enabled: options.enabled ?? true,
    placeholderData: options.keep === false ? undefined : keepPreviousData,
    staleTime: options.stale ?? 5_000,
    refetchInterval: options.every === undefined ? false : () => !isShut() && options.every!,
    // What is refused stays refused; a node that starts anew is asked again.
    retry: (failures, error) => failures < 2 && isProblem(error) && (error.status === 0 || error.status === 503),
  });
}

// `after`: paths whose answers are asked anew; without it all.
export function useAct<P extends keyof Paths, M extends "post" | "put" | "delete">(method: M, path: P, after?: readonly string[]) {
  const client = useQueryClient();
  return useMutation<Answer<P, M>, Error, { params?: Asked<P, M>; body?: Body<P, M>; headers?: Record<string, string>; signal?: AbortSignal }>({
    mutationFn: (send) => act(method, path, send),
    onSuccess: () =>
      client.invalidateQueries({ predicate: (query) => !after || after.some((one) => String(query.queryKey[0]).startsWith(one)) }),
  });
}
