// Calls to the node that served this page, and to no other host. Types come from the node's own OpenAPI description (`npm run types`).
import createClient, { type Middleware } from "openapi-fetch";
import { Problem, problemOf } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Paths = paths;

// The word that a session's changes must bring: it is no secret to scripts of this page, and to others it is out of reach.
let csrf = "";
export const setCsrf = (word: string) => {
  csrf = word;
};

// Whose the session is, as far as this page knows: what one person typed is not sent in the name of another.
let who = "";
export const setWho = (person: string) => {
  who = person;
};
export const isWho = (person: string) => person !== "" && who === person;

// A call was answered with 401: the session may be over, or a password that was given with it was wrong.
let onUnknown: () => void = () => {};
export const whenUnknown = (act: () => void) => {
  onUnknown = act;
};

// While nobody is logged in, nothing is asked anew.
let shut = false;
export const setShut = (now: boolean) => {
  shut = now;
};
export const isShut = () => shut;

// Whether the node answered the last call.
let reached = true;
const watching = new Set<() => void>();
const setReached = (now: boolean) => {
  if (reached === now) return;
  reached = now;
  for (const act of watching) act();
};
export const watchReached = (act: () => void) => {
  watching.add(act);
  return () => void watching.delete(act);
};
export const isReached = () => reached;

const guard: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET" && csrf) request.headers.set("Comity-CSRF", csrf);
    return request;
  },
  async onResponse({ response, schemaPath }) {
    setReached(true);
    if (response.ok) return response;
    if (response.status === 401 && schemaPath !== "/api/v1/session") onUnknown();
    const body: unknown = await response
      .clone()
      .json()
      .catch(() => undefined);
    throw problemOf(response.status, body);
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return error;
    if (error instanceof Problem) return error;
    setReached(false);
    return new Problem(0, "offline", "", "offline");
  },
};

export const api = createClient<paths>({
  baseUrl: typeof location === "undefined" ? "http://127.0.0.1" : location.origin,
  credentials: "same-origin",
  headers: { Accept: "application/json" },
  // A list is one parameter with commas, as the node reads it.
  querySerializer: { array: { style: "form", explode: false } },
});
api.use(guard);

// The body of an answer. What went wrong is thrown by the guard, so that a caller reads data alone.
export async function body<T>(answer: Promise<{ data?: T; error?: unknown }>): Promise<T> {
  const { data, error } = await answer;
  if (error !== undefined) throw error instanceof Error ? error : problemOf(500, error);
  return data as T;
}
