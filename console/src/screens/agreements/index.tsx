// Agreements: who may share what with whom, by which document; and the documents' drafting, simulation and signing.
import { useEffect, useMemo } from "react";
import { useNavigate, useParams } from "react-router-dom";
import { useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Field, Page, Section } from "~/kit/layout";
import { useSchemes } from "~/kit/schemes";
import { Empty, Skeleton, Trouble } from "~/kit/states";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useSession } from "~/shell/session";
import "./agreements.css";
import { actText } from "./clauses";
import type { Agreement } from "./course";
import { useAgreements } from "./data";
import { Detail } from "./detail";
import { Drafts } from "./drafts";
import { Editor } from "./editor";
import { Grid } from "./grid";
import { List } from "./list";
import { matrixOf } from "./matrix";

const kLatest = 8;

function Latest({ agreements }: { agreements: readonly Agreement[] }) {
  const t = useT();
  const all = agreements
    .flatMap((one) => one.history.map((entry) => ({ id: one.id, entry })))
    .sort((a, b) => b.entry.at.localeCompare(a.entry.at))
    .slice(0, kLatest);
  return (
    <Section title={t("agreements.latest")} note={t("agreements.latestNote")}>
      <ul className="acts2">
        {all.map(({ id, entry }, i) => (
          <li key={i}>
            <Time at={entry.at} form="day" />
            <span className="clip">
              <b>{id}</b> {entry.act ? actText(t, entry.act) : t("agreements.entered", { n: entry.version ?? 0 })}
              {entry.void && <span className="bad"> {t("agreements.void")}</span>}
            </span>
            <span className="faint nw">{entry.signed_by.join(", ")}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export default function Agreements() {
  const t = useT();
  const url = useUrl();
  const navigate = useNavigate();
  const { id } = useParams();
  const { is, isOperator, me } = useSession();
  const schemes = useSchemes();
  const directory = useRead("/api/v1/directory", undefined, { stale: Infinity });
  const { list, agreements, pending, error } = useAgreements();
  const edit = url.get("edit");
  const drafts = is("official") || isOperator;
  useFrame({ title: id ? `${id} · ${t("agreements.title")}` : t("agreements.title") });

  const day = url.get("at");
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) ? Date.parse(`${day}T12:00:00Z`) : undefined;
  const cells = useMemo(() => matrixOf(agreements, at, schemes.find), [agreements, at, schemes]);
  const parties = useMemo(() => {
    const told = new Set([...cells.keys()].flatMap((key) => key.split(">")));
    if (me?.party) told.add(me.party);
    return (directory.data?.parties ?? []).map((one) => one.id).filter((one) => url.get("parties") === "all" || told.has(one)).sort();
  }, [cells, directory.data, me, url]);
  const hidden = (directory.data?.parties.length ?? 0) - parties.length;

  // What a detail adds to the address goes with it; the date and the parties stay.
  const address = (agreement: string, more: Record<string, string> = {}) => {
    const params = new URLSearchParams();
    for (const name of ["at", "parties", "sort"]) if (url.get(name)) params.set(name, url.get(name));
    for (const [name, value] of Object.entries(more)) params.set(name, value);
    const text = params.toString();
    return (agreement ? `/agreements/${encodeURIComponent(agreement)}` : "/agreements") + (text ? `?${text}` : "");
  };
  const open = (agreement: string, more?: Record<string, string>) => navigate(address(agreement, more), { preventScrollReset: true });
  const startDraft = () => navigate(address(id ?? "", { edit: "new" }));
  useActs([
    { id: "agreements.new", text: t("agreements.newDraft"), key: "n", run: startDraft, disabled: !drafts || !!edit },
    { id: "agreements.today", text: t("agreements.asOfToday"), run: () => url.change({ at: undefined }), disabled: at === undefined },
  ]);
  // Back to where the list was scrolled to is the frame's; a new detail begins at its top.
  useEffect(() => {
    document.querySelector(".agreements > .side")?.scrollTo?.(0, 0);
  }, [id]);

  if (edit && drafts) return <Editor id={id} note={edit} agreements={agreements} ready={!pending} back={address(id ?? "")} />;

  const main = (
    <Page title={t("agreements.title")} sub={t("agreements.sub")}
      acts={
        <>
          <Field label={t("agreements.asOf")}>
            <input type="date" value={at === undefined ? new Date().toLocaleDateString("sv") : day} onChange={(event) => url.change({ at: event.target.value === new Date().toLocaleDateString("sv") ? undefined : event.target.value })} />
          </Field>
          {drafts && (
            <button type="button" className="btn" onClick={startDraft}>
              {t("agreements.newDraft")}
            </button>
          )}
        </>
      }>
      {list.isError && !list.data ? (
        <Trouble error={list.error} again={() => void list.refetch()} />
      ) : pending && !agreements.length ? (
        <Skeleton rows={8} />
      ) : (
        <>
          {error && <Trouble error={error} />}
          {agreements.length === 0 ? (
            <Empty>{t("agreements.emptyHint")}</Empty>
          ) : (
            <>
              <Grid parties={parties} cells={cells} selected={id} to={(agreement, from, to) => address(agreement, { from, to })} />
              {(hidden > 0 || url.get("parties") === "all") && (
                <p className="sm mx-more">
                  <button type="button" className="link plain" onClick={() => url.change({ parties: url.get("parties") === "all" ? undefined : "all" })}>
                    {url.get("parties") === "all" ? t("agreements.fewerParties") : t("agreements.moreParties", { n: hidden })}
                  </button>
                </p>
              )}
              <List agreements={agreements} at={at} selected={id} open={(agreement) => open(agreement)} />
            </>
          )}
          {drafts && !isOperator && <Drafts address={(agreement, note) => address(agreement, { edit: note })} />}
          {agreements.length > 0 && <Latest agreements={agreements} />}
        </>
      )}
    </Page>
  );
  if (!id) return main;
  return (
    <div className="split agreements">
      {main}
      <aside className="side" aria-label={t("agreements.detail")}>
        <Detail key={id} id={id} at={at} address={address} />
      </aside>
    </div>
  );
}
