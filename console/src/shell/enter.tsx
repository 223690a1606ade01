// The way in: a password; or a link with a token or an invitation behind "#", which no server and no log gets to see. It leaves the address at once.
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useLocation, useNavigate } from "react-router-dom";
import { isProblem } from "~/api/problem";
import { act } from "~/api/read";
import { useT } from "~/i18n";
import { Field, useTitle } from "~/kit/layout";
import { Trouble } from "~/kit/states";
import { Brand } from "./icons";
import { useSession } from "./session";

const invited = /^comity-invitation_/;

export function Enter() {
  const t = useT();
  const session = useSession();
  const navigate = useNavigate();
  const place = useLocation();
  const [problem, setProblem] = useState<unknown>(session.problem);
  const [busy, setBusy] = useState(false);
  const [code, setCode] = useState(false);
  const [invitation, setInvitation] = useState<string>();
  const [person, setPerson] = useState(session.me?.person ?? "");
  const once = useRef(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(t("shell.enter"));
  useEffect(() => {
    if (session.ended) heading.current?.focus();
  }, [session.ended]);

  const come = async (log_in: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await log_in();
      await session.enter();
      if (place.pathname === "/enter") navigate("/", { replace: true });
    } catch (error) {
      setProblem(error);
      // 401 with a second factor asked for, or a wrong password: the node does not say which.
      if (isProblem(error) && error.status === 401) setCode(true);
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    const secret = location.hash.slice(1);
    if (place.pathname !== "/enter" || !secret || once.current) return;
    once.current = true;
    if (invited.test(secret)) {
      setInvitation(secret);
      setPerson(new URLSearchParams(location.search).get("person") ?? "");
      history.replaceState(history.state, "", "/enter");
      return;
    }
    history.replaceState(history.state, "", "/enter");
    void come(() => act("post", "/api/v1/session/by-token", { headers: { Authorization: `Bearer ${secret}` } }));
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const password = String(form.get("password") ?? "");
    const log_in = () => act("post", "/api/v1/session", { body: { person: text("person"), password, ...(text("code") ? { code: text("code") } : {}) } });
    void come(async () => {
      if (invitation !== undefined) {
        await act("post", "/api/v1/people/{id}/password", { params: { path: { id: text("person") } }, body: { invitation: text("invitation"), password } });
        setInvitation(undefined);
      }
      await log_in();
    });
  };
  return (
    <main className="enter" id="enter">
      <form onSubmit={submit}>
        <h1 ref={heading} tabIndex={-1}>
          <Brand /> Comity
        </h1>
        <p className="dim" role={session.ended ? "status" : undefined}>
          {session.ended ? t("shell.ended") : invitation !== undefined ? t("shell.inviteText") : t("shell.enterText")}
        </p>
        <Field label={t("shell.person")} above hint={t("shell.personHint")}>
          <input name="person" required autoComplete="username" autoCapitalize="none" spellCheck={false} value={person} onChange={(event) => setPerson(event.target.value)} />
        </Field>
        {invitation !== undefined && (
          <Field label={t("shell.invitation")} above hint={t("shell.invitationHint")}>
            <input name="invitation" required autoComplete="off" autoCapitalize="none" spellCheck={false} defaultValue={invitation} />
          </Field>
        )}
        <Field label={invitation !== undefined ? t("shell.newPassword") : t("shell.password")} above hint={invitation !== undefined ? t("shell.passwordHint") : undefined}>
          <input name="password" type="password" required minLength={invitation !== undefined ? 12 : undefined} autoComplete={invitation !== undefined ? "new-password" : "current-password"} />
        </Field>
        {invitation === undefined && code && (
          <Field label={t("shell.code")} above hint={t("shell.codeHint")}>
            <input name="code" autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} />
          </Field>
        )}
        <button className="btn p" disabled={busy}>
          {invitation !== undefined ? t("shell.setPassword") : t("shell.enter")}
        </button>
        {problem !== undefined && <Trouble error={problem} title={t("shell.notIn")} />}
        <p className="ways">
          {invitation === undefined && !code && (
            <button type="button" className="link plain" onClick={() => setCode(true)}>
              {t("shell.withCode")}
            </button>
          )}
          <button type="button" className="link plain" onClick={() => setInvitation(invitation === undefined ? "" : undefined)}>
            {invitation === undefined ? t("shell.withInvitation") : t("shell.withPassword")}
          </button>
          <a className="link" href="/verify">
            {t("shell.verifyLink")}
          </a>
        </p>
      </form>
    </main>
  );
}
