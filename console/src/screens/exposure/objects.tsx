// The objects of the reader's own party behind the numbers, page by page.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link } from "react-router-dom";
import type { Schemas } from "~/api/client";
import { read } from "~/api/read";
import { isAbsent } from "~/api/problem";
import { useT } from "~/i18n";
import { Section, Segments } from "~/kit/layout";
import { State } from "~/kit/marks";
import { Empty, Skeleton, Trouble } from "~/kit/states";
import { SaveCsv, Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import type { useUrl } from "~/kit/url";
import { inLine } from "./lane";

type One = Schemas["ExposedObjects"]["objects"][number];
const which = ["held", "may_pull", "pass_on", "only"] as const;

export function Objects({ query, party, url }: { query: { members?: string[]; as_of?: string; weight?: "level" | "type" }; party: string; url: ReturnType<typeof useUrl> }) {
  const t = useT();
  const as = which.find((one) => one === url.get("objects"));
  const asked = { ...query, as, limit: 1000 };
  const pages = useInfiniteQuery({
    queryKey: ["/api/v1/exposure/objects", asked],
    queryFn: ({ signal, pageParam }) => inLine(signal, () => read("/api/v1/exposure/objects", { query: { ...asked, next: pageParam || undefined } as never }, signal)),
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    enabled: as !== undefined,
    retry: 2,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.objects) ?? [], [pages.data]);
  const tick = (on: boolean) => (on ? <State shape="yes">{""}</State> : <span className="faint">–</span>);
  const columns: Column<One>[] = [
    { id: "id", head: t("exposure.object"), cell: (row) => <Link className="link mono wrap" to={`/product/${encodeURIComponent(row.id)}`}>{row.id}</Link>, value: (row) => row.id },
    { id: "type", head: t("exposure.type"), hide: "small", cell: (row) => row.type, value: (row) => row.type },
    { id: "version", head: t("exposure.version"), hide: "small", cell: (row) => <Time at={row.version} />, value: (row) => row.version },
    ...which.map((id): Column<One> => ({ id, head: t(id === "may_pull" ? "exposure.may" : id === "held" ? "exposure.held" : id === "pass_on" ? "exposure.passOn" : "exposure.only"), cell: (row) => tick(row[id]), value: (row) => (row[id] ? "yes" : "no") })),
  ];
  const label = t("exposure.objects", { party });
  return (
    <Section title={label} count={pages.data?.pages[0]?.total} note={t("exposure.objectsNote")}>
      <div className="row mt">
        <Segments label={t("exposure.objectsAs")} value={as ?? ("" as string)} onChange={(id) => url.change({ objects: id === as ? "" : id })}
          options={which.map((id) => ({ id: id as string, text: t(id === "may_pull" ? "exposure.may" : id === "held" ? "exposure.held" : id === "pass_on" ? "exposure.passOn" : "exposure.only") }))} />
        {rows.length > 0 && <SaveCsv name="exposed-objects" columns={columns} rows={rows} />}
      </div>
      {as && pages.isPending && <Skeleton rows={4} />}
      {as && pages.isError && (isAbsent(pages.error) ? <Empty /> : <Trouble error={pages.error} again={() => void (pages.isFetchNextPageError ? pages.fetchNextPage() : pages.refetch())} />)}
      {as && pages.data && <Table label={label} columns={columns} rows={rows} id={(row) => `${row.id} ${row.version}`} tight total={pages.data.pages[0]?.total} more={pages.hasNextPage && !pages.isFetchingNextPage && !pages.isFetchNextPageError ? () => void pages.fetchNextPage() : undefined} />}
    </Section>
  );
}
