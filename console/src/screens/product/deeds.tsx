// What can be done with a product, in place: what follows from it stands on the line of the button, not in a dialog.
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent, type ReactNode } from "react";
import { Link } from "react-router-dom";
import type { Schemas } from "~/api/client";
import { act } from "~/api/read";
import { useT } from "~/i18n";
import { Field } from "~/kit/layout";
import { Agency } from "~/kit/marks";
import { Trouble } from "~/kit/states";
import { useSchemes } from "~/kit/schemes";
import { actTime } from "~/screens/agreements/canonical";
import { Outside } from "./outside";
import type { Asked } from "./requests";

export type Deed = "recall" | "correct" | "reclassify" | "erase" | "ask" | "consent" | "approve" | "refuse";
type Props = { deed: Deed; id: string; owner: string; version: string; party?: string; own: string; request?: Asked; holders: number; close: () => void };

function Form({ title, text, children, button, danger, run, close }: { title: string; text: ReactNode; children?: ReactNode; button: ReactNode; danger?: boolean; run: (form: FormData) => Promise<ReactNode>; close: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const [problem, setProblem] = useState<unknown>();
  const [done, setDone] = useState<ReactNode>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      setDone(await run(new FormData(event.currentTarget)));
      await client.invalidateQueries();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="deed" aria-label={title} onSubmit={(event) => void submit(event)}>
      <h2 className="b">{title}</h2>
      <p className="dim">{text}</p>
      {done === undefined && children}
      {problem !== undefined && <Trouble error={problem} />}
      {done !== undefined && <div role="status">{done}</div>}
      <div className="row">
        {done === undefined && (
          <button className={`btn ${danger ? "d" : "p"}`} disabled={busy}>
            {button}
          </button>
        )}
        <button type="button" className="btn" onClick={close}>
          {t(done === undefined ? "kit.cancel" : "kit.close")}
        </button>
      </div>
    </form>
  );
}

