// Marks: what a level, a state, a decision and an agency look like. Each is a shape and a word; colour only repeats them.
import type { ReactNode } from "react";
import { useT } from "~/i18n";
import { useSchemes, type LevelWord } from "./schemes";

// A ladder of 0 to 4 rungs.
export function Ladder({ rung }: { rung: number }) {
  return (
    <svg viewBox="0 0 11 14" aria-hidden="true">
      <rect x=".6" y=".6" width="9.8" height="12.8" rx="1.6" fill="none" stroke="currentColor" strokeWidth="1.2" />
      {[10.2, 7.6, 5, 2.4].slice(0, rung).map((y) => (
        <rect key={y} x="2.4" y={y} width="6.2" height="1.7" fill="currentColor" />
      ))}
    </svg>
  );
}

export const rungOf = (level: { rung?: number } | undefined) => level?.rung;

// A level in its scheme's own word. `short`: the portion's form. A level that is not known to any scheme has no ladder, rather than a guessed one.
export function Level({ scheme, word, rung, short }: LevelWord & { short?: boolean }) {
  const known = useSchemes().find(scheme, word);
  const at = rung ?? known?.rung;
  const text = short ? (known?.portion ?? word) : word;
  return (
    <span className={`lv l${at ?? "x"}`} title={scheme && scheme !== word ? `${scheme} ${word}` : undefined} lang={/[\u3040-\u9fff]/.test(text) ? "ja" : undefined}>
      {at !== undefined && <Ladder rung={at} />}
      {text || "–"}
    </span>
  );
}

// The highest of a label's levels by rung, else the first.
export function highest(levels: readonly LevelWord[] | undefined, find: (scheme: string, word: string) => LevelWord | undefined): LevelWord | undefined {
  let best: LevelWord | undefined;
  let rung = -1;
  for (const level of levels ?? []) {
    const at = level.rung ?? find(level.scheme, level.word)?.rung ?? -1;
    if (!best || at > rung) {
      best = level;
      rung = at;
    }
  }
  return best && rung >= 0 ? { ...best, rung } : best;
}

// "NZL:SECRET", as lists of objects have a level.
export function levelOf(text: string): LevelWord {
  const colon = text.indexOf(":");
  return colon < 0 ? { scheme: "", word: text } : { scheme: text.slice(0, colon), word: text.slice(colon + 1) };
}

// The computed banner of what is on the screen; at its top and at its bottom.
export function Banner({ text, rung, place }: { text: string; rung?: number; place: "top" | "bottom" }) {
  const t = useT();
  return (
    <div className={`banner l${rung ?? "x"} at-${place}`} role={place === "top" ? "note" : undefined} aria-label={place === "top" ? t("kit.banner", { text }) : undefined} aria-hidden={place === "bottom" || undefined}>
      {rung !== undefined && <Ladder rung={rung} />}
      <span lang={/[\u3040-\u9fff]/.test(text) ? "ja" : undefined}>{text}</span>
    </div>
  );
}

const shapes = {
  force: <circle cx="6.5" cy="6.5" r="5" fill="currentColor" stroke="none" />,
  draft: <circle cx="6.5" cy="6.5" r="5" strokeDasharray="2.2 2" />,
  signed: <path d="M11.5 6.5a5 5 0 1 1-10 0a5 5 0 1 1 10 0M4.2 6.7l1.6 1.6 3-3.4" />,
  suspended: <path d="M11.7 6.5a5.2 5.2 0 1 1-10.4 0a5.2 5.2 0 1 1 10.4 0M5 4.4v4.2M8 4.4v4.2" />,
  notice: <path d="M11.7 6.5a5.2 5.2 0 1 1-10.4 0a5.2 5.2 0 1 1 10.4 0M6.5 3.6v3l2 1.4" />,
  ended: <path d="M11.7 6.5a5.2 5.2 0 1 1-10.4 0a5.2 5.2 0 1 1 10.4 0M3 3l7 7" />,
  yes: <path d="M2 7l3 3 6-7" />,
  no: <path d="M3 3l7 7M10 3l-7 7" />,
  eye: <path d="M1 6.5s2-3.7 5.5-3.7S12 6.5 12 6.5s-2 3.7-5.5 3.7S1 6.5 1 6.5zM7.9 6.5a1.4 1.4 0 1 1-2.8 0a1.4 1.4 0 1 1 2.8 0" />,
  part: <path d="M2 7l3 3 6-7M1 12.2h2M5 12.2h2M9 12.2h2" />,
  may: (
    <>
      <circle cx="6.5" cy="6.5" r="5" strokeDasharray="2.2 2" />
      <circle cx="6.5" cy="6.5" r="1.3" fill="currentColor" />
    </>
  ),
  ack: <path d="M1 7.2l2.6 2.6 5-6M6.6 9.1l.9.8 5-6" />,
  recalled: <path d="M2.5 6.5a4.2 4.2 0 1 1 1.3 3M2 3.4v3.2h3.2" />,
  lock: <path d="M2.5 5.8h8v5.7h-8zM4.3 5.6V4a2.2 2.2 0 0 1 4.4 0v1.6" />,
} as const;
export type Shape = keyof typeof shapes;
export type Tone = "ok" | "warn" | "bad" | "dim" | "gain" | "loss" | "";

