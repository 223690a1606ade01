// A document in words, clause by clause: what the detail shows and what two versions are compared by.
import type { Key, Translate } from "~/i18n";
import { written as time } from "~/kit/time";
import { articleOf, directionsOf, read, rowsOf, spellsOf, type Clause, type Row } from "./terms";
import type { Json, Table } from "./toml";

const { table, list, text, texts } = read;

// A day as it stands in the document, which is in UTC.
export const dayOf = (t: Translate, at: string | undefined) => (at === undefined ? "" : time(at.length === 10 ? `${at}T00:00:00Z` : at, "date", t.language, "UTC"));

export function conditionsOf(t: Translate, row: Row): string[] {
  const out: string[] = [];
  if (row.valid_from) out.push(t("agreements.row.from", { day: dayOf(t, row.valid_from) }));
  if (row.valid_until) out.push(t("agreements.row.until", { day: dayOf(t, row.valid_until) }));
  if (row.created_from) out.push(t("agreements.row.createdFrom", { day: dayOf(t, row.created_from) }));
  if (row.created_before) out.push(t("agreements.row.createdBefore", { day: dayOf(t, row.created_before) }));
  if (row.with_warnings) out.push(t("agreements.row.with", { words: row.with_warnings.join(", ") }));
  if (row.without_warnings) out.push(t("agreements.row.without", { words: row.without_warnings.join(", ") }));
  return out;
}
const own = (side: Row["from"]) => (side.scheme === "TLP" && side.word === "NONE" ? undefined : side.scheme === side.party ? side.word : `${side.scheme} ${side.word}`);
export const wordOf = (t: Translate, side: Row["from"]) => own(side) ?? t("agreements.noLevel");
export const rowText = (t: Translate, row: Row) => [`${wordOf(t, row.from)} → ${wordOf(t, row.to)}`, ...conditionsOf(t, row)].join(", ");

const duties: Record<string, { name: Key; line: Key }> = {
  breach_notice_hours: { name: "agreements.duty.breach", line: "agreements.duty.hours" },
  downgrade_notice_days: { name: "agreements.duty.downgrade", line: "agreements.duty.days" },
  acknowledge_hours: { name: "agreements.duty.acknowledge", line: "agreements.duty.hours" },
};

