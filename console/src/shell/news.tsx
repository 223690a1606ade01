// What came since a screen was opened, told in one line on top; the screen changes when the reader says so.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useT } from "~/i18n";
import { useSession } from "./session";

export function News() {
  const t = useT();
  const { isOperator, state, check } = useSession();
  const client = useQueryClient();
  const [count, set] = useState({ gained: 0, lost: 0 });
  const [round, again] = useState(0);
  useEffect(() => {
    if (isOperator || state !== "in" || typeof EventSource === "undefined") return;
    const stream = new EventSource("/api/v1/feed/stream", { withCredentials: true });
    // What is open is asked for again at once: a screen says what changed of it.
    const readings = () => void client.invalidateQueries({ predicate: (query) => query.queryKey[0] === "/api/v1/objects/{id}/reading" });
    stream.addEventListener("object", () => (set((now) => ({ ...now, gained: now.gained + 1 })), readings()));
    stream.addEventListener("tombstone", () => (set((now) => ({ ...now, lost: now.lost + 1 })), readings()));
    // Ended for good: the session is over, or the node had no room for one more; then it is asked again.
    let timer: ReturnType<typeof setTimeout> | undefined;
    stream.addEventListener("error", () => {
      if (stream.readyState !== EventSource.CLOSED) return;
      check();
      timer = setTimeout(() => again((n) => n + 1), 30_000);
    });
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, [isOperator, state, check, client, round]);
  if (count.gained + count.lost === 0) return null;
  return (
    <div className="news" role="status">
      <span>{t("shell.news", { gained: count.gained, lost: count.lost })}</span>
      <button type="button" className="btn s"
        onClick={() => {
          set({ gained: 0, lost: 0 });
          void client.invalidateQueries();
        }}>
        {t("shell.show")}
      </button>
    </div>
  );
}
