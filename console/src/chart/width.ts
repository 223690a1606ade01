// How wide a plot may be: as its place is, so that its letters keep their size on every screen.
import { useCallback, useRef, useState } from "react";

export function useWidth(first: number, least = 280): [(element: HTMLElement | null) => void, number] {
  const [width, set] = useState(first);
  const seen = useRef<ResizeObserver | undefined>(undefined);
  const ref = useCallback(
    (element: HTMLElement | null) => {
      seen.current?.disconnect();
      seen.current = undefined;
      if (!element) return;
      const measure = () => element.clientWidth > 0 && set(Math.max(least, Math.floor(element.clientWidth)));
      measure();
      if (typeof ResizeObserver === "undefined") return;
      seen.current = new ResizeObserver(measure);
      seen.current.observe(element);
    },
    [least],
  );
  return [ref, width];
}
