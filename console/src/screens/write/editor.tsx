// The text: each portion with its mark in the margin. Marks by keyboard: Alt+0 to Alt+4 the level of that rung, Alt+M a line, Alt+W as the whole.
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { act, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Level } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { isJapanese, percents, piecesOf } from "~/screens/product/parts";
import { useBands } from "~/screens/product/text";
import { joinPortion, markPortion, markText, movePortion, splitPortion, type Draft, type Label, type Mark, type Portion } from "./draft";

type Change = (next: (now: Draft) => Draft) => void;
export const newId = () => crypto.randomUUID();

// The level words of the author's scheme, by rung.
export function useOwnLevels(party: string) {
  const { schemes } = useSchemes();
  const own = schemes.find((one) => one.party === party && one.levels.length > 0);
  return { scheme: own?.scheme ?? party, levels: own?.levels ?? [] };
}

// Grows with what is written in it.
function Grown({ value, onChange, ...rest }: { value: string; onChange: (text: string) => void } & Omit<React.TextareaHTMLAttributes<HTMLTextAreaElement>, "value" | "onChange">) {
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [value]);
  return <textarea ref={box} rows={1} value={value} onChange={(event) => onChange(event.target.value)} {...rest} />;
}

function MarkLine({ mark, topics, done }: { mark: Mark; topics: readonly string[]; done: (mark: Mark | undefined) => void }) {
  const t = useT();
  const [line, setLine] = useState(markText(mark));
  const [problem, setProblem] = useState("");
  const take = async () => {
    try {
      const read = await act("post", "/api/v1/markings", { body: { line, ...(topics.length ? { topics: [...topics] } : {}) } });
      if (!read.ok) return setProblem(read.problems.map((one) => one.message).join(" · ") || t("write.lineNotUnderstood"));
      const extension = read.extension as unknown as { label?: Label };
      done({ word: read.banner.levels[0]?.word ?? mark.word, to: read.banner.releasable ?? null, line: read.canonical || line, label: extension.label ?? {} });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div className="mark-line">
      <input autoFocus aria-label={t("write.markLine")} spellCheck={false} value={line} placeholder="S//REL TO AUS, NZL"
        onChange={(event) => setLine(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter") {
            event.preventDefault();
            void take();
          } else if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            done(undefined);
          }
        }} />
      {problem && <span className="bad sm" role="alert">{problem}</span>}
    </div>
  );
}

function MarginOf({ mark, whole, scheme, short }: { mark: Mark | null; whole: Mark; scheme: string; short: boolean }) {
  const t = useT();
  const shown = mark ?? whole;
  return (
    <div className={`pm ${mark ? "" : "faint"}`}>
      <Level scheme={scheme} word={shown.word} short={short} />
      <span className="rel">{mark ? (mark.to ?? []).join(" ") || mark.line : t("write.asWhole")}</span>
    </div>
  );
}

