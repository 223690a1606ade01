// Handling: numbers of each partner, side by side, that open into the records they come from. No score, and nothing to make one of.
import { useInfiniteQuery, useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNavigate, useParams } from "react-router-dom";
import type { Schemas } from "~/api/client";
import { isAbsent } from "~/api/problem";
import { keyOf, read, useRead } from "~/api/read";
import { useT, type Key } from "~/i18n";
import { How } from "~/kit/how";
import { Field, Page, Section } from "~/kit/layout";
import { Agency } from "~/kit/marks";
import { Empty, Skeleton, Trouble } from "~/kit/states";
import { SaveCsv, sorted, Table, type Column } from "~/kit/table";
import { Time, written } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useSession } from "~/shell/session";
import "./handling.css";
import { groups, numberOf, shown, type Id, type Kind, type Record_ } from "./numbers";

export default function Handling() {
  const t = useT();
  const session = useSession();
  useFrame({ title: t("handling.title") });
  if (session.isOperator || session.is("official", "registrar")) return <Screen />;
  return (
    <Page title={t("handling.title")} sub={t("handling.sub")}>
      <Empty>{t("handling.hint")}</Empty>
    </Page>
  );
}

const across: readonly Id[] = ["may_have_received", "handed_over", "recalls", "told", "not_told", "not_told_longest_hours", "duties", "concerns"];

function Screen() {
  const t = useT();
  const url = useUrl();
  const navigate = useNavigate();
  const { party = "" } = useParams();
  const session = useSession();
  const own = session.me?.party ?? "";
  const today = new Date().toISOString().slice(0, 10);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(url.get("since")) ? url.get("since") : "";
  const query = day ? { query: { since: `${day}T00:00:00Z` } } : {};
  const directory = useRead("/api/v1/directory", undefined, { stale: 60_000 });
  const parties = useMemo(() => (directory.data?.parties ?? []).map((one) => one.id).sort((a, b) => (a === own ? -1 : b === own ? 1 : a < b ? -1 : 1)), [directory.data, own]);
  const records = useQueries({
    queries: parties.map((id) => ({ queryKey: keyOf("/api/v1/handling/{party}", { path: { party: id }, ...query }), queryFn: ({ signal }: { signal: AbortSignal }) => read("/api/v1/handling/{party}", { path: { party: id }, ...query }, signal), staleTime: 10_000, retry: 1 })),
    combine: (all) => ({ rows: all.flatMap((one) => (one.data ? [one.data] : [])), waiting: all.some((one) => one.isPending), error: all.find((one) => one.isError)?.error, again: () => all.forEach((one) => void one.refetch()) }),
  });
  const open = (id: string, kind?: Kind) => navigate({ pathname: `/handling/${id}`, search: new URLSearchParams({ ...(day ? { since: day } : {}), ...(kind ? { kind } : {}) }).toString() }, { preventScrollReset: true });
  useActs([{ id: "handling.next", text: t("handling.nextPartner"), key: "]", run: () => open(parties[(parties.indexOf(party) + 1) % parties.length]!), disabled: parties.length === 0 }]);

  const sort = url.get("sort") ? { by: url.get("sort").replace(/^-/, ""), down: url.get("sort").startsWith("-") } : undefined;
  const columns: Column<Record_>[] = [
    { id: "party", head: t("handling.party"), cell: (row) => <span className="nw"><Agency id={row.party} /> {row.own && <span className="note">{t("handling.own")}</span>}</span>, value: (row) => row.party },
    ...across.map((id): Column<Record_> => ({
      id,
      head: t(`handling.n.${id}`),
      number: true,
      hide: id === "handed_over" || id === "not_told_longest_hours" || id === "duties" ? "small" : undefined,
      value: (row) => numberOf(row, id)?.value ?? undefined,
      cell: (row) => {
        const one = numberOf(row, id);
        const text = shown(one, t);
        return one?.evidence && one.value ? (
          <button type="button" className="link plain" aria-label={`${row.party}, ${t(`handling.n.${id}`)}: ${text}. ${t("handling.open")}`} onClick={() => open(row.party, one.evidence)}>
            {text}
          </button>
        ) : (
          <span className={one?.value ? "" : "faint"}>{text}</span>
        );
      },
    })),
  ];
  const chosen = records.rows.find((one) => one.party === party);
  return (
    <div className="split handling">
      <Page title={t("handling.title")} sub={t("handling.sub")}
        acts={
          <>
            <Field label={t("handling.since")}>
              <input type="date" max={today} value={day} onChange={(event) => url.change({ since: event.target.value })} />
            </Field>
            {records.rows.length > 0 && <SaveCsv name="handling" columns={columns} rows={records.rows} />}
          </>
        }>
        <Section title={t("handling.partners")} count={records.rows.length || undefined} note={t("handling.noScore")}>
          {(directory.isPending || records.waiting) && records.rows.length === 0 && <Skeleton rows={6} />}
          {records.error && records.rows.length === 0 ? isAbsent(records.error) ? <Empty>{t("handling.hint")}</Empty> : <Trouble error={records.error} again={records.again} /> : null}
          {records.rows.length > 0 && <Table label={t("handling.partners")} columns={columns} rows={sorted(records.rows, columns, sort)} id={(row) => row.party} open={(row) => open(row.party)} selected={(row) => row.party === party} sort={sort} onSort={(next) => url.change({ sort: `${next.down ? "-" : ""}${next.by}` })} />}
        </Section>
      </Page>
      <aside className="side" aria-label={party || t("handling.evidence")}>
        {chosen ? <Detail of={chosen} kind={url.get("kind") as Kind | ""} since={query} setKind={(kind) => url.change({ kind }, { push: true })} /> : party && !records.waiting ? <Empty /> : <p className="note">{t("handling.choose")}</p>}
      </aside>
    </div>
  );
}

