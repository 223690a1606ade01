// Two versions compared, clause by clause: − what goes, + what comes, the article, and what that clause alone moves where a simulation knows.
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Section } from "~/kit/layout";
import { Delta } from "~/kit/marks";
import type { ReactNode } from "react";
import type { Change } from "./terms";

type Reason = Schemas["Simulation"]["reasons"][number];

const isJapanese = (text: string) => /[\u3040-\u30ff\u3400-\u9fff]/.test(text);

// Objects that the article of a change gives and takes, in a simulation of that text.
export function movedBy(change: Change, reasons: readonly Reason[] | undefined, agreement: string): { gained: number; lost: number } | undefined {
  if (!reasons || !change.article) return undefined;
  const of = reasons.filter((one) => one.agreement === agreement && one.article === change.article);
  if (!of.length) return undefined;
  const sum = (gained: boolean) => of.filter((one) => one.gained === gained).reduce((n, one) => n + one.objects, 0);
  return { gained: sum(true), lost: sum(false) };
}

export function Changes({ changes, of, against, reasons, agreement }: { changes: readonly Change[]; of: number; against: ReactNode; reasons?: readonly Reason[]; agreement: string }) {
  const t = useT();
  return (
    <Section title={t("agreements.changed")} count={t("agreements.changedOf", { n: changes.length, of })} note={against}>
      {changes.length === 0 && <p className="dim mt">{t("agreements.unchanged")}</p>}
      {changes.map((one) => {
        const moved = movedBy(one, reasons, agreement);
        return (
          <div key={one.clause} className="dr">
            <span className="da">{one.article ?? ""}</span>
            <div>
              <h3>{one.name}</h3>
              {one.removed.map((line) => (
                <p key={`-${line}`} className="del" lang={isJapanese(line) ? "ja" : undefined}>
                  <span aria-hidden="true">−</span>
                  <span className="sr">{t("agreements.goes")}</span> {line}
                </p>
              ))}
              {one.added.map((line) => (
                <p key={`+${line}`} className="add" lang={isJapanese(line) ? "ja" : undefined}>
                  <span aria-hidden="true">+</span>
                  <span className="sr">{t("agreements.comes")}</span> {line}
                </p>
              ))}
            </div>
            <span className="num">
              {moved && (
                <How by={<p>{t("agreements.how.clause", { article: one.article ?? "" })}</p>}>
                  {moved.gained > 0 && <Delta n={moved.gained} />}
                  {moved.gained > 0 && moved.lost > 0 && " / "}
                  {moved.lost > 0 && <Delta n={-moved.lost} />}
                </How>
              )}
              {!moved && one.clause.startsWith("duties/") && <span className="faint">{t("agreements.duty")}</span>}
            </span>
          </div>
        );
      })}
    </Section>
  );
}