// `levels` false leaves the rows of level words out: they have a table of their own.
export function clausesOf(t: Translate, document: Table, levels = true): Clause[] {
  const out: Clause[] = [];
  const add = (id: string, name: string, lines: string[], article?: string) => lines.length && out.push({ id, name, lines, article: article ?? articleOf(document, id) });
  add("title", t("agreements.clause.title"), [text(document.title) ?? ""].filter(Boolean));
  add(
    "parties",
    t("agreements.clause.parties"),
    spellsOf(document).map((one) => [one.party, one.since && t("agreements.since", { day: dayOf(t, one.since) }), one.until && t("agreements.until", { day: dayOf(t, one.until) })].filter(Boolean).join(", ")),
  );
  const term = table(document.term);
  add("term", t("agreements.clause.term"), [
    ...(text(term.in_force) ? [t("agreements.term.inForce", { day: dayOf(t, text(term.in_force)) })] : []),
    text(term.until) ? t("agreements.until", { day: dayOf(t, text(term.until)) }) : t("agreements.term.open"),
    ...(typeof term.renews_months === "number" ? [t("agreements.term.renews", { n: term.renews_months })] : []),
  ]);
  if (levels) {
    const rows = rowsOf(document);
    for (const [from, to] of directionsOf(document)) {
      const here = rows.filter((row) => row.from.party === from && row.to.party === to);
      // By article: each stands for itself in a comparison.
      for (const article of new Set(here.map((row) => row.article)))
        add(`levels/${from}/${to}/${article ?? ""}`, t("agreements.clause.levels", { from, to }), here.filter((row) => row.article === article).map((row) => rowText(t, row)), article);
    }
  }
  const any = (clause: "topics" | "purposes", name: Key) => {
    const held = table(document[clause]).any;
    add(clause, t(name), document[clause] === undefined || held === undefined ? [t("agreements.all")] : texts(held).length ? texts(held) : [t("agreements.nothing")]);
  };
  any("topics", "agreements.clause.topics");
  any("purposes", "agreements.clause.purposes");
  add("compartments", t("agreements.clause.compartments"), list(table(document.compartments).accepted).map(table).map((one) => `${text(one.party) ?? ""} ${text(one.name) ?? ""}`));
  add("controls", t("agreements.clause.controls"), texts(table(document.controls).accepted));
  add("actions", t("agreements.clause.actions"), [table(document.actions).permitted === "display" ? t("agreements.actions.display") : t("agreements.actions.copy")]);
  const membership = table(document.membership);
  if (document.membership !== undefined)
    add("membership", t("agreements.clause.membership"), [
      membership.mode === "floating" ? t("agreements.membership.floating") : t("agreements.membership.frozen"),
      ...(membership.earlier_objects === true ? [t("agreements.membership.earlier")] : []),
    ]);
  const survival = table(document.survival);
  if (document.survival !== undefined)
    add("survival", t("agreements.clause.survival"), survival.kept === true ? [survival.readers === undefined ? t("agreements.survival.kept") : t("agreements.survival.readers", { who: texts(survival.readers).join(", ") })] : [t("agreements.survival.none")]);
  add("two_persons", t("agreements.clause.two_persons"), list(table(document.two_persons).levels).map(table).map((one) => `${text(one.party) ?? ""} ${text(one.word) ?? ""}`));
  const notice = table(document.notice);
  if (document.notice !== undefined)
    add("notice", t("agreements.clause.notice"), [
      t("agreements.notice.days", { n: Number(notice.days ?? 0) }),
      ...(notice.takes_effect === "term-end" ? [t("agreements.notice.termEnd")] : []),
      ...(notice.by === undefined ? [] : [t("agreements.byOnly", { who: texts(notice.by).join(", ") })]),
    ]);
  if (document.suspending !== undefined) add("suspending", t("agreements.clause.suspending"), [t("agreements.byOnly", { who: texts(table(document.suspending).by).join(", ") })]);
  if (document.accession !== undefined) add("accession", t("agreements.clause.accession"), [t("agreements.accession.by", { who: texts(table(document.accession).approved_by).join(", ") })]);
  const suspended = list(document.suspension).map(table);
  add(
    "suspension",
    t("agreements.clause.suspension"),
    suspended.map((one) => t("agreements.suspension.line", { from: text(one.from) ?? "", to: text(one.to) ?? "", by: text(one.by) ?? "", since: dayOf(t, text(one.since)) })),
    text(suspended[0]?.article),
  );
  for (const [key, value] of Object.entries(table(document.duties))) {
    if (key === "article") continue;
    const known = duties[key];
    add(`duties/${key}`, known ? t(known.name) : key.replaceAll("_", " "), [known && typeof value === "number" ? t(known.line, { n: value }) : plain(t, value)], articleOf(document, "duties"));
  }
  return out;
}
const plain = (t: Translate, value: Json) => (value === true ? t("agreements.yes") : value === false ? t("agreements.no") : typeof value === "object" ? JSON.stringify(value) : String(value));

// An act in a sentence.
export function actText(t: Translate, act: Record<string, unknown>): string {
  const say = (member: string) => String(act[member] ?? "");
  const day = (member: string) => dayOf(t, act[member] as string | undefined);
  const values = { by: say("by"), from: say("from"), to: say("to"), since: day("since"), until: day("until"), day: day("effective"), party: say("party"), key: say("key").slice(0, 8), person: say("person") };
  const tail = [act.since ? t("agreements.act.since", values) : "", act.until && act.kind !== "renew" ? t("agreements.act.until", values) : ""].filter(Boolean).join("");
  switch (act.kind) {
    case "suspend":
      return t("agreements.act.suspended", values) + tail;
    case "resume":
      return t("agreements.act.resumed", values) + tail;
    case "give-notice":
      return t(act.effective ? "agreements.act.gaveNoticeFor" : "agreements.act.gaveNotice", values);
    case "withdraw-notice":
      return t("agreements.act.withdrew", values);
    case "hold-notice":
      return t("agreements.act.held", values);
    case "run-notice":
      return t("agreements.act.ran", values);
    case "renew":
      return t("agreements.act.renewed", values);
    default:
      return `${values.by}: ${String(act.kind)}`;
  }
}
