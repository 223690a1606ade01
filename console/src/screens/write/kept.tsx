// What went wrong with keeping a draft, and what to do: another window changed it, or the node did not take it yet.
import { useT } from "~/i18n";
import { State } from "~/kit/marks";
import { Trouble } from "~/kit/states";
import type { useDraft } from "./keeper";

type Keeper = Pick<ReturnType<typeof useDraft>, "kept" | "keep" | "load">;

export function KeptTrouble({ kept, keep, load }: Keeper) {
  const t = useT();
  if (kept.state === "failed") return <Trouble error={kept.error} title={t("write.notKept")} again={() => void keep()} />;
  if (kept.state !== "conflict") return null;
  return (
    <div className="trouble" role="alert">
      <State shape="no" tone="bad">
        {t("write.conflict")}
      </State>
      <div className="row">
        <button type="button" className="btn s" onClick={() => void load(true)}>
          {t("write.takeOther")}
        </button>
        <button type="button" className="btn s" onClick={() => void keep(true)}>
          {t("write.keepMine")}
        </button>
      </div>
    </div>
  );
}
