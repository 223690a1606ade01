// All words of the console: one catalogue, a file for each screen in en/, and the same keys in ja/. A text may hold {names}, and may have forms by number
// ({ one, other }, chosen by `n`).
import { createContext, Fragment, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { en } from "./en";

export type Key = keyof typeof en;
export type Text = string | { one?: string; other: string };
export type Catalogue = { [K in Key]: Text };
// The same keys as an English file.
export type Words<T> = { readonly [K in keyof T]: Text };
export type Language = "en" | "ja";
export type Values = Record<string, string | number>;

export const languages: { id: Language; name: string }[] = [
  { id: "en", name: "English" },
  { id: "ja", name: "日本語" },
];

function form(text: Text, language: Language, values?: Values): string {
  if (typeof text === "string") return text;
  const n = Number(values?.n ?? 0);
  return (new Intl.PluralRules(language).select(n) === "one" ? text.one : undefined) ?? text.other;
}

const shown = (value: string | number, language: Language) => (typeof value === "number" ? new Intl.NumberFormat(language).format(value).replace(/^-/, "−") : value);

export function fill(text: Text, language: Language, values?: Values): string {
  return form(text, language, values).replace(/\{(\w+)\}/g, (whole, name: string) => (values && name in values ? shown(values[name]!, language) : whole));
}

// The same with elements in place of names.
export function fillNodes(text: Text, language: Language, values: Record<string, ReactNode>): ReactNode {
  const plain = Object.fromEntries(Object.entries(values).filter(([, v]) => typeof v === "number" || typeof v === "string")) as Values;
  return form(text, language, plain)
    .split(/(\{\w+\})/)
    .map((part, i) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      const value = name === undefined ? part : name in values ? values[name] : part;
      return <Fragment key={i}>{typeof value === "number" ? shown(value, language) : value}</Fragment>;
    });
}

// `maybe`: of a word that the node may know more of than the catalogue does. `number`: as the language writes it.
// `maybe`: of a word that the node may know more of than the catalogue does. `number`: as the language writes it.
export type Translate = ((key: Key, values?: Values) => string) & { nodes: (key: Key, values: Record<string, ReactNode>) => ReactNode; maybe: (key: string, otherwise: string) => string; number: (n: number) => string; language: Language };

export function translator(catalogue: Catalogue, language: Language): Translate {
  const t = (key: Key, values?: Values) => fill(catalogue[key] ?? en[key] ?? key, language, values);
  return Object.assign(t, { nodes: (key: Key, values: Record<string, ReactNode>) => fillNodes(catalogue[key] ?? en[key], language, values), maybe: (key: string, otherwise: string) => (key in en ? t(key as Key) : otherwise), number: (n: number) => String(shown(n, language)), language });
}

const Words = createContext<{ t: Translate; setLanguage: (language: Language) => void }>({ t: translator(en, "en"), setLanguage: () => {} });

const kept = "comity.language";
const first = (): Language => {
  const asked = localStorage.getItem(kept) ?? navigator.language.slice(0, 2);
  return asked === "ja" ? "ja" : "en";
};

export function WordsProvider({ children }: { children: ReactNode }) {
  const [language, choose] = useState<Language>(first);
  const [japanese, setJapanese] = useState<Catalogue>();
  const shown = language === "ja" && !japanese ? undefined : language;
  useEffect(() => {
    if (language === "ja" && !japanese) void import("./ja").then((words) => setJapanese(words.ja));
    if (shown) document.documentElement.lang = shown;
  }, [language, japanese, shown]);
  const value = useMemo(
    () => ({
      t: language === "ja" && japanese ? translator(japanese, "ja") : translator(en, "en"),
      setLanguage: (next: Language) => {
        localStorage.setItem(kept, next);
        choose(next);
      },
    }),
    [language, japanese],
  );
  // At the start a moment of nothing, rather than a flash of English. Later the words change in place: what somebody types meanwhile stays.
  const begun = useRef(false);
  begun.current ||= shown !== undefined;
  if (!begun.current) return null;
  return <Words.Provider value={value}>{children}</Words.Provider>;
}

export const useT = (): Translate => useContext(Words).t;
export const useLanguage = () => {
  const { t, setLanguage } = useContext(Words);
  return [t.language, setLanguage] as const;
};
