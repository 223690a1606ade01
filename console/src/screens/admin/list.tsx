// People: how each stands, what it has to log in with, and beside the list what can be done about it.
import { useState } from "react";
import type { Schemas } from "~/api/client";
import { act, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Field, Section } from "~/kit/layout";
import { Agency, State, type Shape, type Tone } from "~/kit/marks";
import { Got } from "~/kit/states";
import { How } from "~/kit/how";
import { SaveCsv, sorted, Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useActs } from "~/shell/frame";
import { useSession } from "~/shell/session";
import { CertificateRows } from "./certificates";
import { useDeed, Fresh } from "./deed";
import { Levels, Until, Validity } from "./levels";
import { Once } from "./once";
import { partiesOf, rolesOf, standingOf, wanted, type Person, type Standing } from "./people";
import { SessionsOf } from "./sessions";
import { TokenRows } from "./tokens";

const marks: Record<Standing, [Shape, Tone]> = { suspended: ["suspended", "bad"], unvouched: ["ended", "warn"], ending: ["notice", "warn"], none: ["draft", ""], well: ["force", "ok"] };
export function PersonStanding({ of }: { of: Person }) {
  const t = useT();
  const standing = standingOf(of);
  const [shape, tone] = marks[standing];
  return (
    <State shape={shape} tone={tone}>
      {t(`admin.standing.${standing}`)}
    </State>
  );
}

export const peopleColumns = (t: ReturnType<typeof useT>): Column<Person>[] => [
  { id: "person", head: t("shell.person"), cell: (one) => <span className="b"><Agency id={one.id} /></span>, value: (one) => one.id },
  { id: "name", head: t("admin.name"), cell: (one) => one.name ?? "", value: (one) => one.name ?? "", hide: "small" },
  { id: "roles", head: t("admin.roles"), cell: (one) => one.roles.map((role) => t.maybe(`admin.role.${role}`, role)).join(", "), value: (one) => one.roles.join(" "), hide: "small" },
  { id: "until", head: t("admin.clearedUntil"), cell: (one) => (one.vouched ? <Until at={one.vouched_until} /> : <span className="faint">–</span>), value: (one) => one.vouched_until, hide: "small" },
  {
    id: "login", head: t("admin.logIn"), hide: "small",
    cell: (one) => <span className="dim">{[one.password && t(one.totp ? "admin.passwordAndCode" : "shell.password"), one.tokens > 0 && t("admin.nTokens", { n: one.tokens }), one.certificates > 0 && t("admin.nCertificates", { n: one.certificates })].filter(Boolean).join(", ") || "–"}</span>,
  },
  { id: "state", head: t("admin.state"), cell: (one) => <PersonStanding of={one} />, value: (one) => standingOf(one) },
];

function Invite({ person }: { person: string }) {
  const t = useT();
  const deed = useDeed();
  const [made, setMade] = useState<Schemas["Invitation"]>();
  const invite = () => deed.run(() => act("post", "/api/v1/people/{id}/invitation", { params: { path: { id: person } }, headers: { "Idempotency-Key": crypto.randomUUID() } }), setMade);
  useActs([{ id: "invite", text: t("admin.invite", { person }), key: "i", run: invite }]);
  return (
    <>
      {made ? (
        <Once title={t("admin.invitationOf", { person })} text={`${location.origin}/enter?person=${encodeURIComponent(person)}#${made.invitation}`} note={t.nodes("admin.holdsUntil", { at: <Time key="at" at={made.until} /> })} close={() => setMade(undefined)} />
      ) : (
        <div className="deed">
          <button type="button" className="btn" disabled={deed.busy} onClick={invite}>
            {t("admin.inviteDo")}
          </button>
          <span className="note">{t("admin.inviteNote")}</span>
        </div>
      )}
      {deed.shown}
    </>
  );
}

