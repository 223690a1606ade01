// One agreement, beside the list: how it stands, what its clauses say, what a draft or a version changed, what can be signed, and its history.
import { useMemo } from "react";
import { Link } from "react-router-dom";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { Field, Section } from "~/kit/layout";
import { Level, Standing, State, type Shape } from "~/kit/marks";
import { Got } from "~/kit/states";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useActs } from "~/shell/frame";
import { useSession } from "~/shell/session";
import { Changes } from "./changes";
import { actText, clausesOf, conditionsOf, dayOf, wordOf } from "./clauses";
import { courseOf, documentOf, shownState, type Agreement, type Course } from "./course";
import { useAgreement } from "./data";
import { Acts, SignDraft } from "./signing";
import { Simulation, useSimulation } from "./simulation";
import { changesOf, directionsOf, partiesOf, rowHolds, rowsOf } from "./terms";
import type { Json, Table } from "./toml";

type Draft = Schemas["Draft"];
// A text that can be looked at: a version, or a draft.
type Text = { key: string; document: Table; version: number; draft?: Draft; recorded?: string; signatures: Json[] };
export type Address = (agreement: string, more?: Record<string, string>) => string;

const steps: { shape: Shape; key: "kit.draft" | "kit.signed" | "kit.inForce" | "kit.notice" | "kit.ended" }[] = [
  { shape: "draft", key: "kit.draft" },
  { shape: "signed", key: "kit.signed" },
  { shape: "force", key: "kit.inForce" },
  { shape: "notice", key: "kit.notice" },
  { shape: "ended", key: "kit.ended" },
];

function Life({ text, course }: { text: Text; course: Course }) {
  const t = useT();
  const current = course.version?.version === text.version;
  const at = text.draft ? 0 : !current ? (course.version && course.version.version > text.version ? 4 : 1) : course.state === "ended" ? 4 : course.state === "in-force" ? (course.notices.length ? 3 : 2) : 1;
  return (
    <ol className="life" aria-label={t("agreements.life")}>
      {steps.map((step, i) => (
        <li key={step.key} className={i === at ? "on" : ""} aria-current={i === at ? "step" : undefined}>
          <State shape={step.shape}>{t(step.key)}</State>
        </li>
      ))}
    </ol>
  );
}

// The level words of one direction. Which direction is in the address, as a cell of the matrix chose it.
function Levels({ document, at }: { document: Table; at: number }) {
  const t = useT();
  const url = useUrl();
  const { me } = useSession();
  const all = directionsOf(document);
  const mine = all.filter(([from, to]) => from === me?.party || to === me?.party);
  const chosen = all.find(([from, to]) => from === url.get("from") && to === url.get("to"));
  const shown = chosen ? [chosen] : all.length <= 2 ? all : (mine.length ? mine : all).slice(0, 1);
  const rows = rowsOf(document);
  const [first] = shown;
  return (
    <Section title={t("agreements.levels")}
      note={
        all.length > 1 && (
          <select className="dirs" aria-label={t("agreements.direction")} value={chosen || all.length > 2 ? `${first?.[0]} ${first?.[1]}` : ""} onChange={(event) => url.change({ from: event.target.value.split(" ")[0], to: event.target.value.split(" ")[1] })}>
            {all.length <= 2 && <option value="">{t("agreements.bothWays")}</option>}
            {all.map(([from, to]) => (
              <option key={`${from} ${to}`} value={`${from} ${to}`}>
                {from} → {to}
              </option>
            ))}
          </select>
        )
      }>
      {shown.map(([from, to]) => {
        const here = rows.filter((row) => row.from.party === from && row.to.party === to);
        return (
          <table key={`${from}${to}`} className="tbl tight levels">
            <thead>
              <tr>
                <th scope="col" className="art">{t("agreements.article")}</th>
                <th scope="col">
                  <span className="party">{from}</span>
                </th>
                <th scope="col">
                  → <span className="party">{to}</span>
                </th>
                <th scope="col">{t("agreements.conditions")}</th>
              </tr>
            </thead>
            <tbody>
              {here.map((row, i) => (
                <tr key={i} className={rowHolds(row, at) ? "" : "off"}>
                  <td className="faint art">{row.article}</td>
                  <td>{row.from.word === "NONE" ? wordOf(t, row.from) : <Level scheme={row.from.scheme} word={row.from.word} />}</td>
                  <td>{row.to.word === "NONE" ? wordOf(t, row.to) : <Level scheme={row.to.scheme} word={row.to.word} />}</td>
                  <td className="sm dim">{conditionsOf(t, row).join(", ")}</td>
                </tr>
              ))}
              {here.length === 0 && (
                <tr>
                  <td colSpan={4} className="dim">
                    {t("agreements.noRow")}
                  </td>
                </tr>
              )}
            </tbody>
          </table>
        );
      })}
    </Section>
  );
}

