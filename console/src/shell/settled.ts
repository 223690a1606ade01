import { useEffect, useState } from "react";

// The value as it was when it last stood still for so many milliseconds: what is asked of the node while somebody types.
export function useSettled<T>(value: T, ms: number): T {
  const [settled, set] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => set(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