function OperatorsDeeds({ of }: { of: Person }) {
  const t = useT();
  const deed = useDeed();
  const path = { params: { path: { id: of.id } } };
  const suspend = () => deed.run(() => act(of.suspended ? "delete" : "post", "/api/v1/people/{id}/suspension", path));
  useActs(of.id === "operator" ? [] : [{ id: "suspend", text: t(of.suspended ? "admin.resume" : "admin.suspend"), key: "u", run: suspend }]);
  return (
    <Section title={t("admin.acts")}>
      <div className="deeds">
        <Invite key={of.id} person={of.id} />
        {of.id !== "operator" && (
          <div className="deed">
            <button type="button" className={of.suspended ? "btn" : "btn d"} disabled={deed.busy} onClick={suspend}>
              {t(of.suspended ? "admin.resume" : "admin.suspend")}
            </button>
            <span className="note">{t(of.suspended ? "admin.resumeNote" : "admin.suspendNote", { tokens: of.tokens, sessions: of.sessions, certificates: of.certificates })}</span>
          </div>
        )}
        {(of.password || of.totp || of.invited_until) && (
          <div className="deed">
            <button type="button" className="btn d" disabled={deed.busy} onClick={() => deed.run(() => act("delete", "/api/v1/people/{id}/password", path))}>
              {t("admin.reset")}
            </button>
            <span className="note">{t("admin.resetNote")}</span>
          </div>
        )}
        {of.tokens > 0 && (
          <div className="deed">
            <button type="button" className="btn d" disabled={deed.busy} onClick={() => deed.run(() => act("delete", "/api/v1/tokens", { params: { query: { person: of.id } } }))}>
              {t("admin.revokeAll")}
            </button>
            <span className="note">{t("admin.revokeAllNote", { n: of.tokens })}</span>
          </div>
        )}
        {deed.shown}
      </div>
    </Section>
  );
}

function OperatorsView({ person }: { person: string }) {
  const t = useT();
  const tokens = useRead("/api/v1/tokens", { query: { person } });
  const certificates = useRead("/api/v1/certificates");
  return (
    <>
      <Section title={t("admin.sessions")}>
        <SessionsOf person={person} />
      </Section>
      <Section title={t("admin.tokens")} count={tokens.data?.tokens.length}>
        <Fresh from={tokens} rows={1}>
          {(data) => (data.tokens.length ? <TokenRows tokens={data.tokens} /> : <p className="faint nothing">{t("admin.noTokens")}</p>)}
        </Fresh>
      </Section>
      <Section title={t("admin.certificates")}>
        <Fresh from={certificates} rows={1}>
          {(data) => <CertificateRows certificates={data.certificates.filter((one) => one.person === person)} unbinds />}
        </Fresh>
      </Section>
    </>
  );
}

function Detail({ id, close }: { id: string; close: () => void }) {
  const t = useT();
  const { isOperator } = useSession();
  const person = useRead("/api/v1/people/{id}", { path: { id } }, { keep: false });
  const clearances = useRead("/api/v1/clearances", { query: {} });
  const clearance = clearances.data?.clearances.find((one) => one.person === id);
  return (
    <aside className="side" aria-label={id}>
      <div className="spread">
        <h2 className="title">
          <Agency id={id} />
        </h2>
        <button type="button" className="btn s" onClick={close}>
          {t("kit.close")}
        </button>
      </div>
      <Got from={person}>
        {(one) => (
          <>
            <p className="sub dim">{one.name}</p>
            <dl className="facts">
              <dt>{t("admin.state")}</dt>
              <dd>
                <PersonStanding of={one} />
              </dd>
              <dt>{t("admin.roles")}</dt>
              <dd>{one.roles.map((role) => t.maybe(`admin.role.${role}`, role)).join(", ") || "–"}</dd>
              {id !== "operator" && (
                <>
                  <dt>{t("admin.clearance")}</dt>
                  <dd>
                    {clearance ? (
                      <span className="col0">
                        <Levels of={clearance.levels} />
                        <span className="row">
                          <Validity state={clearance.state} /> <Until at={clearance.until} />
                        </span>
                        <span className="dim sm">{clearance.purposes.join(", ")}</span>
                      </span>
                    ) : (
                      <span className="warn">{t("admin.noClearance")}</span>
                    )}
                  </dd>
                </>
              )}
              <dt>{t("shell.password")}</dt>
              <dd>{one.password ? t("admin.isSet") : one.invited_until ? t.nodes("admin.invitedUntil", { at: <Time key="at" at={one.invited_until} /> }) : t("admin.isNotSet")}</dd>
              <dt>{t("shell.code")}</dt>
              <dd>{one.totp ? t("admin.codesLeft", { n: one.recovery_codes }) : t("admin.isNotSet")}</dd>
              <dt>{t("admin.open")}</dt>
              <dd>
                <How by={t("admin.howOpen")}>{t("admin.counts", { sessions: one.sessions, tokens: one.tokens, certificates: one.certificates })}</How>
              </dd>
            </dl>
            {isOperator && <OperatorsDeeds of={one} />}
          </>
        )}
      </Got>
      {isOperator && <OperatorsView person={id} />}
    </aside>
  );
}