function Detail({ of, kind, since, setKind }: { of: Record_; kind: Kind | ""; since: { query?: { since: string } }; setKind: (kind: Kind | "") => void }) {
  const t = useT();
  return (
    <>
      <h2 className="party-head">{of.party}</h2>
      <p className="dim">{of.own ? t("handling.ofOthers") : of.originator ? t("handling.ofWhat", { originator: of.originator }) : t("handling.ofAll")}</p>
      <p className="note">{t("handling.asOf", { time: written(of.as_of, "minute", t.language) })}</p>
      {groups.map((group) => (
        <Section key={group.title} className="mt" title={t(group.title)}>
          <dl className="numbers">
            {group.ids.map((id) => {
              const one = numberOf(of, id);
              if (!one) return null;
              return (
                <div key={id} className={one.evidence && one.evidence === kind ? "on" : undefined}>
                  <dt>{t(`handling.n.${id}`)}</dt>
                  <dd>
                    <How by={<><p>{t(`handling.how.${id}`)}</p>{one.note && <p lang="en">{one.note}</p>}</>}>
                      <b data-number={id}>{shown(one, t)}</b>
                    </How>
                    {one.evidence && !!one.value && (
                      <button type="button" className="link plain sm" aria-pressed={one.evidence === kind} aria-label={`${t("handling.evidence")}: ${t(`handling.n.${id}`)}`} onClick={() => setKind(one.evidence === kind ? "" : one.evidence!)}>
                        {t("handling.evidence")}
                      </button>
                    )}
                  </dd>
                </div>
              );
            })}
          </dl>
        </Section>
      ))}
      {kind && <Evidence party={of.party} kind={kind} since={since} />}
    </>
  );
}

type One = Schemas["HandlingEvidence"]["evidence"][number];
function Evidence({ party, kind, since }: { party: string; kind: Kind; since: { query?: { since: string } } }) {
  const t = useT();
  const pages = useInfiniteQuery({
    queryKey: ["/api/v1/handling/{party}/evidence", party, kind, since],
    queryFn: ({ signal, pageParam }) => read("/api/v1/handling/{party}/evidence", { path: { party }, query: { ...since.query, kind, limit: 100, ...(pageParam ? { next: pageParam } : {}) } }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
  });
  const rows = pages.data?.pages.flatMap((page) => page.evidence) ?? [];
  const columns: Column<One>[] = [
    { id: "time", head: t("handling.time"), cell: (row) => <span className="nw"><Time at={row.time} /></span>, value: (row) => row.time },
    { id: "person", head: t("handling.person"), cell: (row) => (row.person ? <Agency id={row.person} plain /> : <span className="faint">–</span>), value: (row) => row.person },
    { id: "says", head: t("handling.says"), cell: (row) => <span className="wrap">{row.says}</span>, value: (row) => row.says },
    { id: "record", head: t("handling.record"), number: true, cell: (row) => (row.record === undefined ? <span className="faint">–</span> : <span className="mono">{row.record}</span>), value: (row) => row.record },
  ];
  return (
    <Section className="mt" title={t(`handling.kind.${kind}` as Key)} note={t("handling.evidenceNote")}>
      {pages.isPending && <Skeleton rows={4} />}
      {pages.isError && (isAbsent(pages.error) ? <Empty /> : <Trouble error={pages.error} again={() => void pages.refetch()} />)}
      {pages.data && (
        <>
          <Table label={t(`handling.kind.${kind}` as Key)} columns={columns} rows={rows} id={(row) => row.key} tight />
          <div className="row mt">
            {pages.hasNextPage && (
              <button type="button" className="btn s" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                {t("handling.more")}
              </button>
            )}
            {rows.length > 0 && <SaveCsv name={`handling-${party}-${kind}`} columns={columns} rows={rows} />}
          </div>
          <p className="note mt">{t("handling.proof")}</p>
        </>
      )}
    </Section>
  );
}
