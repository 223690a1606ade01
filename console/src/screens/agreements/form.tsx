// The form beside the text. It edits the clauses that it understands, by changing the text where they stand; the text is the truth.
import { useState, type ReactNode } from "react";
import { useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Field, Section } from "~/kit/layout";
import { useSchemes } from "~/kit/schemes";
import { partiesOf, read } from "./terms";
import { withKey, withoutTable, withRow, type Json, type Table } from "./toml";

type Props = { document: Table; change: (how: (text: string) => string) => void };

// Written when the field is left or Enter is pressed, so that the text does not flicker through half a date.
function Input({ value, type = "text", set, label, list, min }: { value: string; type?: "text" | "date" | "number"; set: (value: string) => void; label?: string; list?: string; min?: number }) {
  const [now, edit] = useState<string>();
  const keep = () => {
    if (now !== undefined && now !== value) set(now);
    edit(undefined);
  };
  return <input type={type} aria-label={label} list={list} min={min} value={now ?? value} onChange={(event) => edit(event.target.value)} onBlur={keep} onKeyDown={(event) => event.key === "Enter" && keep()} />;
}

// Words of a list, on and off.
function Words({ label, all, chosen, set }: { label: string; all: readonly string[]; chosen: readonly string[]; set: (words: string[]) => void }) {
  return (
    <div className="chips" role="group" aria-label={label}>
      {[...new Set([...all, ...chosen])].map((word) => (
        <button key={word} type="button" className="chip" aria-pressed={chosen.includes(word)} onClick={() => set(chosen.includes(word) ? chosen.filter((one) => one !== word) : [...chosen, word])}>
          {word}
        </button>
      ))}
    </div>
  );
}

function Row({ label, article, setArticle, children }: { label: ReactNode; article?: string; setArticle?: (article: string) => void; children: ReactNode }) {
  const t = useT();
  return (
    <div className="fr">
      <span className="fr-art">{setArticle && <Input label={`${t("agreements.article")}, ${String(label)}`} value={article ?? ""} set={setArticle} />}</span>
      <div className="fr-body">
        <h3>{label}</h3>
        {children}
      </div>
    </div>
  );
}

