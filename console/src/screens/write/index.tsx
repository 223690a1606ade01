// Write: one's drafts, the editor, and what waits for a second person.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import type { Schemas } from "~/api/client";
import { act, read, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Field, Page, Section } from "~/kit/layout";
import { highest, Level } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { Empty, Got, Skeleton, Trouble } from "~/kit/states";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useSession } from "~/shell/session";
import { useSettled } from "~/shell/settled";
import { isJapanese, partsOf, titleOf, type StixObject } from "~/screens/product/parts";
import { bundleOf, emptyDraft, kTypes, withType } from "./draft";
import { uuidOf } from "./names";
import { Editor, newId, useDirectory, useOwnLevels } from "./editor";
import { useDraft } from "./keeper";
import { KeptTrouble } from "./kept";
import { Attached, Problems, Sources, Words, WouldRead } from "./side";
import { Tearlines } from "./tearlines";
import "./write.css";

function List() {
  const t = useT();
  const navigate = useNavigate();
  const { is, me } = useSession();
  const drafts = useRead("/api/v1/notebook", { query: { kind: "draft" } });
  const submits = is("submitter");
  const releases = is("releaser", "official");
  const approvals = useRead("/api/v1/approvals", { query: {} }, { enabled: releases });
  const begin = () => navigate("/write/new");
  useFrame({ title: t("write.title") });
  useActs([{ id: "new", text: t("write.new"), key: "n", run: begin, disabled: !submits }]);
  return (
    <Page title={t("write.title")} sub={t("write.sub")} acts={submits && <button type="button" className="btn p" onClick={begin}>{t("write.new")}</button>}>
      <div className="grid">
        <div className="span7">
          <Section title={t("desk.drafts")} count={drafts.data?.entries.length}>
            <Got from={drafts} empty={(data) => data.entries.length === 0} hint={t(submits ? "write.noDrafts" : "write.notYou")}>
              {(data) => (
                <ul className="list">
                  {data.entries.map((one) => (
                    <li key={one.id} className="spread">
                      <Link className="b clip" to={`/write/${one.id}`} lang={isJapanese(one.title) ? "ja" : undefined}>
                        {one.title || t("write.untitled")}
                      </Link>
                      <span className="dim sm nw">{t.nodes("desk.edited", { at: <Time at={one.changed} /> })}</span>
                    </li>
                  ))}
                </ul>
              )}
            </Got>
          </Section>
        </div>
        {releases && (
          <div className="span5">
            <Section title={t("write.approvals")} count={approvals.data?.approvals.length} note={t("write.approvalsNote")}>
              <Got from={approvals} empty={(data) => data.approvals.length === 0} hint={t("write.noApprovals")}>
                {(data) => (
                  <ul className="list">
                    {data.approvals.map((one) => (
                      <Waiting key={one.id + one.version} one={one} />
                    ))}
                  </ul>
                )}
              </Got>
            </Section>
            {is("official") && me?.party && <Tearlines party={me.party} />}
          </div>
        )}
      </div>
    </Page>
  );
}

function Waiting({ one }: { one: Schemas["ApprovalList"]["approvals"][number] }) {
  const t = useT();
  const schemes = useSchemes();
  const level = highest(one.levels, schemes.find);
  return (
    <li className="spread">
      <div>
        <Link className="b" to={`/product/${one.id}`} lang={isJapanese(one.title) ? "ja" : undefined}>
          {one.title || one.id}
        </Link>
        <p className="sm dim">
          {level && <Level {...level} />} {one.submitter} · <Time at={one.waits_since} />
        </p>
      </div>
      <Link className="btn s" to={`/product/${one.id}?do=approve`}>
        {t("write.review")}
      </Link>
    </li>
  );
}

// What the node says would become of it; the last answer stays until the next is whole.
function useReading(text: string, about: string, ready: boolean) {
  const settled = useSettled(text, 350);
  const [answer, setAnswer] = useState<{ of: string; reading?: Schemas["DraftReading"]; error?: unknown }>({ of: "" });
  useEffect(() => {
    if (!ready || !settled) return; // a draft that was just opened has not stood still yet
    const stop = new AbortController();
    act("post", "/api/v1/readings", { params: { query: { about } }, body: JSON.parse(settled) as Record<string, never>, signal: stop.signal }).then(
      (reading) => setAnswer({ of: settled, reading }),
      (error: unknown) => !stop.signal.aborted && setAnswer((last) => ({ ...last, of: settled, error })),
    );
    return () => stop.abort();
  }, [settled, about, ready]);
  return { ...answer, stale: answer.of !== text };
}

