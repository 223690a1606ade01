// What a screen says to the frame around it: its marks, its way, and its acts, which stand in the palette with their keys.
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";

export type Act = { id: string; text: string; key?: string; run: () => void; disabled?: boolean; of?: "shell" };
export type Mark = { text: string; rung?: number };
// banner: the screen is one product; mark: the highest of what a screen of many shows.
export type Framed = { title?: string; crumb?: ReactNode; banner?: Mark; notices?: readonly { kind: string; text: string }[]; mark?: Mark };

type Hold = { framed: Framed; frame: (next: Framed) => void; acts: () => readonly Act[]; offer: (id: object, acts: readonly Act[]) => void };
const Context = createContext<Hold | undefined>(undefined);

export function FrameProvider({ children }: { children: ReactNode }) {
  const [framed, frame] = useState<Framed>({});
  const offered = useRef(new Map<object, readonly Act[]>());
  const value = useMemo<Hold>(
    () => ({
      framed,
      frame,
      acts: () => [...offered.current.values()].flat().filter((one) => !one.disabled).sort((a, b) => Number(a.of === "shell") - Number(b.of === "shell")),
      offer: (id, acts) => void (acts.length ? offered.current.set(id, acts) : offered.current.delete(id)),
    }),
    [framed],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}
const useHold = () => {
  const hold = useContext(Context);
  if (!hold) throw new Error("no frame around");
  return hold;
};

export const useFramed = () => useHold().framed;
export const useOffered = () => useHold().acts;

export function useFrame(next: Framed) {
  const { frame } = useHold();
  const last = useRef(next);
  last.current = next;
  const said = JSON.stringify([next.title, next.banner, next.mark, next.notices, typeof next.crumb === "string" ? next.crumb : null]);
  useEffect(() => {
    frame(last.current);
    document.title = last.current.title ? `${last.current.title} · Comity` : "Comity";
  }, [frame, said]);
  useEffect(() => () => frame({}), [frame]);
}

// `of`: the frame's own stand after those of the screen.
export function useActs(acts: readonly Act[], of?: "shell") {
  const { offer } = useHold();
  const id = useRef({});
  useEffect(() => offer(id.current, of ? acts.map((one) => ({ ...one, of })) : acts));
  useEffect(() => {
    const mine = id.current;
    return () => offer(mine, []);
  }, [offer]);
}
