// One originating party's approval of a tearline, as it is signed outside the node; and the level words of a label (docs/format/act.md, label.md).
import type { Schemas } from "~/api/client";
import type { LevelWord } from "~/kit/schemes";

type Waits = Schemas["TearlineList"]["tearlines"][number];

export const approvalOf = (one: Pick<Waits, "owner" | "id" | "version" | "sha256">, by: string, issued: string): Schemas["Act"] => ({
  kind: "approve-tearline", by, issued, object: { owner: one.owner, id: one.id, version: one.version }, sha256: one.sha256,
});

// A plain word is of its party's first scheme, which bears the party's name.
export function levelsOf(label: Schemas["Label"]): LevelWord[] {
  const levels = label.levels;
  if (typeof levels !== "object" || levels === null) return [];
  return Object.entries(levels as Record<string, unknown>).flatMap(([party, words]) =>
    (Array.isArray(words) ? words : []).flatMap((word: unknown): LevelWord[] => {
      if (typeof word === "string") return [{ scheme: party, word }];
      const one = (typeof word === "object" && word !== null ? word : {}) as { scheme?: unknown; word?: unknown };
      return typeof one.word === "string" ? [{ scheme: typeof one.scheme === "string" ? one.scheme : party, word: one.word }] : [];
    }),
  );
}
