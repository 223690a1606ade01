// In which part a round is: a shape and a word.
import { useT } from "~/i18n";
import { State, type Shape, type Tone } from "~/kit/marks";

const shapes: Record<string, { shape: Shape; tone: Tone }> = {
  commit: { shape: "lock", tone: "" },
  reveal: { shape: "eye", tone: "warn" },
  discussion: { shape: "force", tone: "ok" },
  "second-commit": { shape: "lock", tone: "" },
  "second-reveal": { shape: "eye", tone: "warn" },
  over: { shape: "signed", tone: "ok" },
};
type PartName = "commit" | "reveal" | "discussion" | "second-commit" | "second-reveal" | "over";

export function Part({ part, outcome }: { part: PartName; outcome?: string }) {
  const t = useT();
  const known = outcome === "yes" || outcome === "no" || outcome === "void";
  if (known)
    return (
      <State shape={outcome === "void" ? "ended" : "signed"} tone={outcome === "void" ? "dim" : "ok"}>
        {t(`assess.outcome.${outcome}`)}
      </State>
    );
  const one = shapes[part]!;
  return (
    <State shape={one.shape} tone={one.tone}>
      {t(`assess.part.${part}`)}
    </State>
  );
}