function Edit({ id }: { id: string }) {
  const t = useT();
  const url = useUrl();
  const navigate = useNavigate();
  const client = useQueryClient();
  const schemes = useSchemes();
  const { me } = useSession();
  const party = me?.party ?? "";
  const directory = useDirectory();
  const { scheme, levels } = useOwnLevels(party);
  const known = levels.length > 0;
  const author = useMemo(() => ({ person: me?.person ?? "", agency: me?.agency ?? "", party, scheme }), [me, party, scheme]);
  const lowest = levels.find((one) => one.rung === 1) ?? levels[0];

  const { draft, kept, change, keep, load, end } = useDraft(id, author.person, async () => {
    const draft = emptyDraft("report", lowest?.word ?? "", newId, new Date().toISOString());
    const begin = async (from: string) => (await read("/api/v1/objects/{id}", { path: { id: from }, query: {} })) as unknown as StixObject;
    const corrects = url.get("corrects");
    const tearline = url.get("tearline");
    if (corrects) {
      const object = await begin(corrects);
      const parts = partsOf(object);
      return { ...draft, type: kTypes.some((one) => one.id === object.type) ? object.type : "report", title: parts.title, corrects, portions: parts.texts.flatMap((one) => one.paragraphs).map((text) => ({ id: newId(), text, mark: null })) };
    }
    if (tearline) {
      const object = await begin(tearline);
      const to = url.get("for");
      return { ...draft, title: titleOf(object).title, tearline: true, sources: [{ id: tearline, title: titleOf(object).title }], mark: { word: draft.mark.word, to: to ? [to] : null } };
    }
    return draft;
  });
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const made = useMemo(
    () => draft && bundleOf(draft, author, { id: `identity--${uuidOf(`agency ${author.agency}`)}`, name: directory?.agencies.find((one) => one.id === author.agency)?.name ?? author.agency }, uuidOf, draft.created),
    [draft, author, directory],
  );
  const text = useMemo(() => (made ? JSON.stringify(made.bundle) : ""), [made]);
  const { reading, error, stale } = useReading(text, made?.id ?? "", !!made && known && !!draft?.title.trim());
  const rung = highest(reading?.banner?.levels, schemes.find)?.rung;
  useFrame({
    title: draft?.title || t("write.new"),
    crumb: (
      <>
        <Link to="/write">{t("write.title")}</Link> / <b className="clip">{draft?.title || t("write.untitled")}</b>
      </>
    ),
    banner: reading?.banner && { text: reading.banner.text || t("product.unmarked"), rung },
  });
  const gainers = (reading?.readers ?? []).filter((one) => one.reads && one.party !== party);

  const share = async () => {
    if (!draft || !made) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const now = new Date().toISOString();
      const { bundle } = bundleOf(draft, author, { id: `identity--${uuidOf(`agency ${author.agency}`)}`, name: directory?.agencies.find((one) => one.id === author.agency)?.name ?? author.agency }, uuidOf, now);
      if (draft.corrects) await act("post", "/api/v1/objects/{id}/correction", { params: { path: { id: draft.corrects } }, body: { bundle: bundle as unknown as Record<string, never>, reason: t("write.corrected"), replaced_by: draft.objectId } });
      else {
        const answer = await act("post", "/api/v1/objects", { body: bundle as never });
        const refused = answer.objects.filter((one) => !one.accepted);
        if (refused.length) throw new Error(refused.map((one) => `${one.id}: ${one.message ?? ""}`).join("\n"));
      }
      end();
      await act("delete", "/api/v1/notebook/{kind}/{id}", { params: { path: { kind: "draft", id } } });
      await client.invalidateQueries();
      navigate(`/product/${draft.objectId}`, { replace: true });
    } catch (failed) {
      setProblem(failed);
    } finally {
      setBusy(false);
    }
  };
  const drop = async () => {
    end();
    await act("delete", "/api/v1/notebook/{kind}/{id}", { params: { path: { kind: "draft", id } } }).catch(setProblem);
    await client.invalidateQueries({ queryKey: ["/api/v1/notebook"] });
    navigate("/write", { replace: true });
  };
  const ready = !!reading?.accepted && !stale && !busy && !made?.problem;
  useActs([
    { id: "share", text: t("write.share"), run: () => void share(), disabled: !ready },
    { id: "keep", text: t("kit.save"), run: () => void keep() },
  ]);
  if (kept.state === "failed" && !draft) return <Trouble error={kept.error} again={() => void load()} />;
  if (!draft || !known) return <div className="page"><Skeleton rows={8} /></div>;
  const type = kTypes.find((one) => one.id === draft.type)!;
  return (
    <div className="write split">
      <article className="doc">
        <div className="ttl">
          <div className="pm">
            <Level scheme={scheme} word={draft.mark.word} short />
            <span className="rel">{(draft.mark.to ?? []).join(" ") || draft.mark.line}</span>
          </div>
          <div className="col">
            <input className="title-box" aria-label={t("write.titleField")} value={draft.title} placeholder={t("write.titleField")} lang={isJapanese(draft.title) ? "ja" : undefined} onChange={(event) => change((now) => ({ ...now, title: event.target.value }))} />
            <div className="row">
              <Field label={t("write.type")}>
                <select value={draft.type} onChange={(event) => change((now) => withType(now, event.target.value))}>
                  {kTypes.map((one) => (
                    <option key={one.id}>{one.id}</option>
                  ))}
                </select>
              </Field>
              <Field label={t("write.level")}>
                <select value={draft.mark.word} onChange={(event) => change((now) => ({ ...now, mark: { word: event.target.value, to: now.mark.to } }))}>
                  {levels.map((one) => (
                    <option key={one.word}>{one.word}</option>
                  ))}
                </select>
              </Field>
              <span className="faint sm" role="status">
                {kept.state === "keeping" || kept.state === "changed" ? t("write.keeping") : kept.state === "kept" ? t("write.kept") : ""}
              </span>
            </div>
            <KeptTrouble kept={kept} keep={keep} load={load} />
          </div>
        </div>
        <Editor draft={draft} change={change} party={party} waiting={stale} />
        <p className="note keys-hint">{t("write.keys")}</p>
        {type.fields.map((field) => (
          <div key={field} className="deep">
            <Field label={field} above>
              <input className="mono" value={draft.fields[field] ?? ""} spellCheck={false} onChange={(event) => change((now) => ({ ...now, fields: { ...now.fields, [field]: event.target.value } }))} />
            </Field>
          </div>
        ))}
        <div className="deep">
          <Field label={t("write.summary")} above hint={t("write.summaryHint")}>
            <textarea rows={2} value={draft.summary} onChange={(event) => change((now) => ({ ...now, summary: event.target.value }))} />
          </Field>
          {problem !== undefined && <Trouble error={problem} title={t("write.notShared")} />}
          <div className="row mt">
            <button type="button" className="btn p" disabled={!ready} onClick={() => void share()}>
              {draft.corrects ? t("write.shareCorrection") : t("write.share")}
              {reading && <span className="note-on">{reading.waits ? t("write.waits") : gainers.length ? t("write.goesTo", { n: gainers.length, names: [...new Set(gainers.map((one) => one.party))].join(", ") }) : t("write.staysHome")}</span>}
            </button>
            <button type="button" className="btn d" onClick={() => void drop()}>
              {t("write.drop")}
            </button>
          </div>
        </div>
      </article>
      <aside className="side" aria-label={t("write.aside")}>
        {error !== undefined && <Trouble error={error} />}
        <Problems reading={reading} pasted={made?.problem} />
        {reading ? <WouldRead reading={reading} stale={stale} /> : <p className="faint">{t("write.giveTitle")}</p>}
        <Section title={t("write.marking")}>
          <div className="col mt">
            <Words draft={draft} change={change} party={party} />
          </div>
        </Section>
        <Sources draft={draft} change={change} reading={reading} />
        <Attached draft={draft} change={change} />
      </aside>
    </div>
  );
}

// A draft has its id from the first letter on, so that a reload finds it.
function Fresh() {
  const navigate = useNavigate();
  const url = useUrl();
  useEffect(() => navigate(`/write/${newId()}${url.text ? `?${url.text}` : ""}`, { replace: true }), [navigate, url.text]);
  return null;
}

// A draft begins with a level word of the author's scheme: not before these are known.
function Known({ children }: { children: ReactNode }) {
  const { me } = useSession();
  return useOwnLevels(me?.party ?? "").levels.length ? children : <div className="page"><Skeleton rows={8} /></div>;
}

export default function Write() {
  const { id } = useParams();
  const { is } = useSession();
  const t = useT();
  if (!id) return <List />;
  if (!is("submitter")) return <Page title={t("write.title")}><Empty>{t("write.notYou")}</Empty></Page>;
  return id === "new" ? <Fresh /> : <Known><Edit key={id} id={id} /></Known>;
}
