// Acts of administration. Where the node wants a password that was given a short while ago, a field for it opens in place, and the act is repeated.
import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { setCsrf } from "~/api/client";
import { isProblem } from "~/api/problem";
import { act } from "~/api/read";
import { useT } from "~/i18n";
import { Field } from "~/kit/layout";
import { Got, Trouble } from "~/kit/states";
import { useMe } from "~/shell/session";

export const isStale = (error: unknown) => isProblem(error) && error.status === 403 && error.where === "session";

function PasswordAgain({ done, cancel }: { done: () => void; cancel?: () => void }) {
  const t = useT();
  const me = useMe();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [code, askCode] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    try {
      const given = String(form.get("code") ?? "").trim();
      const session = await act("post", "/api/v1/session", { body: { person: me.person, password: String(form.get("password") ?? ""), ...(given ? { code: given } : {}) } });
      setCsrf(session.csrf);
      done();
    } catch (error) {
      setProblem(error);
      if (isProblem(error) && error.status === 401) askCode(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="again" onSubmit={(event) => void submit(event)} aria-label={t("admin.again")}>
      <p className="dim">{t("admin.againText")}</p>
      <div className="row end-row">
        <Field label={t("shell.password")} above>
          <input name="password" type="password" required autoComplete="current-password" autoFocus />
        </Field>
        {code && (
          <Field label={t("shell.code")} above>
            <input name="code" autoComplete="one-time-code" spellCheck={false} />
          </Field>
        )}
        <button className="btn" disabled={busy}>
          {t("admin.againDo")}
        </button>
        {cancel && (
          <button type="button" className="btn" onClick={cancel}>
            {t("kit.cancel")}
          </button>
        )}
      </div>
      {problem !== undefined && <Trouble error={problem} />}
    </form>
  );
}

export function useDeed() {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [waits, setWaits] = useState<() => void>();
  const run = async <T,>(call: () => Promise<T>, done?: (answer: T) => void) => {
    setBusy(true);
    setProblem(undefined);
    setWaits(undefined);
    try {
      const answer = await call(); // not within done?.(…), which would not even call without a `done`
      done?.(answer);
      void client.invalidateQueries();
    } catch (error) {
      if (isStale(error)) setWaits(() => () => void run(call, done));
      else setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const shown: ReactNode = waits ? <PasswordAgain done={waits} cancel={() => setWaits(undefined)} /> : problem !== undefined ? <Trouble error={problem} /> : null;
  return { run: <T,>(call: () => Promise<T>, done?: (answer: T) => void) => void run(call, done), busy, shown, fail: setProblem };
}

// Of what may be read only with a fresh password.
export function Fresh<T>({ from, ...rest }: { from: UseQueryResult<T>; children: (data: T) => ReactNode; rows?: number; empty?: (data: T) => boolean; hint?: ReactNode }) {
  const client = useQueryClient();
  if (from.data === undefined && isStale(from.error)) return <PasswordAgain done={() => void client.refetchQueries({ predicate: (query) => query.state.status === "error" })} />;
  return <Got from={from} {...rest} />;
}