// A state or a decision: one shape, one meaning, and its word.
export function State({ shape, tone = "", children }: { shape: Shape; tone?: Tone; children: ReactNode }) {
  return (
    <span className={`st ${tone}`}>
      <svg viewBox="0 0 13 13" aria-hidden="true">
        {shapes[shape]}
      </svg>
      {children}
    </span>
  );
}

// How an agreement stands.
const standings: Record<string, { shape: Shape; tone: Tone; key: "kit.draft" | "kit.signed" | "kit.inForce" | "kit.suspended" | "kit.notice" | "kit.ended" }> = {
  draft: { shape: "draft", tone: "", key: "kit.draft" },
  "not-yet-in-force": { shape: "signed", tone: "", key: "kit.signed" },
  "in-force": { shape: "force", tone: "ok", key: "kit.inForce" },
  suspended: { shape: "suspended", tone: "warn", key: "kit.suspended" },
  notice: { shape: "notice", tone: "warn", key: "kit.notice" },
  ended: { shape: "ended", tone: "dim", key: "kit.ended" },
};
export function Standing({ state, children }: { state: string; children?: ReactNode }) {
  const t = useT();
  const one = standings[state];
  return one ? (
    <State shape={one.shape} tone={one.tone}>
      {children ?? t(one.key)}
    </State>
  ) : (
    <>{children ?? state}</>
  );
}

// Whether somebody reads: copy, copy with something cut, only to display, no.
export function Decision({ reads, cut, display }: { reads: boolean; cut?: boolean; display?: boolean }) {
  const t = useT();
  const [shape, tone, text] = !reads
    ? (["no", "bad", t("kit.no")] as const)
    : display
      ? (["eye", "", t("kit.displayOnly")] as const)
      : cut
        ? (["part", "ok", t("kit.copyRedacted")] as const)
        : (["yes", "ok", t("kit.copy")] as const);
  return (
    <State shape={shape} tone={tone}>
      {text}
    </State>
  );
}

// Party faint, agency strong; "NZL.GCSB.analyst" shows the person's place after it.
export function Agency({ id, plain }: { id: string; plain?: boolean }) {
  const [party, ...rest] = id.split(".");
  if (rest.length === 0) return <span className="party">{party}</span>;
  return (
    <span className="ag">
      <i>{party}.</i>
      {plain ? rest.join(".") : <b>{rest.join(".")}</b>}
    </span>
  );
}

// What is withheld, always as wide as any other: only in an owner's preview, or where the originator lets the reader know.
export function Withheld({ from, by }: { from?: string; by?: string }) {
  const t = useT();
  return (
    <span className="withheld">
      <svg viewBox="0 0 13 13" aria-hidden="true">
        {shapes.lock}
      </svg>
      <b>{from ? t("kit.withheldFrom", { from, by: by ?? "" }) : by ? t("kit.withheldBy", { by }) : t("kit.withheld")}</b>
    </span>
  );
}

// A change: + is gain, − is loss, 0 is neither.
export function Delta({ n, className = "" }: { n: number; className?: string }) {
  const t = useT();
  const text = new Intl.NumberFormat(t.language).format(Math.abs(n));
  return <span className={`${n > 0 ? "gain" : n < 0 ? "loss" : "faint"} ${className}`}>{n > 0 ? `+${text}` : n < 0 ? `−${text}` : "0"}</span>;
}