export function Editor({ draft, change, party, waiting }: { draft: Draft; change: Change; party: string; waiting: boolean }) {
  const t = useT();
  const { scheme, levels } = useOwnLevels(party);
  const bands = useBands();
  const [lined, setLined] = useState(-1);
  const focus = useRef<{ at: number; offset?: number } | undefined>(undefined);
  const list = useRef<HTMLDivElement>(null);
  const lint = useLint(draft);
  useEffect(() => {
    const wanted = focus.current;
    if (!wanted) return;
    focus.current = undefined;
    const box = list.current?.querySelectorAll<HTMLTextAreaElement>("textarea.portion")[wanted.at];
    box?.focus();
    if (box && wanted.offset !== undefined) box.setSelectionRange(wanted.offset, wanted.offset);
  });
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>, at: number, portion: Portion) => {
    if (event.nativeEvent.isComposing) return;
    const box = event.currentTarget;
    const caret = box.selectionStart;
    const done = () => event.preventDefault();
    if (event.altKey && /^Digit[0-4]$/.test(event.code)) {
      const level = levels.find((one) => one.rung === Number(event.code.slice(5)));
      if (level) change((now) => markPortion(now, at, { word: level.word, to: portion.mark?.to ?? now.mark.to }));
      return done();
    }
    if (event.altKey && event.code === "KeyM") {
      setLined(at);
      return done();
    }
    if (event.altKey && event.code === "KeyW") {
      change((now) => markPortion(now, at, null));
      return done();
    }
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const step = event.key === "ArrowUp" ? -1 : 1;
      focus.current = { at: movePortion(draft, at, step).at, offset: caret };
      change((now) => movePortion(now, at, step).draft);
      return done();
    }
    if (event.key === "Enter" && !event.shiftKey) {
      focus.current = { at: at + 1, offset: 0 };
      change((now) => splitPortion(now, at, caret, newId).draft);
      return done();
    }
    if (event.key === "Backspace" && caret === 0 && box.selectionEnd === 0 && at > 0) {
      const before = draft.portions[at - 1]!.text.length;
      const joined = joinPortion(draft, at);
      if (joined.draft !== draft) {
        focus.current = { at: at - 1, offset: before };
        change((now) => joinPortion(now, at).draft);
        return done();
      }
    }
    const total = draft.portions.length;
    if (event.key === "ArrowUp" && caret === 0 && at > 0) return void ((focus.current = { at: at - 1 }), setLined((now) => now), list.current?.querySelectorAll<HTMLTextAreaElement>("textarea.portion")[at - 1]?.focus());
    if (event.key === "ArrowDown" && caret === box.value.length && at < total - 1) list.current?.querySelectorAll<HTMLTextAreaElement>("textarea.portion")[at + 1]?.focus();
  };
  return (
    <div ref={list} className={waiting ? "waiting" : undefined}>
      {draft.portions.map((portion, at) => {
        const said = lint.filter((one) => one.portion === portion.id);
        const bandsIn = piecesOf(portion.text, bands).filter((one) => one.band);
        return (
          <div key={portion.id} className="por">
            <MarginOf mark={draft.tearline ? null : portion.mark} whole={draft.mark} scheme={scheme} short />
            <div>
              <div className="layered">
                <div className="mirror said" aria-hidden="true">
                  {underlined(portion.text, bands, said).map((piece, i) => (piece.as ? <span key={i} className={piece.as}>{piece.text}</span> : piece.text))}
                  {"\u200b"}
                </div>
                <Grown className="portion said" aria-label={t("write.portion", { n: at + 1 })} lang={isJapanese(portion.text) ? "ja" : undefined} value={portion.text} placeholder={at === 0 ? t("write.portionHint") : ""}
                  onChange={(text) => change((now) => ({ ...now, portions: now.portions.map((one) => (one.id === portion.id ? { ...one, text } : one)) }))} onKeyDown={(event) => keys(event, at, portion)} />
              </div>
              {lined === at && (
                <MarkLine mark={portion.mark ?? draft.mark} topics={draft.topics}
                  done={(mark) => {
                    setLined(-1);
                    focus.current = { at };
                    if (mark) change((now) => markPortion(now, at, mark));
                    else change((now) => now);
                  }} />
              )}
              {bandsIn.length > 0 && (
                <p className="note">
                  {bandsIn.map((one) => `${one.text} ${percents(one.band!)}`).join(" · ")} · {t("write.yardstick")}
                </p>
              )}
              {said.length > 0 && (
                <ul className="lints">
                  {said.map((one) => (
                    <li key={one.rule + one.quote + one.column}>
                      <b className={one.weight === "fault" ? "bad" : "warn"}>{one.quote}</b>
                      <span>
                        {one.says}. <span className="faint">{one.write}.</span>
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          </div>
        );
      })}
    </div>
  );
}

// What is underlined: words of estimation, as the reader will see them, and what the lint found.
function underlined(text: string, bands: Parameters<typeof piecesOf>[1], said: readonly Finding[]): { text: string; as?: string }[] {
  const out: { text: string; as?: string }[] = [];
  for (const piece of piecesOf(text, bands)) {
    if (piece.band) {
      out.push({ text: piece.text, as: "est" });
      continue;
    }
    let rest = piece.text;
    while (rest) {
      const next = said.map((one) => ({ at: rest.indexOf(one.quote), one })).filter((found) => found.at >= 0 && found.one.quote).sort((a, b) => a.at - b.at || b.one.quote.length - a.one.quote.length)[0];
      if (!next) break;
      if (next.at > 0) out.push({ text: rest.slice(0, next.at) });
      out.push({ text: next.one.quote, as: next.one.weight === "fault" ? "fault" : "advice" });
      rest = rest.slice(next.at + next.one.quote.length);
    }
    if (rest) out.push({ text: rest });
  }
  return out;
}

type Finding = { portion: string; column: number; rule: string; weight: "fault" | "advice"; quote: string; says: string; write: string };

// The estimative language of all portions, asked once the text stands still. A finding belongs to the portion that its line is in.
function useLint(draft: Draft): Finding[] {
  const [found, setFound] = useState<Finding[]>([]);
  const text = draft.portions.map((one) => one.text.replace(/\n/g, " ")).join("\n");
  const ids = draft.portions.map((one) => one.id).join(" ");
  useEffect(() => {
    if (!text.trim()) return setFound([]);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      act("post", "/api/v1/judgement/lint", { body: { text }, signal: stop.signal }).then(
        (answer) => setFound(answer.findings.map((one) => ({ portion: ids.split(" ")[one.line - 1] ?? "", column: one.column, rule: one.rule, weight: one.weight, quote: one.quote, says: one.says, write: one.write }))),
        () => {}, // advice only: what fails here is said by the reading
      );
    }, 500);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, ids]);
  return found;
}

export const useDirectory = () => useRead("/api/v1/directory", undefined, { stale: Infinity }).data;
