// Meetings and their agendas.
import { useState, type FormEvent } from "react";
import { Link } from "react-router-dom";
import { useAct, useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { Field, Page, Section } from "~/kit/layout";
import { Got, Trouble } from "~/kit/states";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useMe, useSession } from "~/shell/session";
import { StateOf } from "./list";
import { Views } from "./views";

export function Meetings() {
  const t = useT();
  const url = useUrl();
  const { is } = useSession();
  const found = useRead("/api/v1/meetings");
  const statements = useRead("/api/v1/statements", { query: {} });
  const stateOf = (id: string) => statements.data?.statements.find((one) => one.id === id);
  useFrame({ title: t("statements.view.meetings") });
  const adding = url.get("add") === "1" && is("official");
  const add = () => url.change({ add: adding ? undefined : "1" }, { push: true });
  useActs(is("official") ? [{ id: "meeting", text: t("statements.addMeeting"), key: "n", run: add }] : []);
  return (
    <Page title={t("statements.view.meetings")} sub={t("statements.meetingsSub")}
      acts={
        is("official") && (
          <button type="button" className={adding ? "btn" : "btn p"} onClick={add}>
            {adding ? t("kit.cancel") : t("statements.addMeeting")}
          </button>
        )
      }>
      <Views now="meetings" />
      {adding && <NewMeeting done={() => url.change({ add: undefined })} />}
      <Got from={found} empty={(data) => data.meetings.length === 0} hint={t("statements.meetingsNone")}>
        {(data) => (
          <div className="st-meetings">
            {[...data.meetings].reverse().map((one) => (
              <Section key={one.id} title={<span className="said-inline">{one.title}</span>} note={<><Time at={one.from} form="date" /> – <Time at={one.to} form="date" /></>}>
                <p className="stepline">
                  <span>{t(`statements.kind.${one.kind}`)}</span>
                  {one.place && <span className="said-inline">{one.place}</span>}
                  <span>
                    {t("statements.by")} <span className="party">{one.convenor}</span>
                  </span>
                  <span>{one.parties.join(", ")}</span>
                  <span className="mono faint">{one.id}</span>
                </p>
                <ol className="list agenda">
                  {one.agenda.map((item, i) => (
                    <li key={i}>
                      <span className="num faint">{i + 1}</span>
                      <span>
                        <span className="said-inline">{item.title}</span>
                        {item.statements?.map((id) => (
                          <span key={id} className="agenda-item">
                            <Link className="link" to={`/statements/${id}`}>
                              {stateOf(id)?.title ?? id}
                            </Link>{" "}
                            {stateOf(id) && <StateOf state={stateOf(id)!.state} />}
                          </span>
                        ))}
                        {item.rounds?.map((id) => (
                          <span key={id} className="agenda-item">
                            <Link className="link" to={`/assess/${id}`}>
                              {t("statements.agendaRound")}
                            </Link>
                          </span>
                        ))}
                        {item.objects?.map((id) => (
                          <span key={id} className="agenda-item">
                            <Link className="link mono" to={`/product/${id}`}>
                              {id}
                            </Link>
                          </span>
                        ))}
                      </span>
                    </li>
                  ))}
                </ol>
              </Section>
            ))}
          </div>
        )}
      </Got>
    </Page>
  );
}

const kinds = ["summit", "ministerial", "officials", "working-level"] as const;
function NewMeeting({ done }: { done: () => void }) {
  const t = useT();
  const me = useMe();
  const directory = useRead("/api/v1/directory", undefined, { stale: Infinity });
  const [parties, choose] = useState<readonly string[]>([me.party ?? ""]);
  const [items, setItems] = useState([{ title: "", names: "" }]);
  const add = useAct("post", "/api/v1/meetings", ["/api/v1/meetings"]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const agenda = items
      .filter((one) => one.title.trim())
      .map((one): Schemas["NewMeeting"]["agenda"] extends (infer I)[] | undefined ? I : never => {
        const names = one.names.split(/[\s,]+/).filter(Boolean);
        const rounds = names.filter((name) => name.startsWith("grouping--"));
        const objects = names.filter((name) => name.includes("--") && !name.startsWith("grouping--"));
        const statements = names.filter((name) => !name.includes("--"));
        return { title: one.title.trim(), ...(statements.length ? { statements } : {}), ...(rounds.length ? { rounds } : {}), ...(objects.length ? { objects } : {}) };
      });
    add.mutate({ body: { id: text("id"), convenor: me.party ?? "", kind: text("kind") as (typeof kinds)[number], title: text("title"), ...(text("place") ? { place: text("place") } : {}), from: text("from"), ...(text("to") ? { to: text("to") } : {}), parties: [...parties], agenda } }, { onSuccess: done });
  };
  return (
    <form className="col st-new" onSubmit={submit}>
      <div className="row two-fields">
        <Field label={t("statements.id")} above hint={t("statements.idHint", { party: me.party ?? "" })}>
          <input name="id" className="mono" required defaultValue={`${me.party}-`} spellCheck={false} />
        </Field>
        <Field label={t("statements.kindLabel")} above>
          <select name="kind">
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t(`statements.kind.${one}`)}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <Field label={t("statements.titleLabel")} above>
        <input name="title" className="said" required />
      </Field>
      <div className="row">
        <Field label={t("statements.place")}>
          <input name="place" />
        </Field>
        <Field label={t("statements.from")}>
          <input type="date" name="from" required />
        </Field>
        <Field label={t("statements.to")}>
          <input type="date" name="to" />
        </Field>
      </div>
      <div className="st-invite">
        {(directory.data?.parties ?? []).map((one) => (
          <label key={one.id} className="check">
            <input type="checkbox" checked={parties.includes(one.id)} disabled={one.id === me.party} onChange={() => choose(parties.includes(one.id) ? parties.filter((other) => other !== one.id) : [...parties, one.id].sort())} /> <span className="party">{one.id}</span>
          </label>
        ))}
      </div>
      {items.map((one, i) => (
        <div key={i} className="row two-fields">
          <Field label={t("statements.agendaItem", { n: i + 1 })} above>
            <input className="said" value={one.title} onChange={(event) => setItems(items.map((other, k) => (k === i ? { ...other, title: event.target.value } : other)))} />
          </Field>
          <Field label={t("statements.agendaNames")} above>
            <input className="mono" spellCheck={false} value={one.names} onChange={(event) => setItems(items.map((other, k) => (k === i ? { ...other, names: event.target.value } : other)))} />
          </Field>
        </div>
      ))}
      <div className="row">
        <button type="button" className="btn" onClick={() => setItems([...items, { title: "", names: "" }])}>
          {t("statements.addItem")}
        </button>
        <button className="btn p" disabled={add.isPending}>
          {t("statements.recordMeeting")}
        </button>
      </div>
      {add.isError && <Trouble error={add.error} />}
    </form>
  );
}
