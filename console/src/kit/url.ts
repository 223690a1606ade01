// State that is in the URL: what is selected, filtered, sorted, as of when. Whoever is sent the address sees the same, as far as release lets.
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router-dom";

type Change = Record<string, string | number | undefined | null>;

// The parameters, and a change of some of them. What equals "" or nothing is left out. `push`: a place to come back to; else the same place.
export function useUrl() {
  const [params, set] = useSearchParams();
  const change = useCallback(
    (next: Change, how: { push?: boolean } = {}) => {
      set(
        (now) => {
          const out = new URLSearchParams(now);
          for (const [name, value] of Object.entries(next))
            if (value === undefined || value === null || value === "") out.delete(name);
            else out.set(name, String(value));
          return out;
        },
        { replace: !how.push, preventScrollReset: true },
      );
    },
    [set],
  );
  return useMemo(() => ({ get: (name: string, otherwise = "") => params.get(name) ?? otherwise, list: (name: string) => (params.get(name) ?? "").split(",").filter(Boolean), change, text: params.toString() }), [params, change]);
}
