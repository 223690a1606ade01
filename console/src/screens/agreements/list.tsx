import { useT } from "~/i18n";
import { Section } from "~/kit/layout";
import { Level, Standing } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { sorted, Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useSession } from "~/shell/session";
import { Link } from "react-router-dom";
import { dayOf } from "./clauses";
import { courseOf, shownState, type Agreement, type Course } from "./course";
import { ceilingOf, directionsOf, partiesOf } from "./terms";
import type { LevelWord } from "~/kit/schemes";

type Line = { one: Agreement; course: Course; parties: string[]; ceiling?: LevelWord; next: string; state: string };

export function List({ agreements, at, selected, open }: { agreements: readonly Agreement[]; at?: number; selected?: string; open: (id: string) => void }) {
  const t = useT();
  const url = useUrl();
  const schemes = useSchemes();
  const { me } = useSession();
  const next = (one: Agreement, course: Course): string => {
    const draft = one.drafts.at(-1);
    if (draft) return t("agreements.next.draft", { n: draft.version, who: draft.not_signed_by.join(", ") });
    const notice = course.notices[0];
    if (notice) return notice.held_since ? t("agreements.next.held", { by: notice.by }) : t("agreements.next.notice", { by: notice.by, day: dayOf(t, notice.effective) });
    const stop = course.suspensions[0];
    if (stop) return t("agreements.next.suspended", { by: stop.by, from: stop.from, to: stop.to });
    return "";
  };
  const lines: Line[] = agreements.map((one) => {
    const course = courseOf(one, at);
    const document = course.document ?? (one.drafts[0]?.file?.agreement as Line["course"]["document"]);
    let ceiling: LevelWord | undefined;
    for (const [from, to] of document ? directionsOf(document) : []) {
      if (me?.party && from !== me.party && to !== me.party) continue;
      const level = ceilingOf(document!, from, to, at ?? Date.now(), schemes.find);
      if (level && (!ceiling || (level.rung ?? -1) > (ceiling.rung ?? -1))) ceiling = level;
    }
    return { one, course, parties: document ? partiesOf(document) : [], ceiling, next: next(one, course), state: shownState(course) };
  });
  const columns: Column<Line>[] = [
    {
      id: "agreement",
      head: t("agreements.col.agreement"),
      cell: (line) => (
        <Link className="b" to={`/agreements/${encodeURIComponent(line.one.id)}${url.get("at") ? `?at=${url.get("at")}` : ""}`}>
          {line.one.id} {line.course.version && `v${line.course.version.version}`}
        </Link>
      ),
      value: (line) => line.one.id,
    },
    { id: "kind", head: t("agreements.col.kind"), hide: "small", cell: (line) => (line.one.kind === "bilateral" ? t("agreements.bilateral") : t("agreements.parties", { n: line.parties.length })), value: (line) => line.parties.length },
    { id: "state", head: t("agreements.col.state"), cell: (line) => <Standing state={line.state} />, value: (line) => line.state },
    { id: "ceiling", head: t("agreements.col.ceiling"), hide: "small", cell: (line) => (line.ceiling ? <Level {...line.ceiling} /> : <span className="faint">–</span>), value: (line) => line.ceiling?.rung },
    { id: "until", head: t("agreements.col.until"), cell: (line) => (line.course.until ? <Time at={line.course.until} form="date" /> : <span className="faint">{t("agreements.noEnd")}</span>), value: (line) => line.course.until },
    { id: "next", head: t("agreements.col.next"), hide: "small", cell: (line) => line.next, value: (line) => line.next || undefined },
  ];
  const [by, way] = url.get("sort", "agreement").split(" ");
  const sort = { by: by!, down: way === "down" };
  return (
    <Section title={t("agreements.told")} count={agreements.length}>
      <Table label={t("agreements.told")} columns={columns} rows={sorted(lines, columns, sort)} id={(line) => line.one.id} open={(line) => open(line.one.id)} selected={(line) => line.one.id === selected} sort={sort}
        onSort={(to) => url.change({ sort: to.by === "agreement" && !to.down ? undefined : to.by + (to.down ? " down" : "") })} />
    </Section>
  );
}
