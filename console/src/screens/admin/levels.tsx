// A clearance's levels, one word of each scheme; and how long it still holds.
import { useT } from "~/i18n";
import { Level, State } from "~/kit/marks";
import { daysUntil, Time } from "~/kit/time";
import { kSoon } from "./people";

export const Levels = ({ of }: { of: Record<string, unknown> }) => (
  <span className="levels">
    {Object.entries(of).map(([scheme, word]) => (
      <Level key={scheme} scheme={scheme} word={String(word)} />
    ))}
  </span>
);

export function Until({ at }: { at: string | undefined }) {
  const t = useT();
  if (!at) return <span className="faint">{t("admin.noEnd")}</span>;
  const days = daysUntil(at);
  return (
    <span className="nw">
      <Time at={at} form="date" /> {days > 0 && days <= kSoon && <span className="warn sm">{t("kit.inDays", { n: days })}</span>}
    </span>
  );
}

const shapes = { valid: ["force", "ok"], expired: ["ended", "dim"], "not yet": ["signed", ""], withdrawn: ["ended", "bad"], revoked: ["ended", "dim"] } as const;
export function Validity({ state }: { state: keyof typeof shapes }) {
  const t = useT();
  const [shape, tone] = shapes[state];
  return (
    <State shape={shape} tone={tone}>
      {t(`admin.is.${state}`)}
    </State>
  );
}
