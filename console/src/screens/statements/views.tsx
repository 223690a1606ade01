// The four lists of this screen.
import { useT } from "~/i18n";
import { Segments } from "~/kit/layout";
import { useUrl } from "~/kit/url";

type View = "statements" | "meetings" | "positions" | "concerns";
export function Views({ now }: { now: View }) {
  const t = useT();
  const url = useUrl();
  return (
    <div className="filters">
      <Segments label={t("statements.views")} value={now} options={(["statements", "meetings", "positions", "concerns"] as const).map((one) => ({ id: one, text: t(`statements.view.${one}`) }))}
        onChange={(view) => url.change({ view: view === "statements" ? undefined : view, sort: undefined, state: undefined, concern: undefined, party: undefined, topic: undefined, open: undefined, raise: undefined, add: undefined }, { push: true })} />
    </div>
  );
}
