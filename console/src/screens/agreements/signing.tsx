// Authorities sign outside the node: the exact bytes, their digest and the command, and the way back in for the signed file.
import { useQueryClient } from "@tanstack/react-query";
import { useId, useState, type ReactNode } from "react";
import { act } from "~/api/read";
import { useT } from "~/i18n";
import { Bytes, Field, Section, save, Segments } from "~/kit/layout";
import { State } from "~/kit/marks";
import { Trouble } from "~/kit/states";
import { useUrl } from "~/kit/url";
import { useActs } from "~/shell/frame";
import { useSession } from "~/shell/session";
import { actOf, directions, fileName, lacks, possible, signCommand, signedFile, withSuspension, type Kind, type Wish } from "./acts";
import { actBytes, actTime, agreementBytes, bytesOf, canonical, grouped, sha256Of } from "./canonical";
import { actText } from "./clauses";
import type { Course } from "./course";
import { Simulation, useSimulation } from "./simulation";
import type { Json, Table } from "./toml";

// `member` is what is signed, `file` what is downloaded: the same member with the signatures there are.
function Outside({ what, member, file, name, signer, children }: { what: "act" | "agreement"; member: Table; file: Table; name: string; signer: string; children?: ReactNode }) {
  const t = useT();
  const client = useQueryClient();
  const input = useId();
  const [problem, setProblem] = useState<unknown>();
  const [done, setDone] = useState<string>();
  const [busy, setBusy] = useState(false);
  const signed = canonical(member);
  const bytes = what === "act" ? actBytes(member) : agreementBytes(member);
  const download = () => save(name, "application/json", `${JSON.stringify(file)}\n`);
  useActs([{ id: `agreements.download.${what}`, text: t("agreements.download"), key: "b", run: download }]);
  const bring = async (from: File | undefined) => {
    if (!from) return;
    setBusy(true);
    setProblem(undefined);
    setDone(undefined);
    try {
      const read = signedFile(await from.text());
      if (!read || read.what !== what) throw new Error(t("agreements.notSigned"));
      // Another text than the one that is shown here is not brought by mistake.
      if (canonical(read.what === "act" ? read.act : read.agreement) !== signed) throw new Error(t("agreements.otherText"));
      if (read.what === "act") {
        const answer = await act("post", "/api/v1/acts", { body: read.file as never });
        setDone(t("agreements.recorded", { n: answer.policy }));
      } else {
        const answer = await act("post", "/api/v1/agreements", { body: read.file as never });
        setDone(answer.agreed ? t("agreements.agreed", { n: answer.version }) : t("agreements.proposed", { who: answer.signed_by.join(", ") }));
      }
      await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "simulation" });
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="outside">
      <Bytes text={bytes} note={t("agreements.bytes", { n: bytesOf(bytes) })} />
      <dl className="digest-of">
        <dt>{t(what === "act" ? "agreements.digestAct" : "agreements.digest")}</dt>
        <dd className="mono" data-sha256={sha256Of(signed)}>
          {grouped(sha256Of(signed))}
        </dd>
        <dt>{t("agreements.command")}</dt>
        <dd className="mono">{signCommand(name, signer, what)}</dd>
      </dl>
      {children}
      <div className="row mt">
        <button type="button" className="btn p" onClick={download}>
          {t("agreements.download")}
        </button>
        <label className={`btn ${busy ? "busy" : ""}`} htmlFor={input}>
          {t(what === "act" ? "agreements.bringAct" : "agreements.bringDraft")}
        </label>
        <input id={input} type="file" accept=".json,application/json" className="sr" disabled={busy}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            void bring(file);
          }} />
      </div>
      <div aria-live="polite">{done && <State shape="yes" tone="ok">{done}</State>}</div>
      {problem !== undefined && <Trouble error={problem} />}
    </div>
  );
}

// A draft: by the next party that has not signed, the caller's first.
export function SignDraft({ document, signatures, waiting }: { document: Table; signatures: Json[]; waiting: readonly string[] }) {
  const t = useT();
  const { me } = useSession();
  const signer = me?.party && waiting.includes(me.party) ? me.party : (waiting[0] ?? me?.party ?? "");
  const name = `${String(document.id)}.v${String(document.version)}.json`;
  return (
    <Section title={t("agreements.sign")} note={waiting.length ? t("agreements.waitsFor", { who: waiting.join(", ") }) : undefined}>
      <p className="dim mt sm">{t("agreements.signText")}</p>
      <Outside what="agreement" member={document} file={{ agreement: document, signatures }} name={name} signer={signer} />
    </Section>
  );
}