export function Form({ document, change }: Props) {
  const t = useT();
  const { schemes } = useSchemes();
  const words = useRead("/api/v1/schemes", undefined, { stale: Infinity }).data;
  const parties = partiesOf(document);
  const table = (name: string) => read.table(document[name]);
  const set = (name: string, key: string, value: Json | undefined, index?: number) => change((text) => withKey(text, name, key, value, index));
  const or = (value: string) => (value.trim() === "" ? undefined : value.trim());
  const number = (value: string) => (value.trim() === "" || !Number.isInteger(Number(value)) ? undefined : Number(value));
  const show = (value: Json | undefined) => (typeof value === "string" || typeof value === "number" ? String(value) : "");
  const article = (name: string) => ({ article: read.text(table(name).article), setArticle: document[name] === undefined ? undefined : (value: string) => set(name, "article", or(value)) });
  const plainParties = read.list(document.parties).every((one) => typeof one === "string");

  // "SCHEME word" of a party, one's own first; no level is a word of TLP.
  const options = (party: string) => [
    ...schemes.filter((one) => one.party === party).flatMap((one) => one.levels.map((level) => ({ scheme: one.scheme, word: level.word }))),
    { scheme: "TLP", word: "NONE" },
  ];
  const sideField = (index: number, end: "from" | "to", held: Table) => {
    const party = show(held.party);
    const value = `${show(held.scheme)}\t${show(held.word)}`;
    const all = options(party);
    const missing = !all.some((one) => `${one.scheme}\t${one.word}` === value);
    return (
      <span className="side-of">
        <select aria-label={t(end === "from" ? "agreements.form.fromParty" : "agreements.form.toParty", { n: index + 1 })} value={party} onChange={(event) => set("equivalence", end, { party: event.target.value, scheme: event.target.value, word: options(event.target.value)[0]!.word }, index)}>
          {[...new Set([...parties, party])].map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        <select aria-label={t(end === "from" ? "agreements.form.fromWord" : "agreements.form.toWord", { n: index + 1 })} value={value}
          onChange={(event) => {
            const [scheme, word] = event.target.value.split("\t") as [string, string];
            set("equivalence", end, { party, scheme, word }, index);
          }}>
          {missing && <option value={value}>{`${show(held.scheme)} ${show(held.word)}`}</option>}
          {all.map((one) => (
            <option key={`${one.scheme}\t${one.word}`} value={`${one.scheme}\t${one.word}`}>
              {one.scheme === "TLP" ? t("agreements.noLevel") : one.scheme === party ? one.word : `${one.scheme} ${one.word}`}
            </option>
          ))}
        </select>
      </span>
    );
  };
  const rows = read.list(document.equivalence).map(read.table);
  const anyClause = (name: "topics" | "purposes", label: string, vocabulary: readonly string[]) => {
    const limited = document[name] !== undefined;
    const chosen = read.texts(table(name).any);
    return (
      <Row label={label} {...article(name)}>
        <label className="tick">
          <input type="checkbox" checked={!limited} onChange={(event) => change((text) => (event.target.checked ? withoutTable(text, name) : withKey(text, name, "any", [])))} /> {t("agreements.all")}
        </label>
        {limited && <Words label={label} all={vocabulary} chosen={chosen} set={(next) => set(name, "any", next)} />}
        {limited && chosen.length === 0 && <p className="warn sm">{t("agreements.form.nothing")}</p>}
      </Row>
    );
  };

  return (
    <div className="draft-form">
      <div className="form-head">
        <Field above label={t("agreements.form.id")}>
          <Input value={show(document.id)} set={(value) => set("", "id", value.trim())} />
        </Field>
        <Field above label={t("agreements.form.version")}>
          <Input type="number" min={1} value={show(document.version)} set={(value) => set("", "version", number(value) ?? 1)} />
        </Field>
        <Field above label={t("agreements.form.kind")}>
          <select value={show(document.kind)} onChange={(event) => set("", "kind", event.target.value)}>
            {(["bilateral", "multilateral", "community"] as const).map((one) => (
              <option key={one} value={one}>
                {t(`agreements.kindOf.${one}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field above label={t("agreements.form.parties")} hint={plainParties ? undefined : t("agreements.form.inText")}>
          {plainParties ? <Input value={parties.join(", ")} set={(value) => set("", "parties", value.split(/[\s,]+/).filter(Boolean))} /> : <input type="text" value={parties.join(", ")} readOnly />}
        </Field>
      </div>
      <Field above label={t("agreements.form.title")}>
        <Input value={show(document.title)} set={(value) => set("", "title", value)} />
      </Field>
      <Section title={t("agreements.form.clauses")} note={t("agreements.form.article")}>
        <Row label={t("agreements.clause.term")} {...article("term")}>
          <div className="row">
            <Field label={t("agreements.form.inForce")}>
              <Input type="date" value={show(table("term").in_force).slice(0, 10)} set={(value) => set("term", "in_force", or(value))} />
            </Field>
            <Field label={t("agreements.form.until")}>
              <Input type="date" value={show(table("term").until).slice(0, 10)} set={(value) => set("term", "until", or(value))} />
            </Field>
            <Field label={t("agreements.form.renews")}>
              <Input type="number" min={1} value={show(table("term").renews_months)} set={(value) => set("term", "renews_months", number(value))} />
            </Field>
          </div>
        </Row>
        {anyClause("topics", t("agreements.clause.topics"), words?.topics ?? [])}
        {anyClause("purposes", t("agreements.clause.purposes"), words?.purposes ?? [])}
        <Row label={t("agreements.clause.controls")} {...article("controls")}>
          <Words label={t("agreements.clause.controls")} all={words?.controls.map((one) => one.name) ?? []} chosen={read.texts(table("controls").accepted)} set={(next) => change((text) => (next.length ? withKey(text, "controls", "accepted", next) : withoutTable(text, "controls")))} />
        </Row>
        <Row label={t("agreements.clause.actions")} {...article("actions")}>
          <select aria-label={t("agreements.clause.actions")} value={show(table("actions").permitted) || "copy"} onChange={(event) => set("actions", "permitted", event.target.value)}>
            <option value="copy">{t("agreements.actions.copy")}</option>
            <option value="display">{t("agreements.actions.display")}</option>
          </select>
        </Row>
        <Row label={t("agreements.clause.membership")} {...article("membership")}>
          <div className="row">
            <select aria-label={t("agreements.clause.membership")} value={show(table("membership").mode) || "frozen"}
              onChange={(event) => change((text) => withKey(event.target.value === "frozen" && document.membership !== undefined ? withKey(text, "membership", "earlier_objects", undefined) : text, "membership", "mode", event.target.value))}>
              <option value="frozen">{t("agreements.membership.frozen")}</option>
              <option value="floating">{t("agreements.membership.floating")}</option>
            </select>
            {table("membership").mode === "floating" && (
              <label className="tick">
                <input type="checkbox" checked={table("membership").earlier_objects === true} onChange={(event) => set("membership", "earlier_objects", event.target.checked || undefined)} /> {t("agreements.membership.earlier")}
              </label>
            )}
          </div>
        </Row>
        <Row label={t("agreements.clause.survival")} {...article("survival")}>
          <label className="tick">
            <input type="checkbox" checked={table("survival").kept === true} onChange={(event) => change((text) => withKey(event.target.checked || !("readers" in table("survival")) ? text : withKey(text, "survival", "readers", undefined), "survival", "kept", event.target.checked))} /> {t("agreements.form.kept")}
          </label>
        </Row>
        <Row label={t("agreements.clause.notice")} {...article("notice")}>
          <div className="row">
            <Field label={t("agreements.form.days")}>
              <Input type="number" min={0} value={show(table("notice").days)} set={(value) => set("notice", "days", number(value))} />
            </Field>
            <label className="tick">
              <input type="checkbox" checked={table("notice").takes_effect === "term-end"} onChange={(event) => set("notice", "takes_effect", event.target.checked ? "term-end" : undefined)} /> {t("agreements.notice.termEnd")}
            </label>
          </div>
        </Row>
        <Row label={t("agreements.form.duties")} {...article("duties")}>
          <div className="row">
            {(["breach_notice_hours", "downgrade_notice_days"] as const).map((key) => (
              <Field key={key} label={t(`agreements.form.${key}`)}>
                <Input type="number" min={0} value={show(table("duties")[key])} set={(value) => set("duties", key, number(value))} />
              </Field>
            ))}
          </div>
        </Row>
      </Section>
      <Section title={t("agreements.levels")} count={rows.length} note={read.list(document.levels).length > 0 && t("agreements.form.levelsInText", { n: read.list(document.levels).length })}>
        {rows.map((row, i) => (
          <div key={i} className="eq" role="group" aria-label={t("agreements.form.row", { n: i + 1 })}>
            <Input label={`${t("agreements.article")}, ${i + 1}`} value={show(row.article)} set={(value) => set("equivalence", "article", or(value), i)} />
            {sideField(i, "from", read.table(row.from))}
            <button type="button" className="plain ways" aria-pressed={row.both_ways === true} title={t("agreements.form.bothWays")} onClick={() => set("equivalence", "both_ways", row.both_ways === true ? undefined : true, i)}>
              {row.both_ways === true ? "↔" : "→"}
              <span className="sr">{t("agreements.form.bothWays")}</span>
            </button>
            {sideField(i, "to", read.table(row.to))}
            <Input type="date" label={`${t("agreements.form.validFrom")}, ${i + 1}`} value={show(row.valid_from).slice(0, 10)} set={(value) => set("equivalence", "valid_from", or(value), i)} />
            <Input type="date" label={`${t("agreements.form.validUntil")}, ${i + 1}`} value={show(row.valid_until).slice(0, 10)} set={(value) => set("equivalence", "valid_until", or(value), i)} />
            <button type="button" className="plain cut" aria-label={t("agreements.form.remove", { n: i + 1 })} title={t("agreements.form.remove", { n: i + 1 })} onClick={() => change((text) => withoutTable(text, "equivalence", i))}>
              ×
            </button>
          </div>
        ))}
        <button type="button" className="btn s mt" disabled={parties.length < 2}
          onClick={() =>
            change((text) => {
              const [from, to] = [parties[0] ?? "", parties[1] ?? ""];
              const word = (party: string) => ({ party, ...(options(party)[0] as { scheme: string; word: string }) });
              return withRow(text, "equivalence", { ...(read.text(rows.at(-1)?.article) ? { article: read.text(rows.at(-1)?.article)! } : {}), from: word(from), to: word(to) });
            })
          }>
          {t("agreements.form.add")}
        </button>
      </Section>
    </div>
  );
}
