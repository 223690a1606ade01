// A draft: the form beside the text, what it changes, what it would move, and the bytes to sign. Kept in the caller's notebook as it is written.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import { isWho } from "~/api/client";
import { isAbsent, isProblem } from "~/api/problem";
import { useT } from "~/i18n";
import { Page } from "~/kit/layout";
import { State } from "~/kit/marks";
import { Empty, Skeleton, Trouble } from "~/kit/states";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useSession } from "~/shell/session";
import { useSettled } from "~/shell/settled";
import { Changes } from "./changes";
import { faultsOf } from "./check";
import { clausesOf } from "./clauses";
import { courseOf, documentOf, type Agreement } from "./course";
import { Form } from "./form";
import { dropNote, keepNote, newId, readNote, type Kept } from "./notes";
import { SignDraft } from "./signing";
import { Simulation, useSimulation } from "./simulation";
import { changesOf, partiesOf } from "./terms";
import { parseToml, TomlError, writeToml, type Table, type Toml } from "./toml";

type Read = { toml?: Toml; error?: TomlError };
const parsed = (text: string): Read => {
  try {
    return { toml: parseToml(text) };
  } catch (error) {
    return { error: error instanceof TomlError ? error : new TomlError(String(error), 1) };
  }
};

const fresh = (party: string, today: string) => `id = ""\nversion = 1\ntitle = ""\nkind = "bilateral"\nparties = [${party ? `"${party}"` : ""}]\n\n[term]\nin_force = ${today}\n`;

// The text to begin with: the next version of what is looked at, or an empty one.
export function beginning(agreements: readonly Agreement[], id: string | undefined, base: string, party: string, today: string): string {
  const one = agreements.find((other) => other.id === id);
  if (!one) return fresh(party, today);
  const draft = one.drafts.find((other) => `draft-${other.sha256.slice(0, 8)}` === base);
  const version = one.versions.find((other) => String(other.version) === base) ?? courseOf(one).version;
  const from = (draft?.file?.agreement as Table | undefined) ?? (version && documentOf(version));
  if (!from) return fresh(party, today);
  const last = Math.max(...one.versions.map((other) => other.version), 0);
  return writeToml({ ...from, version: Math.max(Number(from.version), last + 1) });
}

type Saved = { state: "none" | "kept" | "busy" | "other" | "trouble"; error?: unknown };

// What could not be kept: held until the same person is back, on this page alone.
const waiting = new Map<string, { tag: string; text: string }>();