function Clauses({ document }: { document: Table }) {
  const t = useT();
  const clauses = clausesOf(t, document, false).filter((one) => one.id !== "title");
  return (
    <Section title={t("agreements.clauses")} count={clauses.length}>
      {clauses.map((one) => (
        <div key={one.id} className="dr">
          <span className="da">{one.article ?? ""}</span>
          <div>
            <h3>{one.name}</h3>
            <p className="dim">{one.lines.join(one.id === "topics" || one.id === "purposes" || one.id === "controls" || one.id === "compartments" ? ", " : "; ")}</p>
          </div>
        </div>
      ))}
    </Section>
  );
}

function History({ one, address }: { one: Agreement; address: Address }) {
  const t = useT();
  return (
    <Section title={t("agreements.history")} count={one.history.length}>
      <ul className="acts2">
        {[...one.history].reverse().map((entry, i) => (
          <li key={i} className={entry.void ? "off" : ""}>
            <Time at={entry.at} form="day" />
            <span>
              {entry.act ? actText(t, entry.act) : <Link className="link" to={address(one.id, { v: String(entry.version) })}>{t("agreements.entered", { n: entry.version ?? 0 })}</Link>}
              {entry.in_force && <span className="dim"> {t("agreements.inForceFrom", { day: dayOf(t, entry.in_force) })}</span>}
              {typeof entry.act?.reason === "string" && <span className="said sm"> {entry.act.reason}</span>}
              {entry.void && <span className="bad"> {t("agreements.void")}</span>}
            </span>
            <span className="faint">{entry.signed_by.join(", ")}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Whole({ one, at, address }: { one: Agreement; at?: number; address: Address }) {
  const t = useT();
  const url = useUrl();
  const { me, is, isOperator } = useSession();
  const course = useMemo(() => courseOf(one, at), [one, at]);
  const texts = useMemo<Text[]>(
    () => [
      ...one.versions.filter((v) => !v.void).map((v): Text => ({ key: String(v.version), document: documentOf(v), version: v.version, recorded: v.recorded, signatures: v.file.signatures as Json[] })),
      ...one.drafts.filter((d) => d.file).map((d): Text => ({ key: `draft-${d.sha256.slice(0, 8)}`, document: d.file!.agreement as Table, version: d.version, draft: d, signatures: d.file!.signatures as Json[] })),
    ],
    [one],
  );
  const current = texts.find((text) => !text.draft && text.version === course.version?.version) ?? texts.filter((text) => !text.draft).at(-1);
  const shown = texts.find((text) => text.key === url.get("v")) ?? current ?? texts.at(-1);
  // A draft is compared with what is in force, a version with the one before.
  const before = shown && (texts.find((text) => text.key === url.get("against") && text !== shown) ?? (shown.draft ? current : texts.filter((text) => !text.draft && text.version < shown.version).at(-1)));
  const against = url.get("against") || shown?.draft ? before : undefined;
  const sim = useSimulation(shown?.draft ? shown.document : undefined);
  const official = is("official") || isOperator;
  const mine = !me?.party || (shown ? partiesOf(shown.document).includes(me.party) : false);
  const clauses = useMemo(() => (shown ? clausesOf(t, shown.document) : []), [t, shown]);
  const changes = useMemo(() => (against ? changesOf(clausesOf(t, against.document), clauses) : []), [t, against, clauses]);
  const draft = one.drafts.at(-1);
  useActs([
    { id: "agreements.compare", text: t("agreements.compare"), key: "c", run: () => url.change({ against: before?.key }), disabled: !before || !!against },
    { id: "agreements.draft", text: draft ? t("agreements.openDraft", { n: draft.version }) : "", key: "d", run: () => url.change({ v: `draft-${draft!.sha256.slice(0, 8)}` }, { push: true }), disabled: !draft || !!shown?.draft },
  ]);
  if (!shown) return null;
  const label = (text: Text) => (text.draft ? t("agreements.text.draft", { n: text.version, who: text.draft.signed_by.join(", ") || "–" }) : t(text === current && course.state === "in-force" ? "agreements.text.current" : "agreements.text.version", { n: text.version }));
  return (
    <>
      <div className="ttl">
        <h2 className="titled-id">
          {one.id} v{shown.version}
        </h2>
        {against && <span className="dim">{t("agreements.against", { n: against.version })}</span>}
        {official && mine && (
          <Link className="link sp" to={address(one.id, { edit: "new", base: shown.key })}>
            {t("agreements.textAndForm")}
          </Link>
        )}
      </div>
      <p className="said agreement-title" lang={/[\u3040-\u30ff\u3400-\u9fff]/.test(String(shown.document.title)) ? "ja" : undefined}>
        {String(shown.document.title ?? "")}
      </p>
      <Life text={shown} course={course} />
      <div className="row pick">
        {texts.length > 1 && (
          <>
            <Field label={t("agreements.version")}>
              <select value={shown.key} onChange={(event) => url.change({ v: event.target.value === current?.key ? undefined : event.target.value, against: undefined, sim: undefined }, { push: true })}>
                {texts.map((text) => (
                  <option key={text.key} value={text.key}>
                    {label(text)}
                  </option>
                ))}
              </select>
            </Field>
            <Field label={t("agreements.compareWith")}>
              <select value={against?.key ?? ""} onChange={(event) => url.change({ against: event.target.value })}>
                {!shown.draft && <option value="">–</option>}
                {texts
                  .filter((text) => text !== shown)
                  .map((text) => (
                    <option key={text.key} value={text.key}>
                      {label(text)}
                    </option>
                  ))}
              </select>
            </Field>
          </>
        )}
      </div>
      {!shown.draft && shown === current && (
        <ul className="standing" aria-label={t("agreements.standing")}>
          <li>
            <Standing state={shownState(course) === "suspended" ? "in-force" : shownState(course)} /> {course.until ? t.nodes("agreements.untilTime", { at: <Time at={course.until} form="date" /> }) : t("agreements.noEnd")}
          </li>
          {course.suspensions.map((s, i) => (
            <li key={`s${i}`}>
              <Standing state="suspended">
                {t("kit.suspended")} {s.from} → {s.to}
              </Standing>{" "}
              <span className="dim">{t("agreements.by.party", { by: s.by })}</span> {s.since && <span className="dim">{t("agreements.since", { day: dayOf(t, s.since) })}</span>} {s.until && <span className="dim">{t("agreements.until", { day: dayOf(t, s.until) })}</span>}
            </li>
          ))}
          {course.notices.map((n, i) => (
            <li key={`n${i}`}>
              <Standing state="notice">{t("agreements.noticeBy", { by: n.by })}</Standing> <span className="dim">{n.held_since ? t("agreements.heldSince", { day: dayOf(t, n.held_since) }) : n.effective ? t("agreements.effective", { day: dayOf(t, n.effective) }) : ""}</span>
            </li>
          ))}
          {one.drafts.map((d) => (
            <li key={d.sha256}>
              <Standing state="draft">
                <Link className="link" to={address(one.id, { v: `draft-${d.sha256.slice(0, 8)}` })}>
                  {t("agreements.draftN", { n: d.version })}
                </Link>
              </Standing>{" "}
              <span className="dim">{t("agreements.waitsFor", { who: d.not_signed_by.join(", ") })}</span>
            </li>
          ))}
        </ul>
      )}
      {against && <Changes changes={changes} of={clauses.length} against={t("agreements.objectsByClause")} reasons={sim.of ? sim.done?.result.reasons : undefined} agreement={one.id} />}
      {shown.draft && official && mine && (
        <>
          <Simulation sim={sim} />
          <SignDraft document={shown.document} signatures={shown.signatures} waiting={shown.draft.not_signed_by} />
        </>
      )}
      {!shown.draft && shown === current && at === undefined && (official || is("registrar")) && <Acts id={one.id} course={course} bound={one.standing?.bound ?? []} />}
      <Levels document={shown.document} at={at ?? Date.now()} />
      <Clauses document={shown.document} />
      <History one={one} address={address} />
    </>
  );
}

export function Detail({ id, at, address }: { id: string; at?: number; address: Address }) {
  const t = useT();
  const from = useAgreement(id);
  return (
    <>
      <Link className="link sm back" to={address("")}>
        {t("kit.close")}
      </Link>
      <Got from={from} rows={6} hint={t("agreements.emptyHint")}>
        {(one) => <Whole one={one} at={at} address={address} />}
      </Got>
    </>
  );
}