export function People() {
  const t = useT();
  const url = useUrl();
  const people = useRead("/api/v1/people");
  const columns = peopleColumns(t);
  const [by = "", down = ""] = url.get("sort").split(":");
  const sort = by ? { by, down: down === "down" } : undefined;
  const chosen = url.get("person");
  const wish = { text: url.get("q"), role: url.get("role"), party: url.get("party"), standing: url.get("state") };
  const close = () => url.change({ person: "" });
  return (
    <div className={chosen ? "beside" : ""}>
      <div className="list-part">
        <Got from={people} empty={(data) => !data.people.length}>
          {(data) => {
            const rows = sorted(wanted(data.people, wish), columns, sort);
            const parties = partiesOf(data.people);
            return (
              <>
                <div className="row filters">
                  <Field label={t("admin.find")}>
                    <input type="search" value={wish.text} onChange={(event) => url.change({ q: event.target.value })} />
                  </Field>
                  {parties.length > 1 && (
                    <Field label={t("admin.party")}>
                      <select value={wish.party} onChange={(event) => url.change({ party: event.target.value })}>
                        <option value="">{t("kit.all")}</option>
                        {parties.map((one) => (
                          <option key={one}>{one}</option>
                        ))}
                      </select>
                    </Field>
                  )}
                  <Field label={t("admin.roleOne")}>
                    <select value={wish.role} onChange={(event) => url.change({ role: event.target.value })}>
                      <option value="">{t("kit.all")}</option>
                      {rolesOf(data.people).map((one) => (
                        <option key={one} value={one}>
                          {t.maybe(`admin.role.${one}`, one)}
                        </option>
                      ))}
                    </select>
                  </Field>
                  <Field label={t("admin.state")}>
                    <select value={wish.standing} onChange={(event) => url.change({ state: event.target.value })}>
                      <option value="">{t("kit.all")}</option>
                      {(Object.keys(marks) as Standing[]).map((one) => (
                        <option key={one} value={one}>
                          {t(`admin.standing.${one}`)}
                        </option>
                      ))}
                    </select>
                  </Field>
                  <span className="sp">
                    <SaveCsv name="people" columns={columns} rows={rows} />
                  </span>
                </div>
                <p className="note counted" role="status">
                  {t("kit.partOf", { part: rows.length, of: data.people.length })}
                </p>
                <Table label={t("admin.people")} columns={chosen ? columns.filter((one) => ["person", "roles", "state"].includes(one.id)) : columns} rows={rows} id={(one) => one.id} sort={sort} onSort={(next) => url.change({ sort: `${next.by}${next.down ? ":down" : ""}` })} selected={(one) => one.id === chosen} open={(one) => url.change({ person: one.id }, { push: !chosen })} />
              </>
            );
          }}
        </Got>
      </div>
      {chosen && <Detail key={chosen} id={chosen} close={close} />}
    </div>
  );
}
