// What the node's administrators did, and who logged in or failed to. Newest first, page by page.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Schemas } from "~/api/client";
import { read } from "~/api/read";
import { useT } from "~/i18n";
import { Field, Section } from "~/kit/layout";
import { Agency, State } from "~/kit/marks";
import { Skeleton, Trouble } from "~/kit/states";
import { SaveCsv, Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";

type Row = Schemas["AuditPage"]["audit"][number];
const kPage = 200;

export function Audit() {
  const t = useT();
  const url = useUrl();
  const pages = useInfiniteQuery({
    queryKey: ["/api/v1/audit"],
    queryFn: ({ pageParam, signal }) => read("/api/v1/audit", { query: { limit: kPage, ...(pageParam ? { before: pageParam } : {}) } }, signal),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.next ? Number(last.next) : undefined),
    staleTime: 5_000,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((one) => one.audit) ?? [], [pages.data]);
  const text = url.get("q").toLocaleLowerCase();
  const refused = url.get("only") === "refused";
  const what = (one: Row) => t.maybe(`admin.what.${one.what}`, one.what);
  const shown = rows.filter((one) => (!refused || !one.done) && (!text || [one.by, one.on, one.what, what(one), one.detail, one.address].some((part) => part?.toLocaleLowerCase().includes(text))));
  const filtered = refused || text !== "";
  const further = () => void pages.fetchNextPage();
  const columns: Column<Row>[] = [
    { id: "time", head: t("admin.time"), cell: (one) => <Time at={one.time} />, value: (one) => one.time, width: 120 },
    {
      id: "what", head: t("admin.what"), value: (one) => one.what,
      cell: (one) => (
        <span className="row">
          <State shape={one.done ? "yes" : "no"} tone={one.done ? "" : "bad"}>
            {what(one)}
          </State>
          {one.count > 1 && <span className="faint sm">{t("admin.times", { n: one.count })}</span>}
        </span>
      ),
    },
    { id: "by", head: t("admin.by"), cell: (one) => (one.by ? <Agency id={one.by} /> : <span className="faint">–</span>), value: (one) => one.by },
    { id: "on", head: t("admin.on"), cell: (one) => (one.on ? <Agency id={one.on} /> : <span className="faint">–</span>), value: (one) => one.on, hide: "small" },
    { id: "detail", head: t("admin.detail"), cell: (one) => <span className="mono dim wrap">{one.detail}</span>, value: (one) => one.detail, hide: "small" },
    { id: "address", head: t("admin.address"), cell: (one) => <span className="mono">{one.address}</span>, value: (one) => one.address, hide: "small" },
    { id: "seq", head: t("admin.record"), number: true, cell: (one) => <span className="faint">{one.seq}</span>, value: (one) => one.seq, hide: "small" },
  ];
  return (
    <Section title={t("admin.audit")} note={t("admin.auditNote")}>
      <div className="row filters">
        <Field label={t("admin.find")}>
          <input type="search" value={url.get("q")} onChange={(event) => url.change({ q: event.target.value })} />
        </Field>
        <label className="check">
          <input type="checkbox" checked={refused} onChange={(event) => url.change({ only: event.target.checked ? "refused" : "" })} /> {t("admin.onlyRefused")}
        </label>
        <span className="sp">
          <SaveCsv name="audit" columns={columns} rows={shown} />
        </span>
      </div>
      {pages.isPending && <Skeleton rows={6} />}
      {pages.isError && <Trouble error={pages.error} again={() => void (pages.isFetchNextPageError ? pages.fetchNextPage() : pages.refetch())} />}
      {filtered && pages.data && (
        <p className="row" role="status">
          <span className="dim">{t("admin.ofLatest", { n: shown.length, of: rows.length })}</span>
          {pages.hasNextPage && (
            <button type="button" className="btn s" disabled={pages.isFetchingNextPage} onClick={further}>
              {t("admin.further")}
            </button>
          )}
        </p>
      )}
      {/* Without a filter the next page comes when the end is in view; what was not looked at is not said to be empty. */}
      {pages.data && (shown.length > 0 || !pages.hasNextPage) && (
        <Table label={t("admin.audit")} columns={columns} rows={shown} id={(one) => String(one.seq)} tight more={!filtered && pages.hasNextPage && !pages.isFetchingNextPage && !pages.isFetchNextPageError ? further : undefined} />
      )}
    </Section>
  );
}
