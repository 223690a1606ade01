// Times: in the reader's zone, with UTC on hover; and how long until then.
import { useT, type Language } from "~/i18n";

type Form = "date" | "minute" | "day" | "full";
const forms: Record<Form, Intl.DateTimeFormatOptions> = {
  day: { day: "numeric", month: "short" },
  date: { day: "numeric", month: "short", year: "numeric" },
  minute: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  full: { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" },
};
const locale = (language: Language) => (language === "ja" ? "ja-JP" : "en-GB");

export function written(at: string | Date, form: Form, language: Language, zone?: string): string {
  const time = typeof at === "string" ? new Date(at) : at;
  if (Number.isNaN(time.getTime())) return String(at);
  return new Intl.DateTimeFormat(locale(language), { ...forms[form], timeZone: zone }).format(time);
}
export const inUtc = (at: string) => at.replace("T", " ").replace(/\.\d+Z$|Z$/, "") + " UTC";

export function Time({ at, form = "minute" }: { at: string | undefined; form?: Form }) {
  const t = useT();
  if (!at) return <span className="faint">–</span>;
  return (
    <time dateTime={at} title={inUtc(at)}>
      {written(at, form, t.language)}
    </time>
  );
}

export const daysUntil = (at: string, now = Date.now()) => Math.ceil((new Date(at).getTime() - now) / 86_400_000);
// "Today 16:00", "in 3 days": for what is due.
export function useDue() {
  const t = useT();
  return (at: string) => {
    const days = daysUntil(at);
    const late = new Date(at).getTime() < Date.now();
    return { late, soon: days <= 1, text: late ? t("kit.overdue") : days <= 1 ? t("kit.today") : t("kit.inDays", { n: days }) };
  };
}
