// Who is logged in. A session is a cookie that scripts cannot read, and a word that each change brings.
import { useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { isWho, setCsrf, setShut, setWho, whenUnknown, type Schemas } from "~/api/client";
import { isProblem, type Problem } from "~/api/problem";
import { act, read } from "~/api/read";

export type Me = Schemas["Me"];
// `unended`: why the session could not be ended.
// `me` while out: whose session ended by itself. The screens wait, unseen, for this person to come back: what was typed is still in them.
type Now = { state: "asking" | "out" | "in"; me?: Me; scopes: string[]; via?: string; ended?: boolean; problem?: Problem; unended?: unknown };
type Session = Now & { enter: () => Promise<void>; leave: () => Promise<void>; check: () => void; is: (...roles: string[]) => boolean; isOperator: boolean };

const Context = createContext<Session | undefined>(undefined);
const kWaits = 15 * 60_000; // so long do screens wait for somebody whose session ended

export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [now, set] = useState<Now>({ state: "asking", scopes: [] });
  const last = useRef(now);
  last.current = now;
  // All windows of a browser have one session: each tells the others whose it is now.
  const others = useRef<BroadcastChannel>(undefined);
  const turn = useRef(0); // the last to ask is the one that is believed
  // Also after a log-in: what an earlier person's answers were goes first.
  const enter = useCallback(async (told = false) => {
    const mine = ++turn.current;
    try {
      const session = await read("/api/v1/session");
      if (mine !== turn.current) return;
      if (session.via === "none") {
        setWho("");
        client.clear();
        return set({ state: "out", scopes: [] });
      }
      const me = await read("/api/v1/me");
      if (mine !== turn.current) return;
      const same = last.current.me?.person === me.person;
      if (!same) client.clear();
      setCsrf(session.csrf ?? "");
      setWho(session.person);
      setShut(false);
      set({ state: "in", me, scopes: session.scopes, via: session.via });
      if (same) void client.invalidateQueries();
      if (!told) others.current?.postMessage(me.person);
    } catch (error) {
      if (mine !== turn.current) return;
      setWho("");
      client.clear();
      set({ state: "out", scopes: [], problem: isProblem(error) && error.status !== 401 ? error : undefined });
    }
  }, [client]);
  const leave = useCallback(async () => {
    set((then) => ({ ...then, unended: undefined }));
    try {
      await act("delete", "/api/v1/session");
    } catch (error) {
      // Only a session that is over already is as good as ended.
      if (!isProblem(error) || error.status !== 401) return set((then) => ({ ...then, unended: error }));
    }
    turn.current++;
    setShut(true);
    setCsrf("");
    setWho("");
    client.clear();
    set({ state: "out", scopes: [] });
    others.current?.postMessage("");
  }, [client]);
  // Whether the session is over, or a password was wrong: the node is asked once, however many calls wondered.
  const checking = useRef(false);
  const check = useCallback(() => {
    if (last.current.state !== "in" || checking.current) return;
    checking.current = true;
    read("/api/v1/session")
      .then((session) => session.via === "none")
      .catch((error: unknown) => isProblem(error) && error.status === 401)
      .then((over) => {
        checking.current = false;
        if (!over) return;
        setShut(true);
        setWho("");
        set((then) => (then.state === "in" ? { state: "out", scopes: [], me: then.me, ended: true } : then));
      });
  }, []);
  useEffect(() => {
    whenUnknown(check);
    // Whoever verifies a file asks no node for anything, not even who it is.
    if (location.pathname === "/verify") return;
    const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel("comity.session");
    others.current = channel;
    channel?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      const { state, me } = last.current;
      if (data === "" && state === "out" && !me) return;
      if (state !== "in" || data !== me?.person) return void enter(true);
      // The same person, perhaps by a new session, whose word for changes is another.
      read("/api/v1/session").then((session) => isWho(session.person) && session.csrf && setCsrf(session.csrf), () => {});
    });
    void enter();
    return () => {
      others.current = undefined;
      channel?.close();
    };
  }, [check, enter]);
  const waits = now.state === "out" && now.me !== undefined;
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => {
      client.clear();
      set({ state: "out", scopes: [], ended: true });
    }, kWaits);
    return () => clearTimeout(timer);
  }, [client, waits]);
  const value = useMemo<Session>(
    () => ({ ...now, enter: () => enter(), leave, check, is: (...roles) => roles.some((role) => now.me?.roles.includes(role)), isOperator: now.me !== undefined && !now.me.party }),
    [now, enter, leave, check],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("no session around");
  return session;
}
// The person; only asked within the shell, which shows nothing without one.
export const useMe = (): Me => useSession().me!;
