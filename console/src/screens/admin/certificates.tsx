// Client certificates that are bound to people.
import { useState, type FormEvent } from "react";
import type { Schemas } from "~/api/client";
import { act, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Field, Section } from "~/kit/layout";
import { Agency } from "~/kit/marks";
import { Table, type Column } from "~/kit/table";
import { Fresh, useDeed } from "./deed";
import { Until, Validity } from "./levels";
import { ScopeChoice, type Scope } from "./tokens";

type Certificate = Schemas["Certificates"]["certificates"][number];

export function CertificateRows({ certificates, whose, unbinds }: { certificates: readonly Certificate[]; whose?: boolean; unbinds?: boolean }) {
  const t = useT();
  const deed = useDeed();
  const columns: Column<Certificate>[] = [
    ...(whose ? [{ id: "person", head: t("shell.person"), cell: (one: Certificate) => <Agency id={one.person} /> }] : []),
    { id: "fingerprint", head: t("admin.fingerprint"), cell: (one) => <span className="col0"><span>{one.note || <span className="faint">–</span>}</span><span className="mono faint wrap">{one.fingerprint}</span></span> },
    { id: "state", head: t("admin.state"), cell: (one) => <Validity state={one.state} /> },
    { id: "scopes", head: t("admin.scopes"), cell: (one) => <span className="mono">{one.scopes.join(" ")}</span>, hide: "small" },
    { id: "until", head: t("admin.until"), cell: (one) => <Until at={one.until} /> },
    ...(unbinds
      ? [
          {
            id: "do",
            head: <span className="sr">{t("admin.acts")}</span>,
            number: true,
            cell: (one: Certificate) => (
              <button type="button" className="btn s d" disabled={deed.busy} onClick={() => deed.run(() => act("delete", "/api/v1/certificates/{id}", { params: { path: { id: one.id } } }))}>
                {t("admin.unbind")}
              </button>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      {deed.shown}
      {certificates.length ? <Table label={t("admin.certificates")} columns={columns} rows={certificates} id={(one) => one.id} /> : <p className="faint nothing">{t("admin.noCertificates")}</p>}
    </>
  );
}

function Bind() {
  const t = useT();
  const deed = useDeed();
  const directory = useRead("/api/v1/directory", undefined, { stale: Infinity });
  const [round, next] = useState(0); // the form is empty again once it is done
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    deed.run(
      () =>
        act("post", "/api/v1/certificates", {
          body: { person: text("person"), fingerprint: text("fingerprint"), scopes: form.getAll("scope").map(String) as Scope[], ...(text("days") ? { days: Number(text("days")) } : {}), ...(text("note") ? { note: text("note") } : {}) },
          headers: { "Idempotency-Key": crypto.randomUUID() },
        }),
      () => next(round + 1),
    );
  };
  return (
    <>
      <form key={round} className="make" onSubmit={submit} aria-label={t("admin.bind")}>
        <Field label={t("shell.person")} above>
          <select name="person" required>
            {(directory.data?.people ?? []).map((one) => (
              <option key={one.id}>{one.id}</option>
            ))}
          </select>
        </Field>
        <Field label={t("admin.fingerprint")} above hint={<span className="mono">openssl x509 -noout -fingerprint -sha256 -in FILE</span>}>
          <input name="fingerprint" required minLength={64} maxLength={95} spellCheck={false} className="mono" />
        </Field>
        <Field label={t("admin.note")} above>
          <input name="note" maxLength={200} />
        </Field>
        <Field label={t("admin.days")} above hint={t("admin.daysHint")}>
          <input name="days" type="number" min={1} max={3650} />
        </Field>
        <ScopeChoice chosen={["read", "share", "act"]} />
        <div className="row">
          <button className="btn" disabled={deed.busy}>
            {t("admin.bind")}
          </button>
        </div>
      </form>
      {deed.shown}
    </>
  );
}

export function Certificates() {
  const t = useT();
  const certificates = useRead("/api/v1/certificates");
  return (
    <div className="grid">
      <div className="span8">
        <Section title={t("admin.certificates")} count={certificates.data?.certificates.length} note={t("admin.certificatesNote")}>
          <Fresh from={certificates}>{(data) => <CertificateRows certificates={data.certificates} whose unbinds />}</Fresh>
        </Section>
      </div>
      <div className="span4">
        <Section title={t("admin.bind")}>
          <Bind />
        </Section>
      </div>
    </div>
  );
}
