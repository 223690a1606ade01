// What the alliance's marking schemes say of their level words: which rung of the ladder, and the short form.
import { useMemo } from "react";
import { useRead } from "~/api/read";

export type LevelWord = { scheme: string; word: string; rung?: number; portion?: string };

export function useSchemes() {
  const { data } = useRead("/api/v1/schemes", undefined, { stale: Infinity });
  return useMemo(() => {
    const words = new Map<string, LevelWord>();
    const loose = new Map<string, LevelWord>();
    for (const scheme of data?.schemes ?? [])
      for (const level of scheme.levels) {
        const one: LevelWord = { scheme: scheme.scheme, word: level.word, rung: level.rung, portion: level.short };
        words.set(`${scheme.scheme}:${level.word}`, one);
        if (!loose.has(level.word)) loose.set(level.word, one);
      }
    // A word without its scheme is the first scheme's that has it.
    return { schemes: data?.schemes ?? [], purposes: data?.purposes ?? [], find: (scheme: string, word: string) => words.get(`${scheme}:${word}`) ?? (scheme ? undefined : loose.get(word)) };
  }, [data]);
}
