// Keeps what is typed in the person's notebook at the node: at once when it stands still, never over what another tab kept meanwhile.
import { useCallback, useEffect, useRef, useState } from "react";
import { api, isWho } from "~/api/client";
import { isProblem } from "~/api/problem";
import type { Draft } from "./draft";

export type Kept = { state: "loading" | "begun" | "kept" | "changed" | "keeping" | "conflict" | "failed" | "absent"; at?: Date; error?: unknown };
type Raw = (path: string, options: unknown) => Promise<{ data?: unknown; response: Response }>;
const raw = api as unknown as { GET: Raw; PUT: Raw };
// What could not be kept, as when the session had ended: held until the same person is back, on this page alone, and by nobody else's name.
const held = new Map<string, { draft: unknown; tag: string | null }>();
const inOrder = (_: string, value: unknown) => (typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value);
const same = (a: unknown, b: unknown) => JSON.stringify(a, inOrder) === JSON.stringify(b, inOrder);

// `fits`: whether what was kept is of what is written now. `quiet`: what it begins with is kept once something of it was changed.
export function useDraft<D = Draft>(id: string, person: string, fresh: () => Promise<D | undefined>, { kind = "draft", fits, quiet }: { kind?: string; fits?: (kept: D) => boolean; quiet?: boolean } = {}) {
  const name = `${person} ${kind} ${id}`;
  const [draft, setDraft] = useState<D>();
  const [kept, setKept] = useState<Kept>({ state: "loading" });
  const tag = useRef<string | null>(null); // of what the node has
  const latest = useRef<D | undefined>(undefined);
  const busy = useRef(false);
  const gone = useRef(false);
  const ended = useRef(false);
  latest.current = draft;

  const load = useCallback(async (other = false) => {
    setKept({ state: "loading" });
    // What was typed and not kept is gone on with; had another window changed it meanwhile, the person says which is to stay.
    const take = (kept: D | undefined) => {
      const mine = held.get(name); // until it is kept
      if (!mine) return false;
      if (other || same(mine.draft, kept)) return void held.delete(name);
      setDraft(mine.draft as D);
      setKept({ state: mine.tag === tag.current ? "changed" : "conflict" });
      tag.current = mine.tag;
      return true;
    };
    const params = { path: { kind, id } };
    try {
      const { data, response } = await raw.GET("/api/v1/notebook/{kind}/{id}", { params });
      tag.current = response.headers.get("etag");
      if (take(data as D)) return;
      if (fits && !fits(data as D)) {
        setDraft(await fresh());
        return setKept({ state: quiet ? "begun" : "changed" });
      }
      setDraft(data as D);
      setKept({ state: "kept" });
    } catch (error) {
      if (!isProblem(error) || error.status !== 404) return setKept({ state: "failed", error });
      tag.current = null;
      if (take(undefined)) return;
      try {
        const begun = await fresh();
        setDraft(begun);
        setKept({ state: begun ? (quiet ? "begun" : "changed") : "absent" });
      } catch (failed) {
        setKept({ state: "failed", error: failed });
      }
    }
    // Another id is another draft; how it begins is asked once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id, name, kind]);
  useEffect(() => void load(), [load]);

  const keep = useCallback(
    async (over = false): Promise<void> => {
      const now = latest.current;
      if (!now || busy.current || ended.current) return;
      const hold = () => latest.current && !ended.current && held.set(name, { draft: latest.current, tag: tag.current });
      // Nobody, or somebody else, is logged in: tried again, as whatever waits to be kept.
      if (!isWho(person)) {
        hold();
        return setKept((last) => ({ ...last }));
      }
      const params = { path: { kind, id } };
      const done = (response: Response) => {
        tag.current = response.headers.get("etag");
        if (latest.current === now) held.delete(name);
        setKept({ state: latest.current === now ? "kept" : "changed", at: new Date() });
      };
      busy.current = true;
      setKept((last) => ({ ...last, state: "keeping" }));
      try {
        const guard: Record<string, string> = over ? {} : tag.current ? { "If-Match": tag.current } : { "If-None-Match": "*" };
        const { response } = await raw.PUT("/api/v1/notebook/{kind}/{id}", { params, body: now, headers: { "Content-Type": "application/json", ...guard } });
        done(response);
      } catch (error) {
        if (gone.current || (isProblem(error) && error.status === 401)) hold();
        if (!isProblem(error) || error.status !== 412) return setKept({ state: "failed", error });
        // It may be our own, kept by a node that then could not say so.
        const theirs = await raw.GET("/api/v1/notebook/{kind}/{id}", { params }).catch(() => undefined);
        if (!theirs || !same(theirs.data, now)) return setKept({ state: "conflict", error });
        done(theirs.response);
      } finally {
        busy.current = false;
      }
      // What was typed meanwhile, and then left, has nothing else that would keep it.
      if (gone.current && latest.current !== now) await keep();
    },
    [id, person, kind, name],
  );
  useEffect(() => {
    if (kept.state !== "changed") return;
    const timer = setTimeout(() => void keep(), 700);
    return () => clearTimeout(timer);
  }, [kept, draft, keep]);
  // Going elsewhere in the console keeps at once what still waited to stand still.
  const state = useRef(kept.state);
  state.current = kept.state;
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      if (!latest.current || ended.current || !["changed", "failed", "conflict"].includes(state.current)) return;
      held.set(name, { draft: latest.current, tag: tag.current });
      if (state.current !== "conflict") void keep();
    };
  }, [keep, name]);
  // What could not be kept is tried again; the text stays on the screen meanwhile.
  useEffect(() => {
    if (kept.state !== "failed" || !draft) return;
    const timer = setTimeout(() => void keep(), 5_000);
    return () => clearTimeout(timer);
  }, [kept, draft, keep]);
  // Leaving with something that is not kept yet asks first.
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => ["changed", "keeping", "conflict", "failed"].includes(kept.state) && latest.current && event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [kept.state]);
  const change = useCallback((next: (now: D) => D) => {
    ended.current = false;
    setDraft((now) => now && next(now));
    setKept((last) => (last.state === "conflict" ? last : { ...last, state: "changed" }));
  }, []);
  // Shared, or thrown away: nothing is kept any more.
  const end = useCallback(() => {
    ended.current = true;
    held.delete(name);
    state.current = "absent";
    setKept({ state: "absent" });
  }, [name]);
  return { draft, kept, change, keep, load, end };
}
