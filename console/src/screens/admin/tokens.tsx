// Log-ins of machines: made with scopes, an end and addresses; shown once; revoked.
import { useState, type FormEvent } from "react";
import type { Schemas } from "~/api/client";
import { act, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Field, Section } from "~/kit/layout";
import { Agency } from "~/kit/marks";
import { Empty } from "~/kit/states";
import { sorted, Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useSession } from "~/shell/session";
import { Fresh, useDeed } from "./deed";
import { Until, Validity } from "./levels";
import { Once } from "./once";
import { listOf } from "./people";

type Token = Schemas["Tokens"]["tokens"][number];
export const scopes = ["read", "share", "act", "admin"] as const;
export type Scope = (typeof scopes)[number];

export function ScopeChoice({ chosen }: { chosen: readonly Scope[] }) {
  const t = useT();
  return (
    <fieldset className="choice">
      <legend>{t("admin.scopes")}</legend>
      {scopes.map((one) => (
        <label key={one}>
          <input type="checkbox" name="scope" value={one} defaultChecked={chosen.includes(one)} /> <span className="mono">{one}</span> <span className="faint sm">{t(`admin.scope.${one}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function MakeToken({ person, people }: { person: string; people?: readonly string[] }) {
  const t = useT();
  const deed = useDeed();
  const [made, setMade] = useState<Schemas["FreshToken"]>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const from = listOf(text("from"));
    deed.run(
      () =>
        act("post", "/api/v1/tokens", {
          body: { person: text("person") || person, days: Number(text("days")), scopes: form.getAll("scope").map(String) as Scope[], ...(text("note") ? { note: text("note") } : {}), ...(from.length ? { from } : {}) },
          headers: { "Idempotency-Key": crypto.randomUUID() },
        }),
      setMade,
    );
  };
  if (made)
    return (
      <Once title={t("admin.tokenOf", { person: made.person })} text={made.token} note={made.until && t("admin.tokenNote", { id: made.id })} close={() => setMade(undefined)} />
    );
  return (
    <>
      <form className="make" onSubmit={submit} aria-label={t("admin.makeToken")}>
        {people && (
          <Field label={t("shell.person")} above>
            <select name="person" defaultValue={person}>
              {people.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </Field>
        )}
        <Field label={t("admin.note")} above>
          <input name="note" maxLength={200} placeholder={t("admin.noteHint")} />
        </Field>
        <Field label={t("admin.days")} above>
          <input name="days" type="number" min={1} max={3650} defaultValue={90} required />
        </Field>
        <Field label={t("admin.from")} above hint={t("admin.fromHint")}>
          <input name="from" spellCheck={false} placeholder="192.0.2.0/24" />
        </Field>
        <ScopeChoice chosen={["read"]} />
        <div className="row">
          <button className="btn" disabled={deed.busy}>
            {t("admin.makeToken")}
          </button>
        </div>
      </form>
      {deed.shown}
    </>
  );
}

export function TokenRows({ tokens, whose }: { tokens: readonly Token[]; whose?: boolean }) {
  const t = useT();
  const url = useUrl();
  const deed = useDeed();
  const [by = "", down = ""] = url.get("sort").split(":");
  const sort = by ? { by, down: down === "down" } : undefined;
  const columns: Column<Token>[] = [
    ...(whose ? [{ id: "person", head: t("shell.person"), cell: (one: Token) => <Agency id={one.person} />, value: (one: Token) => one.person }] : []),
    { id: "note", head: t("admin.note"), cell: (one) => <span className="col0">{one.note && <span>{one.note}</span>}<span className="mono faint nw">{one.id}</span></span>, value: (one) => one.note ?? "" },
    { id: "state", head: t("admin.state"), cell: (one) => <Validity state={one.state} />, value: (one) => one.state },
    { id: "scopes", head: t("admin.scopes"), cell: (one) => (one.scopes.length === scopes.length ? t("admin.allScopes") : <span className="mono nw">{one.scopes.join(" ")}</span>), hide: "small" },
    { id: "from", head: t("admin.from"), cell: (one) => (one.from?.length ? <span className="mono">{one.from.join(", ")}</span> : <span className="faint">{t("admin.anywhere")}</span>), hide: "small" },
    { id: "used", head: t("admin.used"), cell: (one) => <span className="nw"><Time at={one.used} /></span>, value: (one) => one.used, hide: "small" },
    { id: "until", head: t("admin.until"), cell: (one) => <Until at={one.until} />, value: (one) => one.until },
    {
      id: "do",
      head: <span className="sr">{t("admin.acts")}</span>,
      number: true,
      cell: (one) =>
        one.state === "valid" && (
          <button type="button" className="btn s d" disabled={deed.busy} aria-label={t("admin.revokeThis", { what: one.note || one.id })} onClick={() => deed.run(() => act("delete", "/api/v1/tokens/{id}", { params: { path: { id: one.id } } }))}>
            {t("admin.revoke")}
          </button>
        ),
    },
  ];
  return (
    <>
      {deed.shown}
      <Table label={t("admin.tokens")} columns={columns} rows={sorted(tokens, columns, sort)} id={(one) => one.id} sort={sort} onSort={(next) => url.change({ sort: `${next.by}${next.down ? ":down" : ""}` })} />
    </>
  );
}

export function Tokens() {
  const t = useT();
  const { me } = useSession();
  const tokens = useRead("/api/v1/tokens", { query: {} });
  const directory = useRead("/api/v1/directory", undefined, { stale: Infinity });
  const people = ["operator", ...(directory.data?.people ?? []).map((one) => one.id).sort()];
  return (
    <div className="grid">
      <div className="span8">
        <Section title={t("admin.tokens")} count={tokens.data?.tokens.length} note={t("admin.tokensNote")}>
          <Fresh from={tokens} empty={(data) => !data.tokens.length}>
            {(data) => <TokenRows tokens={data.tokens} whose />}
          </Fresh>
        </Section>
      </div>
      <div className="span4">
        <Section title={t("admin.makeToken")}>{me ? <MakeToken person={me.person} people={people} /> : <Empty />}</Section>
      </div>
    </div>
  );
}
