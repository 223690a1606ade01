// One's own: clearance, password, one-time passwords, tokens, sessions, certificates.
import { encode } from "uqr";
import { useMemo, useState, type FormEvent } from "react";
import { setCsrf, type Schemas } from "~/api/client";
import { act, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Bytes, Field, save, Section } from "~/kit/layout";
import { Level, State } from "~/kit/marks";
import { Got } from "~/kit/states";
import { Time } from "~/kit/time";
import { useMe, useSession } from "~/shell/session";
import { CertificateRows } from "./certificates";
import { Fresh, useDeed } from "./deed";
import { Once } from "./once";
import type { Person } from "./people";
import { SessionsOf } from "./sessions";
import { MakeToken, TokenRows } from "./tokens";

// For the camera of a device: black on white, whatever the theme.
function Qr({ text, label }: { text: string; label: string }) {
  const code = useMemo(() => encode(text, { ecc: "M", border: 4 }), [text]);
  const path = code.data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg className="qr" viewBox={`0 0 ${code.size} ${code.size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={code.size} height={code.size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function Password({ of }: { of: Person }) {
  const t = useT();
  const deed = useDeed();
  const [done, setDone] = useState(false);
  const [round, next] = useState(0);
  if (!of.password) return <p className="dim nothing">{t("admin.passwordByInvitation")}</p>;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setDone(false);
    deed.run(
      () => act("post", "/api/v1/people/{id}/password", { params: { path: { id: of.id } }, body: { old: String(form.get("old")), password: String(form.get("new")) } }),
      (answer) => {
        if (answer.csrf) setCsrf(answer.csrf);
        setDone(true);
        next(round + 1);
      },
    );
  };
  return (
    <>
      <form key={round} className="make" onSubmit={submit} aria-label={t("admin.changePassword")}>
        <input type="text" name="username" autoComplete="username" value={of.id} readOnly hidden />
        <Field label={t("admin.oldPassword")} above>
          <input name="old" type="password" required autoComplete="current-password" />
        </Field>
        <Field label={t("shell.newPassword")} above hint={t("shell.passwordHint")}>
          <input name="new" type="password" required minLength={12} maxLength={128} autoComplete="new-password" />
        </Field>
        <div className="deed">
          <button className="btn" disabled={deed.busy}>
            {t("admin.changePassword")}
          </button>
          <span className="note">{t("admin.changeNote")}</span>
        </div>
        {done && (
          <p role="status">
            <State shape="yes" tone="ok">
              {t("admin.changed")}
            </State>
          </p>
        )}
      </form>
      {deed.shown}
    </>
  );
}

function Confirm({ totp, busy, text, danger, submit }: { totp: boolean; busy: boolean; text: string; danger?: boolean; submit: (given: { password: string; code?: string }) => void }) {
  const t = useT();
  return (
    <form className="make" aria-label={text}
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const code = String(form.get("code") ?? "").trim();
        submit({ password: String(form.get("password")), ...(code ? { code } : {}) });
      }}>
      <Field label={t("shell.password")} above>
        <input name="password" type="password" required autoComplete="current-password" />
      </Field>
      {totp && (
        <Field label={t("shell.code")} above hint={t("shell.codeHint")}>
          <input name="code" required autoComplete="one-time-code" spellCheck={false} />
        </Field>
      )}
      <div className="row">
        <button className={danger ? "btn d" : "btn"} disabled={busy}>
          {text}
        </button>
      </div>
    </form>
  );
}

function OneTime({ of }: { of: Person }) {
  const t = useT();
  const deed = useDeed();
  const [offer, setOffer] = useState<Schemas["TotpOffer"]>();
  const [codes, setCodes] = useState<readonly string[]>();
  const path = { params: { path: { id: of.id } } };
  if (!of.password && !codes) return <p className="dim nothing">{t("admin.codesNeedPassword")}</p>;
  if (codes)
    return (
      <Once title={t("admin.recoveryCodes")} text={codes.join("\n")} note={t("admin.recoveryNote")} close={() => setCodes(undefined)}>
        <button type="button" className="btn s" onClick={() => save("recovery-codes.txt", "text/plain", codes.join("\n") + "\n")}>
          {t("kit.save")}
        </button>
      </Once>
    );
  if (offer)
    return (
      <div className="col mt">
        <p>{t("admin.scan")}</p>
        <Qr text={offer.uri} label={t("admin.qr")} />
        <Bytes text={offer.secret} note={t("admin.secretNote")} />
        <form className="make" aria-label={t("admin.confirmCode")}
          onSubmit={(event) => {
            event.preventDefault();
            const code = String(new FormData(event.currentTarget).get("code")).trim();
            deed.run(
              () => act("post", "/api/v1/people/{id}/totp/confirmation", { ...path, body: { code } }),
              (answer) => {
                if (answer.csrf) setCsrf(answer.csrf);
                setCodes(answer.recovery_codes);
                setOffer(undefined);
              },
            );
          }}>
          <Field label={t("admin.codeNow")} above>
            <input name="code" required inputMode="numeric" pattern="[0-9]{6}" autoComplete="one-time-code" autoFocus />
          </Field>
          <div className="row">
            <button className="btn p" disabled={deed.busy}>
              {t("admin.confirmCode")}
            </button>
            <button type="button" className="btn" onClick={() => setOffer(undefined)}>
              {t("kit.cancel")}
            </button>
          </div>
        </form>
        {deed.shown}
      </div>
    );
  return (
    <>
      <p className="nothing">
        {of.totp ? (
          <State shape="force" tone="ok">
            {t("admin.codesLeft", { n: of.recovery_codes })}
          </State>
        ) : (
          <span className="dim">{t("admin.codesText")}</span>
        )}
      </p>
      <Confirm totp={of.totp} busy={deed.busy} text={t(of.totp ? "admin.codesAnew" : "admin.codesBegin")} submit={(body) => deed.run(() => act("post", "/api/v1/people/{id}/totp", { ...path, body }), setOffer)} />
      {of.totp && (
        <details className="mt">
          <summary>{t("admin.codesEnd")}</summary>
          <Confirm danger totp busy={deed.busy} text={t("admin.codesEnd")}
            submit={(body) =>
              deed.run(
                () => act("post", "/api/v1/people/{id}/totp/removal", { ...path, body }),
                (answer) => answer.csrf && setCsrf(answer.csrf),
              )
            } />
        </details>
      )}
      {deed.shown}
    </>
  );
}

function Vouched() {
  const t = useT();
  const me = useMe();
  return (
    <Section title={t("admin.clearance")}>
      <dl className="facts">
        <dt>{t("admin.roles")}</dt>
        <dd>{me.roles.map((role) => t.maybe(`admin.role.${role}`, role)).join(", ")}</dd>
        <dt>{t("admin.levels")}</dt>
        <dd>{me.clearance ? <span className="levels">{me.clearance.levels.map((one) => <Level key={one.scheme} {...one} />)}</span> : <span className="warn">{t("admin.noClearance")}</span>}</dd>
        <dt>{t("admin.until")}</dt>
        <dd>
          <Time at={me.vouched_until} form="date" />
        </dd>
        <dt>{t("admin.accesses")}</dt>
        <dd>{me.clearance?.accesses.join(", ") || "–"}</dd>
        <dt>{t("admin.topics")}</dt>
        <dd>{me.clearance?.topics.join(", ") || "–"}</dd>
        <dt>{t("admin.purposes")}</dt>
        <dd>{me.purposes?.join(", ") || "–"}</dd>
      </dl>
    </Section>
  );
}

export function Account() {
  const t = useT();
  const me = useMe();
  const { isOperator } = useSession();
  const person = useRead("/api/v1/people/{id}", { path: { id: me.person } });
  const tokens = useRead("/api/v1/tokens", { query: isOperator ? { person: me.person } : {} });
  const certificates = useRead("/api/v1/certificates");
  return (
    <div className="grid">
      <div className="span7">
        {!isOperator && <Vouched />}
        <Section title={t("admin.sessions")}>
          <SessionsOf person={me.person} own />
        </Section>
        <Section title={t("admin.tokens")} count={tokens.data?.tokens.length} note={t("admin.tokensNote")}>
          <Fresh from={tokens} rows={2}>
            {(data) => (data.tokens.length ? <TokenRows tokens={data.tokens} /> : <p className="faint nothing">{t("admin.noTokens")}</p>)}
          </Fresh>
          <details className="mt">
            <summary>{t("admin.makeToken")}</summary>
            <MakeToken person={me.person} />
          </details>
        </Section>
        <Section title={t("admin.certificates")}>
          <Fresh from={certificates} rows={1}>
            {(data) => <CertificateRows certificates={data.certificates.filter((one) => one.person === me.person)} />}
          </Fresh>
        </Section>
      </div>
      <div className="span5">
        <Got from={person}>
          {(one) => (
            <>
              <Section title={t("shell.password")} note={t(one.password ? "admin.isSet" : "admin.isNotSet")}>
                <Password of={one} />
              </Section>
              <Section title={t("admin.oneTime")} note={t(one.totp ? "admin.isSet" : "admin.isNotSet")}>
                <OneTime of={one} />
              </Section>
            </>
          )}
        </Got>
      </div>
    </div>
  );
}
