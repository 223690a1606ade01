// A line on top while the node does not answer. It asks by itself whether the node is back, and then for what failed meanwhile.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { isReached, watchReached } from "~/api/client";
import { read } from "~/api/read";
import { useT } from "~/i18n";
import { State } from "~/kit/marks";

export function Down() {
  const t = useT();
  const client = useQueryClient();
  const reached = useSyncExternalStore(watchReached, isReached);
  useEffect(() => {
    if (reached) return;
    const timer = setInterval(() => void read("/api/v1/health").then(() => client.refetchQueries({ predicate: (query) => query.state.status === "error" })).catch(() => {}), 3_000);
    return () => clearInterval(timer);
  }, [reached, client]);
  return (
    <div role="status">
      {!reached && (
        <div className="down">
          <State shape="no" tone="bad">
            {t("kit.offline")}
          </State>
          <span>{t("kit.offlineHint")}</span>
        </div>
      )}
    </div>
  );
}
