// A statement to propose: a new one, or the next version of one. Kept in the notebook while it is written.
import { useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import { act, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Field, Page, Section, Segments } from "~/kit/layout";
import { State } from "~/kit/marks";
import { Skeleton, Trouble } from "~/kit/states";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useMe } from "~/shell/session";
import { useDraft } from "~/screens/write/keeper";
import { KeptTrouble } from "~/screens/write/kept";
import { freshId, isJapanese, type Document } from "./parts";

const empty = (party: string): Document => ({ id: `${party}-`, version: 1, convenor: party, title: "", language: "en", invited: [party], paragraphs: [{ id: "p1", text: "" }], quorum: { least: 1, including: [] }, afterwards: "invited" });
const local = (at: string | undefined) => (at ? new Date(new Date(at).getTime() - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16) : "");

export function Draft() {
  const url = useUrl();
  const me = useMe();
  const from = url.get("from");
  const past = useRead("/api/v1/statements/{id}", { path: { id: from } }, { enabled: !!from, keep: false });
  if (from && past.data === undefined && !past.isError) return null;
  const next = past.data?.document && { ...past.data.document, version: past.data.document.version + 1, opens: undefined, silence: undefined, closes: undefined };
  const id = `statement-${from || "new"}`.slice(0, 64);
  return <Kept key={id} id={id} next={next} first={next ?? empty(me.party ?? "")} />;
}

// What is in the notebook: what was kept goes before what it began with.
type Entry = { title: string; document: Document };
const entryOf = (document: Document): Entry => ({ title: document.title || document.id, document });

function Kept({ id, next, first }: { id: string; next?: Document; first: Document }) {
  const { person } = useMe();
  const fits = ({ document }: Partial<Entry>) => !!document && (!next || (document.id === next.id && document.version === next.version));
  const entry = useDraft<Entry>(id, person, async () => entryOf(first), { kind: "setting", fits, quiet: true });
  if (entry.draft) return <Form id={id} one={entry.draft.document} entry={entry} />;
  return entry.kept.state === "failed" ? <Trouble error={entry.kept.error} again={() => void entry.load()} /> : <div className="page"><Skeleton rows={8} /></div>;
}

