// A statement's text: paragraphs by their ids, in one language or two, and what parties reserve, at the paragraph that it is about.
import type { ReactNode } from "react";
import { useT } from "~/i18n";
import { State } from "~/kit/marks";
import { isJapanese } from "./parts";

export type Told = { party: string; paragraph: string; text: string };
type Text = { language: string; title: string; of: (paragraph: string) => string };

export function StatementText({ ids, first, second, reservations, below }: { ids: readonly string[]; first: Text; second?: Text; reservations: readonly Told[]; below?: (paragraph: string) => ReactNode }) {
  const t = useT();
  const lang = (one: Text) => (isJapanese(one.language) ? "ja" : one.language);
  return (
    <div className={second ? "st-text two" : "st-text"}>
      {second && (
        <div className="st-p st-langs">
          <span />
          <p className="note">{t("statements.authoritative", { language: first.language })}</p>
          <p className="note">{t("statements.translation", { language: second.language })}</p>
        </div>
      )}
      <div className="st-p">
        <span />
        <h2 className="titled" lang={lang(first)}>
          {first.title}
        </h2>
        {second && (
          <p className="titled" lang={lang(second)}>
            {second.title}
          </p>
        )}
      </div>
      {ids.map((id) => {
        const told = reservations.filter((one) => one.paragraph === id);
        return (
          <div key={id} className="st-p" id={`paragraph-${id}`}>
            <span className="st-id">{id}</span>
            <p className="said" lang={lang(first)}>
              {first.of(id)}
            </p>
            {second && (
              <p className="said" lang={lang(second)}>
                {second.of(id)}
              </p>
            )}
            {told.map((one) => (
              <div key={one.party} className="st-reserved">
                <State shape="part" tone="warn">
                  {t("statements.reserves", { party: one.party })}
                </State>
                <p className="said" lang={/[\u3040-\u9fff]/.test(one.text) ? "ja" : undefined}>
                  {one.text}
                </p>
              </div>
            ))}
            {below?.(id)}
          </div>
        );
      })}
    </div>
  );
}