export function Editor({ id, note, agreements, ready, back }: { id?: string; note: string; agreements: readonly Agreement[]; ready: boolean; back: string }) {
  const t = useT();
  const url = useUrl();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { me, isOperator } = useSession();
  const [person] = useState(me?.person ?? ""); // who began to write here
  const [text, setText] = useState<string>();
  const [saved, setSaved] = useState<Saved>({ state: "none" });
  const [missing, setMissing] = useState<unknown>();
  const [goTo, setGoTo] = useState<number>();
  const held = useRef({ id: "", tag: "", text: "" }); // what the notebook has, as far as this window knows
  const named = useRef("");
  const making = useRef(""); // the name of a new entry, the same however often it is tried
  const gone = useRef(false);
  const saving = useRef<Promise<void>>(Promise.resolve());
  const flush = useRef(() => {});
  const area = useRef<HTMLTextAreaElement>(null);
  const base = url.get("base");

  const nameOf = useCallback((which: string) => `${person} ${which === "new" ? `new ${id ?? ""} ${base}` : which}`, [person, id, base]);

  const load = useCallback(async (which: string, signal?: AbortSignal) => {
    try {
      const one = await readNote(which, signal);
      const mine = waiting.get(nameOf(which));
      held.current = { id: which, tag: mine?.tag ?? one.tag, text: one.content.text };
      setText(mine?.text ?? one.content.text);
      setSaved({ state: mine && mine.tag !== one.tag && mine.text !== one.content.text ? "other" : "kept" });
      if (mine?.text === one.content.text) {
        held.current.tag = one.tag;
        waiting.delete(nameOf(which));
      }
      setMissing(undefined);
    } catch (error) {
      if (!signal?.aborted) setMissing(error);
    }
  }, [nameOf]);
  useEffect(() => {
    // Its first save has given it a name that the address does not have yet.
    if (note === "new" && named.current) return;
    named.current = "";
    if (note === held.current.id) return;
    if (note === "new") {
      if (!ready) return;
      const start = beginning(agreements, id, base, me?.party ?? "", new Date().toISOString().slice(0, 10));
      held.current = { id: "new", tag: "", text: start };
      making.current = newId();
      setText(waiting.get(nameOf("new"))?.text ?? start);
      setSaved({ state: "none" });
      return;
    }
    const stop = new AbortController();
    flush.current(); // what was written of another draft
    void saving.current.then(() => (stop.signal.aborted ? undefined : load(note, stop.signal)));
    return () => stop.abort();
  }, [note, ready, agreements, id, base, me, load, nameOf]);

  const read = useMemo(() => parsed(text ?? ""), [text]);
  const document = read.toml?.value;
  // The form goes on from the last text that could be read.
  const last = useRef<Table>(undefined);
  if (document) last.current = document;
  const title = document ? `${String(document.id || t("agreements.untitled"))} v${String(document.version ?? "")}` : t("agreements.draftOf");
  useFrame({ title: `${title} · ${t("agreements.title")}` });

  // One save after the other; what is written meanwhile is saved next.
  const newest = useRef<string>(undefined);
  newest.current = text;
  const keep = useCallback(() => {
    saving.current = saving.current.then(async () => {
      const now = newest.current;
      if (isOperator || now === undefined || !held.current.id || now === held.current.text) return;
      const which = nameOf(held.current.id);
      const hold = (error?: unknown) => {
        waiting.set(which, { tag: held.current.tag, text: newest.current ?? now });
        setSaved((last) => (last.state === "other" ? last : { state: "trouble", error: error ?? last.error }));
      };
      // Nobody, or somebody else, is logged in.
      if (!isWho(person)) return hold();
      setSaved({ state: "busy" });
      const made = held.current.id === "new" ? making.current : held.current.id;
      const one = parsed(now).toml?.value;
      const agreement = typeof one?.id === "string" ? one.id : (id ?? "");
      const content: Kept = { text: now, title: `${agreement || t("agreements.untitled")} v${String(one?.version ?? "?")}`, agreement, ...(base ? { base } : {}) };
      try {
        const tag = await keepNote(made, content, held.current.tag).catch(async (error: unknown) => {
          if (!isProblem(error) || error.status !== 412) throw error;
          // It may be our own, kept by a node that then could not say so.
          const theirs = await readNote(made).catch(() => undefined);
          if (theirs?.content.text !== now) throw error;
          return theirs.tag;
        });
        waiting.delete(which);
        const first = held.current.id === "new";
        held.current = { id: made, tag, text: now };
        if (first) named.current = made;
        setSaved({ state: "kept" });
        if (first && !gone.current) url.change({ edit: made });
        void client.invalidateQueries({ queryKey: ["/api/v1/notebook"] });
      } catch (error) {
        hold(error);
        if (isProblem(error) && error.status === 412) setSaved({ state: "other" });
      }
    });
  }, [isOperator, id, base, t, url, client, person, nameOf]);
  const settled = useSettled(text, 700);
  useEffect(() => {
    if (settled !== undefined && settled === newest.current && saved.state !== "other") keep();
  }, [settled]); // eslint-disable-line react-hooks/exhaustive-deps
  flush.current = keep;
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      flush.current();
    };
  }, []);
  // What could not be kept is tried again; the text stays on the screen meanwhile.
  useEffect(() => {
    if (saved.state !== "trouble") return;
    const timer = setTimeout(keep, 5_000);
    return () => clearTimeout(timer);
  }, [saved, keep]);
  // Leaving with something that is not kept yet asks first.
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => !isOperator && held.current.id && newest.current !== undefined && newest.current !== held.current.text && event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [isOperator]);

  useEffect(() => {
    if (goTo === undefined || !area.current) return;
    const lines = area.current.value.split("\n");
    const start = lines.slice(0, goTo - 1).join("\n").length + (goTo > 1 ? 1 : 0);
    area.current.focus();
    area.current.setSelectionRange(start, start + (lines[goTo - 1]?.length ?? 0));
    const box = area.current.closest(".code");
    box?.scrollTo({ top: (goTo - 5) * 18 });
    setGoTo(undefined);
  }, [goTo]);

  const change = (how: (text: string) => string) => {
    try {
      setText((now) => how(now ?? ""));
    } catch {
      // A text that cannot be read is mended in the text first; the form says so.
    }
  };
  const against = useMemo(() => {
    const one = agreements.find((other) => other.id === document?.id);
    const version = one && courseOf(one).version;
    return version && { version: version.version, document: documentOf(version) };
  }, [agreements, document]);
  const clauses = useMemo(() => (document ? clausesOf(t, document) : []), [t, document]);
  const changes = useMemo(() => (against ? changesOf(clausesOf(t, against.document), clauses) : []), [t, against, clauses]);
  const faults = useMemo(() => (read.toml ? faultsOf(read.toml) : []), [read]);
  const whole = document && faults.length === 0 ? document : undefined;
  const sim = useSimulation(whole);
  const mine = !me?.party || (document ? partiesOf(document).includes(me.party) : false);

  const remove = async () => {
    await saving.current;
    try {
      if (held.current.id !== "new") await dropNote(held.current.id, held.current.tag);
      waiting.delete(nameOf(held.current.id));
      held.current = { id: "", tag: "", text: "" };
      void client.invalidateQueries({ queryKey: ["/api/v1/notebook"] });
      navigate(back);
    } catch (error) {
      setSaved({ state: "trouble", error });
    }
  };
  useActs([
    { id: "agreements.text", text: t("agreements.toText"), key: "e", run: () => area.current?.focus() },
    { id: "agreements.remove", text: t("agreements.removeDraft"), run: () => void remove(), disabled: isOperator || note === "new" },
  ]);

  if (missing !== undefined) return <Page title={t("agreements.draftOf")}>{isAbsent(missing) ? <Empty>{t("agreements.draftGone")}</Empty> : <Trouble error={missing} again={() => void load(note)} />}</Page>;
  if (text === undefined) return <Page title={t("agreements.draftOf")}><Skeleton rows={8} /></Page>;
  const lines = text.split("\n").length;
  const bad = new Set([read.error?.line, ...faults.map((one) => one.line)]);
  return (
    <Page title={title}
      sub={
        <span role="status">
          {isOperator ? t("agreements.notKept") : saved.state === "busy" || (saved.state === "kept" && text !== held.current.text) ? t("agreements.keeping") : saved.state === "kept" ? t("agreements.kept") : saved.state === "other" || saved.state === "trouble" ? t("agreements.notKeptYet") : t("agreements.onlyYouDraft")}
        </span>
      }
      acts={
        <>
          <Link className="btn" to={back}>
            {t("agreements.backToList")}
          </Link>
          {note !== "new" && !isOperator && (
            <button type="button" className="btn d" onClick={() => void remove()}>
              {t("agreements.removeDraft")}
            </button>
          )}
        </>
      }>
      {saved.state === "other" && (
        <div className="trouble" role="alert">
          <State shape="no" tone="bad">
            {t("agreements.otherWindow")}
          </State>
          <div className="row">
            <button type="button" className="btn s" onClick={() => {
                waiting.delete(nameOf(held.current.id));
                void load(held.current.id);
              }}>
              {t("agreements.takeOther")}
            </button>
            <button type="button" className="btn s"
              onClick={() =>
                void readNote(held.current.id).then((one) => {
                  held.current = { ...held.current, tag: one.tag, text: one.content.text };
                  keep();
                }, (error: unknown) => setSaved({ state: "trouble", error }))
              }>
              {t("agreements.keepMine")}
            </button>
          </div>
        </div>
      )}
      {saved.state === "trouble" && saved.error !== undefined && <Trouble error={saved.error} again={keep} />}
      <div className="desk-of-draft">
        <section aria-label={t("agreements.formTitle")}>
          {read.error && <p className="warn sm">{t("agreements.mendFirst", { n: read.error.line })}</p>}
          <fieldset disabled={!!read.error}>{last.current && <Form document={last.current} change={change} />}</fieldset>
        </section>
        <section aria-label={t("agreements.text")} className="of-text">
          <div className="code">
            <pre className="gutter" aria-hidden="true">
              {Array.from({ length: lines }, (_, i) => (
                <span key={i} className={bad.has(i + 1) ? "bad" : ""}>
                  {i + 1}
                  {"\n"}
                </span>
              ))}
            </pre>
            <textarea ref={area} aria-label={t("agreements.text")} spellCheck={false} wrap="off" rows={lines + 1} value={text} onChange={(event) => setText(event.target.value)} aria-invalid={!!read.error || faults.length > 0} aria-describedby="draft-faults" />
          </div>
          <ul id="draft-faults" className="faults" aria-live="polite">
            {read.error && (
              <li>
                <button type="button" className="plain bad" onClick={() => setGoTo(read.error!.line)}>
                  {t("agreements.line", { n: read.error.line })}: {read.error.message}
                </button>
              </li>
            )}
            {faults.map((one, i) => (
              <li key={i}>
                <button type="button" className="plain bad" onClick={() => one.line && setGoTo(one.line)}>
                  {one.line ? `${t("agreements.line", { n: one.line })}: ` : ""}
                  {t(one.key, one.values)}
                </button>
              </li>
            ))}
            {!read.error && faults.length === 0 && (
              <li>
                <State shape="yes" tone="ok">
                  {t("agreements.reads", { n: clauses.length })}
                </State>
              </li>
            )}
          </ul>
        </section>
      </div>
      <div className="grid after-draft">
        <div className="span6">
          {against ? <Changes changes={changes} of={clauses.length} against={t("agreements.against", { n: against.version })} reasons={sim.of ? sim.done?.result.reasons : undefined} agreement={String(document?.id ?? "")} /> : <p className="dim sm">{t("agreements.first")}</p>}
        </div>
        <div className="span6">
          {mine ? <Simulation sim={sim} toml={read.toml} ready={!!whole} /> : <p className="dim sm">{t("agreements.notYours", { party: me?.party ?? "" })}</p>}
          {whole && mine && <SignDraft document={whole} signatures={[]} waiting={partiesOf(whole)} />}
        </div>
      </div>
    </Page>
  );
}
