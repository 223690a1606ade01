// "Has any partner raised this?" Concerns, what came of them, and how one is raised: signed outside.
import { useState } from "react";
import { useAct, useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { Bytes, Field, Page, Section, Segments } from "~/kit/layout";
import { Agency, State, type Shape, type Tone } from "~/kit/marks";
import { Got, Trouble } from "~/kit/states";
import { sorted, Table, type Column } from "~/kit/table";
import { Time, useDue } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { canonical } from "../assess/judgement";
import { useActs, useFrame } from "~/shell/frame";
import { useMe, useSession } from "~/shell/session";
import { command, digestOf } from "./parts";
import { Views } from "./views";

type Concern = Schemas["Concern"];
const marks: Record<Concern["state"], { shape: Shape; tone: Tone }> = {
  open: { shape: "notice", tone: "warn" },
  "answer overdue": { shape: "notice", tone: "bad" },
  answered: { shape: "signed", tone: "" },
  "remedy due": { shape: "notice", tone: "warn" },
  "remedy overdue": { shape: "notice", tone: "bad" },
  remedied: { shape: "yes", tone: "ok" },
  closed: { shape: "ended", tone: "dim" },
  withdrawn: { shape: "recalled", tone: "dim" },
  void: { shape: "ended", tone: "dim" },
};
const categories = ["disclosure", "late-recall", "third-party", "marking", "other"] as const;

function StateOf({ state }: { state: Concern["state"] }) {
  const t = useT();
  return <State {...marks[state]}>{t(`statements.concern.${state}`)}</State>;
}

export function Concerns() {
  const t = useT();
  const url = useUrl();
  const { is } = useSession();
  const about = url.get("about");
  const category = categories.find((one) => one === url.get("category"));
  const open = url.get("open");
  const found = useRead("/api/v1/concerns", { query: { ...(about ? { about } : {}), ...(category ? { category } : {}), ...(open ? { open: open === "true" } : {}) } });
  useFrame({ title: t("statements.view.concerns") });
  const directory = useRead("/api/v1/directory", undefined, { stale: Infinity });
  const chosen = found.data?.concerns.find((one) => one.id === url.get("concern"));
  const raising = url.get("raise") === "1" && is("official", "registrar");
  const by = url.get("sort") || "-raised";
  const sort = { by: by.replace(/^-/, ""), down: by.startsWith("-") };
  const due = useDue();
  const columns: Column<Concern>[] = [
    { id: "id", head: t("statements.concernHead"), cell: (row) => <b>{row.id ?? "–"}</b>, value: (row) => row.id },
    { id: "by", head: t("statements.raisedBy"), cell: (row) => <span className="party">{row.by}</span>, value: (row) => row.by },
    { id: "about", head: t("statements.about"), cell: (row) => (row.about ? <Agency id={row.about} /> : "–"), value: (row) => row.about },
    { id: "category", head: t("statements.category"), cell: (row) => t(`statements.category.${row.category}`), value: (row) => row.category },
    { id: "state", head: t("statements.stateHead"), cell: (row) => <StateOf state={row.state} />, value: (row) => row.state },
    { id: "raised", head: t("statements.raised"), cell: (row) => <Time at={row.raised} form="date" />, value: (row) => row.raised, hide: "small" },
    { id: "due", head: t("statements.due"), cell: (row) => (row.due ? <span className={due(row.due).late ? "bad" : undefined}><Time at={row.due} form="date" /> {row.open && due(row.due).text}</span> : "–"), value: (row) => row.due },
  ];
  const raise = () => url.change({ raise: raising ? undefined : "1", concern: undefined }, { push: true });
  useActs(is("official", "registrar") ? [{ id: "raise", text: t("statements.raise"), key: "n", run: raise }] : []);
  return (
    <div className={chosen || raising ? "split" : undefined}>
      <Page title={t("statements.view.concerns")} sub={t("statements.concernsSub")}
        acts={
          is("official", "registrar") && (
            <button type="button" className="btn p" onClick={raise}>
              {t("statements.raise")}
            </button>
          )
        }>
        <Views now="concerns" />
        <div className="row filters">
          <Segments label={t("statements.stateHead")} value={open as "" | "true" | "false"} options={[{ id: "", text: t("kit.all") }, { id: "true", text: t("statements.openOnes") }, { id: "false", text: t("statements.closedOnes") }]} onChange={(next) => url.change({ open: next })} />
          <Field label={t("statements.about")}>
            <select value={about} onChange={(event) => url.change({ about: event.target.value })}>
              <option value="">{t("kit.all")}</option>
              {(directory.data?.parties ?? []).map((one) => (
                <option key={one.id}>{one.id}</option>
              ))}
            </select>
          </Field>
          <Field label={t("statements.category")}>
            <select value={category ?? ""} onChange={(event) => url.change({ category: event.target.value })}>
              <option value="">{t("kit.all")}</option>
              {categories.map((one) => (
                <option key={one} value={one}>
                  {t(`statements.category.${one}`)}
                </option>
              ))}
            </select>
          </Field>
        </div>
        <Got from={found} empty={(data) => data.concerns.length === 0} hint={t("statements.concernsNone")}>
          {(data) => <Table label={t("statements.view.concerns")} columns={columns} rows={sorted(data.concerns, columns, sort)} id={(row) => row.id ?? row.raised} open={(row) => url.change({ concern: row.id, raise: undefined }, { push: true })} selected={(row) => !!chosen && row.id === chosen.id} sort={sort} onSort={(next) => url.change({ sort: `${next.down ? "-" : ""}${next.by}` })} />}
        </Got>
      </Page>
      {raising ? (
        <aside className="side" aria-label={t("statements.raise")}>
          <Raise />
        </aside>
      ) : (
        chosen && (
          <aside className="side" aria-label={chosen.id}>
            <Detail concern={chosen} />
          </aside>
        )
      )}
    </div>
  );
}

function Detail({ concern }: { concern: Concern }) {
  const t = useT();
  const me = useMe();
  const { is } = useSession();
  const mine = concern.by === me.party;
  const aboutUs = concern.about?.split(".")[0] === me.party;
  const moves = !is("official", "registrar") || !concern.open ? [] : mine ? (["close", "withdraw"] as const) : aboutUs ? (["answer", "remedied"] as const) : [];
  return (
    <>
      <Section title={concern.id} note={<StateOf state={concern.state} />}>
        <p className="sm dim">
          <span className="party">{concern.by}</span> → {concern.about && <Agency id={concern.about} />} · {t(`statements.category.${concern.category}`)} · <Time at={concern.raised} form="date" />
        </p>
        <p className="said small mt">{concern.text}</p>
        {concern.remedy && (
          <p className="mt">
            <span className="dim">{t("statements.remedy")}</span> <span className="said-inline">{concern.remedy}</span>
          </p>
        )}
        {!!concern.told?.length && <p className="note mt">{t("statements.told", { who: concern.told.join(", ") })}</p>}
        {!!concern.objects?.length && <p className="mono sm mt">{concern.objects.join(" ")}</p>}
      </Section>
      <Section title={t("statements.steps")}>
        <ol className="list st-history">
          {(concern.steps ?? []).map((one) => (
            <li key={one.record}>
              <Time at={one.at} />
              <span>
                <span className="party">{one.by}</span> {t(`statements.move.${one.move}`)}
                <p className="said small">{one.text}</p>
                {one.remedy_by && (
                  <span className="note">
                    {t("statements.remedyBy")} <Time at={one.remedy_by} form="date" />
                  </span>
                )}
              </span>
              <span className="note">{t("statements.record", { n: one.record })}</span>
            </li>
          ))}
        </ol>
      </Section>
      {moves.length > 0 && (
        <Section title={t("statements.nextStep")} note={t("statements.outside")}>
          <div className="col">
            {moves.map((one) => (
              <Bytes key={one} text={command(["comity", "concern", one, concern.id ?? "", "--text", "…", "--key", `${me.party}.key`, "--as", me.party ?? "", "-o", `${one}.json`])} note={one === "close" ? t("statements.closeNote") : t(`statements.moveDo.${one}`)} />
            ))}
            <BringConcern />
          </div>
        </Section>
      )}
    </>
  );
}

function Raise() {
  const t = useT();
  const me = useMe();
  const directory = useRead("/api/v1/directory", undefined, { stale: Infinity });
  const [one, set] = useState({ id: `${me.party}-${new Date().getFullYear()}-`, about: "", category: "disclosure" as (typeof categories)[number], text: "", remedy: "", objects: "", by: "", tell: "" });
  const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);
  const line = command([
    "comity", "concern", "raise", one.id, "--about", one.about || "…", "--category", one.category,
    ...(one.remedy.trim() ? ["--remedy", one.remedy.trim()] : []),
    ...words(one.objects).flatMap((id) => ["--object", id]),
    ...(one.by ? ["--answer-by", one.by] : []),
    ...words(one.tell).flatMap((who) => ["--tell", who]),
    "--text", one.text.trim() || "…", "--key", `${me.party}.key`, "--as", me.party ?? "", "-o", "concern.json",
  ]);
  const change = (next: Partial<typeof one>) => set({ ...one, ...next });
  return (
    <Section title={t("statements.raise")} note={t("statements.outside")}>
      <div className="col">
        <Field label={t("statements.id")} above hint={t("statements.idHint", { party: me.party ?? "" })}>
          <input className="mono" value={one.id} spellCheck={false} onChange={(event) => change({ id: event.target.value.trim() })} />
        </Field>
        <Field label={t("statements.about")} above>
          <select value={one.about} onChange={(event) => change({ about: event.target.value })}>
            <option value="" />
            {(directory.data?.parties ?? []).filter((party) => party.id !== me.party).map((party) => (
              <option key={party.id}>{party.id}</option>
            ))}
            {(directory.data?.agencies ?? []).filter((agency) => agency.party !== me.party).map((agency) => (
              <option key={agency.id}>{agency.id}</option>
            ))}
          </select>
        </Field>
        <Field label={t("statements.category")} above>
          <select value={one.category} onChange={(event) => change({ category: event.target.value as (typeof categories)[number] })}>
            {categories.map((category) => (
              <option key={category} value={category}>
                {t(`statements.category.${category}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t("statements.concernText")} above>
          <textarea className="said" rows={3} value={one.text} onChange={(event) => change({ text: event.target.value })} />
        </Field>
        <Field label={t("statements.remedyAsked")} above>
          <textarea className="said" rows={2} value={one.remedy} onChange={(event) => change({ remedy: event.target.value })} />
        </Field>
        <Field label={t("statements.answerBy")}>
          <input type="date" value={one.by} onChange={(event) => change({ by: event.target.value })} />
        </Field>
        <Field label={t("statements.tell")} above hint={t("statements.tellHint")}>
          <input value={one.tell} spellCheck={false} onChange={(event) => change({ tell: event.target.value })} />
        </Field>
        <Field label={t("statements.objects")} above hint={t("statements.objectsHint")}>
          <input className="mono" value={one.objects} spellCheck={false} onChange={(event) => change({ objects: event.target.value })} />
        </Field>
        <Bytes text={line} note={t("statements.commandNote")} />
        <BringConcern />
      </div>
    </Section>
  );
}

// The signed step: its exact bytes are shown before they are sent.
function BringConcern() {
  const t = useT();
  const url = useUrl();
  const [signed, setSigned] = useState<Schemas["SignedConcern"]>();
  const [wrong, setWrong] = useState(false);
  const bring = useAct("post", "/api/v1/concerns", ["/api/v1/concerns", "/api/v1/owed", "/api/v1/handling"]);
  const text = signed && canonical(signed.concern);
  const take = async (file: File | undefined) => {
    setSigned(undefined);
    setWrong(false);
    if (!file) return;
    try {
      const read = JSON.parse(await file.text()) as Schemas["SignedConcern"];
      if (!read?.concern || !Array.isArray(read.signatures) || read.signatures.length === 0) return setWrong(true);
      setSigned(read);
    } catch {
      setWrong(true);
    }
  };
  return (
    <div className="col">
      <label className="file">
        {t("statements.bringBack")} <input type="file" accept="application/json,.json" onChange={(event) => void take(event.target.files?.[0])} />
      </label>
      {wrong && (
        <p className="bad sm" role="alert">
          {t("statements.noPaper")}
        </p>
      )}
      {signed && text && (
        <>
          <Bytes text={text} note={t("statements.bytesOf", { n: new TextEncoder().encode(text).length })} />
          <p className="note">
            sha256 <code className="mono hash">{digestOf(text)}</code>
          </p>
          <div className="row">
            <button type="button" className="btn p" disabled={bring.isPending} onClick={() => bring.mutate({ body: signed }, { onSuccess: () => url.change({ raise: undefined, concern: String((signed.concern as { id?: string }).id ?? "") }) })}>
              {t("statements.record_")}
            </button>
          </div>
        </>
      )}
      {bring.isError && <Trouble error={bring.error} title={t("statements.notTaken")} />}
    </div>
  );
}