// An act about an agreement in force. All of it is in the address, the time of issue too, so that the bytes are the same after back and reload.
export function Acts({ id, course, bound }: { id: string; course: Course; bound: readonly string[] }) {
  const t = useT();
  const url = useUrl();
  const { me, isOperator, is } = useSession();
  const by = me?.party ?? (bound.includes(url.get("aby")) ? url.get("aby") : (bound[0] ?? ""));
  const may = possible(course, by, bound);
  const kind = may.find((one) => one === url.get("act"));
  const dirs = kind ? directions(course, kind, by, bound) : [];
  const chosen = dirs.find(([from, to]) => from === url.get("afrom") && to === url.get("ato")) ?? dirs[0];
  const issued = url.get("issued") || undefined;
  const wish: Wish | undefined = kind && { kind, agreement: id, by, issued: issued ?? "", from: chosen?.[0], to: chosen?.[1], since: url.get("asince"), until: url.get("auntil"), effective: url.get("aeff"), reason: url.get("areason") };
  const missing = wish && lacks(wish);
  const official = is("official") || isOperator;
  const draft = kind === "suspend" && chosen && course.document ? withSuspension(course.document, { by, from: chosen[0], to: chosen[1], since: url.get("asince") }, new Date().toISOString().slice(0, 10)) : undefined;
  const sim = useSimulation(draft, "asim");
  useActs(may.map((one) => ({ id: `agreements.act.${one}`, text: `${t(`agreements.kind.${one}`)}, ${id}`, run: () => url.change({ act: one, issued: undefined }, { push: !kind }) })));
  if (!may.length) return null;
  // Another wish is another act: its time of issue is set when its bytes are asked for.
  const set = (change: Record<string, string | undefined>) => url.change({ ...change, issued: undefined });
  const act_ = wish && issued ? actOf(wish) : undefined;
  const day = (name: string, label: string, hint?: string) => (
    <Field above label={label} hint={hint}>
      <input type="date" value={url.get(name)} onChange={(event) => set({ [name]: event.target.value })} />
    </Field>
  );
  return (
    <Section title={t("agreements.acts")} note={t("agreements.actsNote")}>
      <div className="row mt">
        {isOperator && (
          <Field label={t("agreements.actBy")}>
            <select value={by} onChange={(event) => set({ aby: event.target.value, act: undefined })}>
              {bound.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </Field>
        )}
        <Segments<Kind | "none"> label={t("agreements.acts")} value={kind ?? "none"} options={may.map((one) => ({ id: one, text: t(`agreements.kind.${one}`) }))} onChange={(one) => url.change({ act: one === kind ? undefined : one, issued: undefined, afrom: undefined, ato: undefined }, { push: !kind })} />
      </div>
      {wish && kind && (
        <div className="col mt">
          <p className="dim sm">{t(`agreements.kindText.${kind}`)}</p>
          <div className="act-form">
            {(kind === "suspend" || kind === "resume") && (
              <Field above label={t("agreements.direction")}>
                <select value={`${chosen?.[0] ?? ""} ${chosen?.[1] ?? ""}`} onChange={(event) => set({ afrom: event.target.value.split(" ")[0], ato: event.target.value.split(" ")[1] })}>
                  {dirs.map(([from, to]) => (
                    <option key={`${from} ${to}`} value={`${from} ${to}`}>
                      {from} → {to}
                    </option>
                  ))}
                </select>
              </Field>
            )}
            {(kind === "suspend" || kind === "resume") && day("asince", t("agreements.field.since"), t("agreements.hint.since"))}
            {(kind === "suspend" || kind === "renew") && day("auntil", t("agreements.field.until"), kind === "suspend" ? t("agreements.hint.noUntil") : undefined)}
            {kind === "give-notice" && day("aeff", t("agreements.field.effective"), t("agreements.hint.effective"))}
          </div>
          <Field above label={t("agreements.field.reason")} hint={t("agreements.hint.reason")}>
            <input type="text" maxLength={2000} defaultValue={url.get("areason")} key={kind} onBlur={(event) => event.target.value !== url.get("areason") && set({ areason: event.target.value })} />
          </Field>
          {draft && official && <Simulation sim={sim} title={t("agreements.actSimulation")} plain />}
          {!act_ ? (
            <div className="row">
              <button type="button" className="btn p" disabled={!!missing} onClick={() => url.change({ issued: actTime(new Date()) })}>
                {t("agreements.prepare")}
              </button>
              {missing && <span className="note">{t(`agreements.lacks.${missing}`)}</span>}
              {draft && sim.done && sim.of && <span className="note">{t("agreements.follows", { gained: sim.done.result.objects.gained, lost: sim.done.result.objects.lost })}</span>}
            </div>
          ) : (
            <>
              <p className="b">{actText(t, act_)}</p>
              <Outside key={canonical(act_)} what="act" member={act_} file={{ act: act_, signatures: [] }} name={fileName(act_)} signer={by}>
                <p className="note mt">{t("agreements.issued", { at: issued ?? "" })}</p>
              </Outside>
            </>
          )}
        </div>
      )}
    </Section>
  );
}