export function DeedForm({ deed, id, owner, version, party, own, request: asked, holders, close }: Props) {
  // Once it is answered it is no open request any more; what was said of it stays until this is closed.
  const held = useRef(asked);
  if (asked) held.current = asked;
  const request = held.current;
  const t = useT();
  const { schemes } = useSchemes();
  const path = { id };
  const word = (form: FormData, name: string) => String(form.get(name) ?? "").trim();
  const reason = (
    <Field label={t("product.reason")} above hint={t("product.reasonHint")}>
      <input name="reason" required maxLength={400} autoFocus />
    </Field>
  );
  const taken = (answer: Schemas["Recalled"]) => t("product.recalled", { people: answer.people, parties: answer.parties, record: answer.record });
  switch (deed) {
    case "recall":
      return (
        <Form title={t("product.recall")} text={t("product.recallText", { n: holders })} danger button={t("product.recallDo", { n: holders })} close={close}
          run={async (form) => taken(await act("post", "/api/v1/objects/{id}/recall", { params: { path }, body: { reason: word(form, "reason"), owner, ...(form.get("all") ? {} : { version }) } }))}>
          {reason}
          <label className="row">
            <input type="checkbox" name="all" defaultChecked /> {t("product.allVersions")}
          </label>
        </Form>
      );
    case "correct":
      return (
        <Form title={t("product.correct")} text={t("product.correctText", { n: holders })} button={t("product.correctDo")} close={close}
          run={async (form) => taken(await act("post", "/api/v1/objects/{id}/correction", { params: { path }, body: { reason: word(form, "reason"), owner, version, bundle: JSON.parse(word(form, "bundle")) as Record<string, never> } }))}>
          {reason}
          <Field label={t("product.bundle")} above hint={<Link className="link" to={`/write/new?corrects=${id}`}>{t("product.inWrite")}</Link>}>
            <textarea name="bundle" rows={8} required spellCheck={false} className="mono" />
          </Field>
        </Form>
      );
    case "reclassify":
      return (
        <Form title={t("product.reclassify")} text={t("product.reclassifyText")} button={t("product.reclassifyDo")} close={close}
          run={async (form) => {
            const line = await act("post", "/api/v1/markings", { body: { line: word(form, "line") } });
            if (!line.ok) throw new Error(line.problems.map((one) => one.message).join(" "));
            return taken(await act("post", "/api/v1/objects/{id}/reclassification", { params: { path }, body: { reason: word(form, "reason"), marking: { language: line.language, text: line.line } } }));
          }}>
          {reason}
          <Field label={t("product.line")} above hint={schemes.slice(0, 3).map((one) => one.levels.map((level) => level.word).join(" < ")).join(" · ")}>
            <input name="line" required spellCheck={false} placeholder="SECRET//REL TO AUS, NZL" />
          </Field>
        </Form>
      );
    case "erase":
      return (
        <Form title={t("product.erase")} text={t("product.eraseText")} danger button={t("product.eraseDo")} close={close}
          run={async (form) => t("product.erased", { n: (await act("post", "/api/v1/objects/{id}/erasure", { params: { path }, body: { reason: word(form, "reason"), owner } })).erased.length })}>
          {reason}
        </Form>
      );
    case "approve":
      return (
        <Form title={t("product.approve")} text={t("product.approveText")} button={t("product.approveDo")} close={close}
          run={async () => {
            await act("post", "/api/v1/objects/{id}/approval", { params: { path }, body: { version, owner } });
            return t("product.approved");
          }} />
      );
    case "ask":
      return (
        <Form title={t("product.ask", { party: party ?? "" })} text={t("product.askText", { party: party ?? "" })} button={t("product.askDo", { party: party ?? "" })} close={close}
          run={async (form) => {
            await act("post", "/api/v1/consents/requests", { body: { of: party ?? "", object: id, reason: word(form, "reason") } });
            return t("product.asked", { party: party ?? "" });
          }}>
          {reason}
        </Form>
      );
    case "consent":
      return (
        <Form title={t("product.consent")} text={t("product.consentText")} button={t("product.consentDo")} close={close}
          run={async (form) => {
            const prepared = await act("post", "/api/v1/consents/prepare", { body: { object: id, owner, to: word(form, "to"), reason: word(form, "reason"), later_versions: form.get("later") !== null, ...(request ? { request: request.id } : {}), ...(request?.purpose ? { purposes: [request.purpose] } : {}) } });
            return (
              <div className="col">
                <Outside act={prepared.act} name="consent" signer={prepared.signers[0] ?? "AUTHORITY"} note={t("product.signers", { names: prepared.signers.join(", "), n: prepared.needed })} />
                {prepared.notes.map((note) => (
                  <p key={note} className="note">
                    {note}
                  </p>
                ))}
              </div>
            );
          }}>
          {request && (
            <p className="sm">
              {t.nodes("product.answers", { person: <Agency id={request.person} plain /> })} {request.purpose && t("product.askedFor", { purpose: request.purpose })}
            </p>
          )}
          <Field label={t("product.to")} above>
            <input name="to" required defaultValue={party} readOnly={!!request} spellCheck={false} />
          </Field>
          {reason}
          <label className="row">
            <input type="checkbox" name="later" /> {t("product.later")}
          </label>
        </Form>
      );
    case "refuse":
      if (!request) return null;
      return (
        <Form title={t("product.refuseOf", { person: request.person })} text={t("product.refuseText")} button={t("product.consentDo")} close={close}
          run={async (form) => {
            const why = word(form, "reason");
            return <Outside act={{ kind: "refuse-consent", by: own, issued: actTime(new Date()), request: request.id, ...(why ? { reason: why } : {}) }} name="refuse-consent" signer={own} note={t("product.refuseSigners", { party: own })} />;
          }}>
          <Field label={t("product.reason")} above>
            <input name="reason" maxLength={400} autoFocus />
          </Field>
        </Form>
      );
  }
}

// An act that was signed outside comes back as a file.
export function SignedUpload() {
  const t = useT();
  const client = useQueryClient();
  const [said, say] = useState<ReactNode>();
  const take = async (file: File | undefined) => {
    if (!file) return;
    try {
      const signed = JSON.parse(await file.text()) as Schemas["SignedAct"];
      const answer = await act("post", "/api/v1/acts", { body: signed });
      say(t("product.recorded", { policy: answer.policy }));
      await client.invalidateQueries();
    } catch (error) {
      say(<Trouble error={error} />);
    }
  };
  return (
    <div>
      <Field label={t("product.signedFile")} above>
        <input type="file" accept="application/json,.json" onChange={(event) => void take(event.target.files?.[0])} />
      </Field>
      <div role="status">{said}</div>
    </div>
  );
}
