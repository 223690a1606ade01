// The states of what is asked for: nothing yet, grey bars, long work, an error, and nothing here. Nothing here is one text for what is empty, absent and not released.
import { useEffect, useState, type ReactNode } from "react";
import type { UseQueryResult } from "@tanstack/react-query";
import { isAbsent, isProblem } from "~/api/problem";
import { useT } from "~/i18n";
import { State } from "./marks";

export function Empty({ children }: { children?: ReactNode }) {
  const t = useT();
  return (
    <div className="empty">
      <p className="b">{t("kit.nothing")}</p>
      <p>{children ?? t("kit.nothingHint")}</p>
    </div>
  );
}

// Grey bars in the final geometry, after 150 ms.
export function Skeleton({ rows = 3 }: { rows?: number }) {
  const t = useT();
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skeleton" role="status" aria-label={t("kit.loading")}>
      {shown && Array.from({ length: rows }, (_, i) => <div key={i} className={`skel w${i % 3}`} />)}
    </div>
  );
}

export function useProblemText() {
  const t = useT();
  return (error: unknown): { title: string; text: string } => {
    if (!isProblem(error)) return { title: t("kit.failed"), text: error instanceof Error ? error.message : String(error) };
    if (error.status === 0) return { title: t("kit.offline"), text: t("kit.offlineHint") };
    if (error.status === 503) return { title: t("kit.busy"), text: error.detail || t("kit.busyHint") };
    if (error.status === 429) return { title: t("kit.slow"), text: error.detail || t("kit.busyHint") };
    return { title: t("kit.failed"), text: [error.detail || error.title, error.where].filter(Boolean).join(" · ") };
  };
}

// What failed and what to do, in place.
export function Trouble({ error, again, title }: { error: unknown; again?: () => void; title?: string }) {
  const t = useT();
  const said = useProblemText()(error);
  return (
    <div className="trouble" role="alert">
      <State shape="no" tone="bad">
        {title ?? said.title}
      </State>
      <p>{said.text}</p>
      {again && (
        <button type="button" className="btn s" onClick={again}>
          {t("kit.again")}
        </button>
      )}
    </div>
  );
}

// Long work: what is done, of how much, and a way out of it. The old result stays until the new one is whole.
export function Work({ text, part, of, cancel }: { text: string; part?: number; of?: number; cancel?: () => void }) {
  const t = useT();
  return (
    <div className="work" role="status">
      <p className="b">{part !== undefined && of ? `${text}, ${Math.floor((100 * part) / of)}%` : text}</p>
      {part !== undefined && of !== undefined && <p className="dim">{t("kit.partOf", { part, of })}</p>}
      <progress value={part} max={of} />
      {cancel && (
        <button type="button" className="btn s" onClick={cancel}>
          {t("kit.cancel")}
        </button>
      )}
    </div>
  );
}

// One answer, in whichever of these states it is. `empty` says when an answer is as good as none.
export function Got<T>({ from, children, rows, empty, hint }: { from: UseQueryResult<T>; children: (data: T) => ReactNode; rows?: number; empty?: (data: T) => boolean; hint?: ReactNode }) {
  if (from.data === undefined && from.isError) return isAbsent(from.error) ? <Empty>{hint}</Empty> : <Trouble error={from.error} again={() => void from.refetch()} />;
  if (from.data === undefined) return <Skeleton rows={rows} />;
  if (empty?.(from.data)) return <Empty>{hint}</Empty>;
  return (
    <>
      {from.isError && !isAbsent(from.error) && <Trouble error={from.error} again={() => void from.refetch()} />}
      {children(from.data)}
    </>
  );
}