function Form({ id, one, entry }: { id: string; one: Document; entry: ReturnType<typeof useDraft<Entry>> }) {
  const t = useT();
  const navigate = useNavigate();
  const directory = useRead("/api/v1/directory", undefined, { stale: Infinity });
  const [problem, setProblem] = useState<unknown>();
  const { kept, keep, load, end } = entry;
  const change = (next: Partial<Document>) => entry.change((now) => entryOf({ ...now.document, ...next }));
  useFrame({
    title: t("statements.draft"),
    crumb: (
      <>
        <Link to="/statements">{t("statements.title")}</Link> / <b>{t("statements.draft")}</b>
      </>
    ),
  });
  const propose = async () => {
    setProblem(undefined);
    const clean = Object.fromEntries(Object.entries(one).filter(([name, value]) => value !== undefined && value !== "" && !((name === "translations" || name === "topics") && (value as unknown[]).length === 0))) as Document;
    try {
      const done = await act("post", "/api/v1/statements", { body: clean });
      end();
      await act("delete", "/api/v1/notebook/{kind}/{id}", { params: { path: { kind: "setting", id } } }).catch(() => {});
      navigate(`/statements/${done.id}`, { replace: true });
    } catch (caught) {
      setProblem(caught);
    }
  };
  useActs([{ id: "propose", text: t("statements.propose"), run: () => void propose() }]);
  const parties = (directory.data?.parties ?? []).map((party) => party.id);
  const paragraph = (i: number, next: Partial<Document["paragraphs"][number]>) => change({ paragraphs: one.paragraphs.map((p, k) => (k === i ? { ...p, ...next } : p)) });
  const move = (i: number, step: number) => {
    const all = [...one.paragraphs];
    const [moved] = all.splice(i, 1);
    all.splice(i + step, 0, moved!);
    change({ paragraphs: all });
  };
  const translations = one.translations ?? [];
  const translate = (k: number, next: Partial<(typeof translations)[number]>) => change({ translations: translations.map((other, i) => (i === k ? { ...other, ...next } : other)) });
  const least = one.quorum?.least ?? one.invited.length;
  const including = one.quorum?.including ?? [];
  const toggle = (list: readonly string[], party: string) => (list.includes(party) ? list.filter((other) => other !== party) : [...list, party].sort());
  const time = (name: "opens" | "silence" | "closes" | "embargo") => (
    <Field key={name} label={t(`statements.${name}`)}>
      <input type="datetime-local" value={local(one[name])} onChange={(event) => change({ [name]: event.target.value ? new Date(event.target.value).toISOString() : undefined })} />
    </Field>
  );
  return (
    <Page title={one.version > 1 ? t("statements.draftNext", { n: one.version }) : t("statements.draft")} sub={t("statements.draftSub")}
      acts={
        <span className="note" role="status">
          {kept.state === "kept" ? t("statements.draftKept") : kept.state === "keeping" || kept.state === "changed" ? t("statements.draftKeeping") : ""}
        </span>
      }>
      <KeptTrouble kept={kept} keep={keep} load={load} />
      <form className="st-draft" onSubmit={(event) => { event.preventDefault(); void propose(); }}>
        <div className="col">
          <div className="row two-fields">
            <Field label={t("statements.id")} above hint={t("statements.idHint", { party: one.convenor })}>
              <input className="mono" value={one.id} required disabled={one.version > 1} spellCheck={false} onChange={(event) => change({ id: event.target.value })} />
            </Field>
            <Field label={t("statements.language")} above>
              <input value={one.language} required maxLength={16} onChange={(event) => change({ language: event.target.value.trim() })} />
            </Field>
          </div>
          <Field label={t("statements.titleLabel")} above>
            <input className="said" value={one.title} required maxLength={300} onChange={(event) => change({ title: event.target.value })} />
          </Field>
          <Section title={t("statements.paragraphs")} count={one.paragraphs.length}
            note={
              <button type="button" className="link plain" onClick={() => change({ translations: [...translations, { language: translations.some((other) => other.language === "ja") || one.language === "ja" ? "" : "ja", title: "", paragraphs: {} }] })}>
                {t("statements.addLanguage")}
              </button>
            }>
            {one.paragraphs.map((p, i) => (
              <div key={p.id} className="st-edit">
                <span className="st-id">{p.id}</span>
                <div className="col">
                  <textarea className="said" rows={3} required aria-label={t("statements.paragraphLabel", { id: p.id })} lang={isJapanese(one.language) ? "ja" : undefined} value={p.text} onChange={(event) => paragraph(i, { text: event.target.value })} />
                  {translations.map((other, k) => (
                    <textarea key={k} className="said" rows={2} required placeholder={other.language} aria-label={t("statements.translationLabel", { id: p.id, language: other.language })} lang={other.language || undefined} value={(other.paragraphs as Record<string, string>)[p.id] ?? ""} onChange={(event) => translate(k, { paragraphs: { ...other.paragraphs, [p.id]: event.target.value } })} />
                  ))}
                </div>
                <div className="st-moves">
                  <button type="button" className="btn s" disabled={i === 0} aria-label={t("statements.up", { id: p.id })} onClick={() => move(i, -1)}>
                    ↑
                  </button>
                  <button type="button" className="btn s" disabled={i === one.paragraphs.length - 1} aria-label={t("statements.down", { id: p.id })} onClick={() => move(i, 1)}>
                    ↓
                  </button>
                  <button type="button" className="btn s" disabled={one.paragraphs.length === 1} aria-label={t("statements.remove", { id: p.id })}
                    onClick={() => change({ paragraphs: one.paragraphs.filter((_, k) => k !== i), translations: translations.map((other) => ({ ...other, paragraphs: Object.fromEntries(Object.entries(other.paragraphs).filter(([name]) => name !== p.id)) })) })}>
                    ×
                  </button>
                </div>
              </div>
            ))}
            <button type="button" className="btn mt" onClick={() => change({ paragraphs: [...one.paragraphs, { id: freshId(one.paragraphs.map((p) => p.id)), text: "" }] })}>
              {t("statements.addParagraph")}
            </button>
          </Section>
          {translations.map((other, k) => (
            <Section key={k} title={t("statements.translation", { language: other.language })}
              note={
                <button type="button" className="link plain" onClick={() => change({ translations: translations.filter((_, i) => i !== k) })}>
                  {t("kit.delete")}
                </button>
              }>
              <div className="row two-fields">
                <Field label={t("statements.titleLabel")} above>
                  <input className="said" required lang={other.language || undefined} value={other.title} onChange={(event) => translate(k, { title: event.target.value })} />
                </Field>
                <Field label={t("statements.language")} above>
                  <input required maxLength={16} value={other.language} onChange={(event) => translate(k, { language: event.target.value.trim() })} />
                </Field>
              </div>
            </Section>
          ))}
        </div>
        <div>
          <Section title={t("statements.invited")} count={one.invited.length}>
            <div className="st-invite">
              {parties.map((party) => (
                <label key={party} className="check">
                  <input type="checkbox" checked={one.invited.includes(party)} disabled={party === one.convenor} onChange={() => change({ invited: toggle(one.invited, party), quorum: { least: Math.min(least, toggle(one.invited, party).length), including: including.filter((other) => other !== party) } })} /> <span className="party">{party}</span>
                </label>
              ))}
            </div>
          </Section>
          <Section title={t("statements.rules")}>
            <div className="col">
              <Field label={t("statements.least")}>
                <input type="number" min={1} max={one.invited.length} value={least} onChange={(event) => change({ quorum: { least: event.target.valueAsNumber || 1, including } })} />
              </Field>
              <div>
                <span className="note">{t("statements.including")}</span>
                <div className="st-invite">
                  {one.invited.map((party) => (
                    <label key={party} className="check">
                      <input type="checkbox" checked={including.includes(party)} onChange={() => change({ quorum: { least, including: toggle(including, party) } })} /> <span className="party">{party}</span>
                    </label>
                  ))}
                </div>
              </div>
              {(["opens", "silence", "closes", "embargo"] as const).map(time)}
              <Field label={t("statements.meeting")}>
                <input className="mono" value={one.meeting ?? ""} spellCheck={false} onChange={(event) => change({ meeting: event.target.value.trim() || undefined })} />
              </Field>
              <Field label={t("statements.topics")}>
                <input key={(one.topics ?? []).join(" ")} defaultValue={(one.topics ?? []).join(", ")} onBlur={(event) => change({ topics: event.target.value.split(/[\s,]+/).filter(Boolean).sort() })} />
              </Field>
              <div>
                <span className="note">{t("statements.afterwards")}</span>{" "}
                <Segments label={t("statements.afterwards")} value={one.afterwards ?? "invited"} options={(["invited", "everybody"] as const).map((who) => ({ id: who, text: t(`statements.afterwards.${who}`) }))} onChange={(afterwards) => change({ afterwards })} />
              </div>
            </div>
          </Section>
          <div className="row mt">
            <button className="btn p">{t("statements.propose")}</button>
            <span className="note">{t("statements.proposeNote", { n: one.invited.length })}</span>
          </div>
          {kept.state === "kept" && !problem && (
            <p className="note mt">
              <State shape="draft">{t("statements.draftNote")}</State>
            </p>
          )}
          {problem !== undefined && <Trouble error={problem} title={t("statements.notProposed")} />}
        </div>
      </form>
    </Page>
  );
}
