// Search: words and facets over what the reader may see; a table first, a graph beside it.
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import { isProblem, Problem } from "~/api/problem";
import { act, keyOf, read, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Page, Section, Segments } from "~/kit/layout";
import { Agency, Banner, highest, Level, levelOf } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { Empty, Got, Skeleton, Trouble } from "~/kit/states";
import { SaveCsv, sorted, Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { isJapanese } from "~/screens/product/parts";
import { GraphView } from "./graph_view";
import { kFacets, queryOf, savedText, toggled, type Facet, type Found, type Query } from "./query";
import "./search.css";

const kPage = 100;

function useFound(query: Query) {
  return useInfiniteQuery({
    queryKey: keyOf("/api/v1/search", { pages: true, query }),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => read("/api/v1/search", { query: { ...query, limit: kPage, ...(pageParam ? { next: pageParam } : { facets: ["all"] }) } }, signal),
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
    // Pages that were read stay as they are: News says what came since, and its button asks anew. Comparing 10^5 rows with themselves at each page would be felt.
    staleTime: 300_000,
    structuralSharing: false,
    retry: false,
  });
}

function Snippet({ found }: { found: Found }) {
  if (!found.snippet?.length) return null;
  return (
    <span className="snip" lang={isJapanese(found.snippet.map((one) => one.text).join("")) ? "ja" : undefined}>
      {found.snippet.map((one, i) => (one.match ? <mark key={i}>{one.text}</mark> : one.text))}
    </span>
  );
}

// Beside a selection its type, its time and whom it is from stand in full.
function useColumns(snippets: boolean, beside: boolean): Column<Found>[] {
  const t = useT();
  const schemes = useSchemes();
  return useMemo(() => {
    const all: Column<Found>[] = [
      { id: "level", head: t("search.level"), width: 128, cell: (row) => <LevelCell row={row} />, value: (row) => highest(row.levels.map(levelOf), schemes.find)?.rung },
      {
        id: "title", head: t("search.name"), value: (row) => row.title,
        cell: (row) => (
          <div className="found">
            <Link className="b" to={`/product/${row.id}`} lang={isJapanese(row.title) ? "ja" : undefined}>
              {row.title || row.id}
            </Link>
            {snippets && <Snippet found={row} />}
          </div>
        ),
      },
      { id: "from", head: t("search.from"), width: 108, hide: "small", cell: (row) => row.originators[0] && <><Agency id={row.originators[0]} />{row.originators.length > 1 && <span className="faint"> +{row.originators.length - 1}</span>}</>, value: (row) => row.originators.join(" ") },
      { id: "type", head: t("search.type"), width: 124, hide: "small", cell: (row) => <span className="dim">{row.type}</span>, value: (row) => row.type },
      { id: "added", head: t("search.added"), number: true, width: 64, hide: "small", cell: (row) => <Time at={row.date_added} form="day" />, value: (row) => row.date_added },
    ];
    return beside ? all.filter((one) => one.id !== "type" && one.id !== "from") : all;
  }, [t, schemes, snippets, beside]);
}

function LevelCell({ row }: { row: Found }) {
  const schemes = useSchemes();
  const level = highest(row.levels.map(levelOf), schemes.find);
  return level ? <Level {...level} /> : <span className="faint">–</span>;
}

function Beside({ found, graph }: { found: Found; graph: () => void }) {
  const t = useT();
  const schemes = useSchemes();
  const reading = useRead("/api/v1/objects/{id}/reading", { path: { id: found.id }, query: { owner: found.owner } }, { keep: false });
  return (
    <aside className="beside" aria-label={t("search.selected")}>
      <Got from={reading} rows={3}>
        {(how) => <Banner text={how.banner.text} rung={highest(how.banner.levels, schemes.find)?.rung} place="top" />}
      </Got>
      <h2 className="said titled" lang={isJapanese(found.title) ? "ja" : undefined}>
        {found.title || found.id}
      </h2>
      <p className="dim">
        {found.type} · {found.originators.map((one) => <span key={one}><Agency id={one} /> </span>)}· <Time at={found.version} form="full" />
      </p>
      {found.snippet && <p className="whole"><Snippet found={found} /></p>}
      <p className="mono faint">{found.id}</p>
      <div className="row">
        <Link className="btn p" to={`/product/${found.id}`}>
          {t("search.open")}
        </Link>
        <button type="button" className="btn" onClick={graph}>
          {t("search.graph")}
        </button>
      </div>
    </aside>
  );
}

function Saved({ text }: { text: string }) {
  const t = useT();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<unknown>();
  const saved = useRead("/api/v1/notebook", { query: { kind: "search" } });
  const now = savedText(text);
  const change = async (work: Promise<unknown>) => {
    setProblem(undefined);
    try {
      await work;
      await client.invalidateQueries({ queryKey: ["/api/v1/notebook"] });
    } catch (error) {
      setProblem(error);
    }
  };
  const save = () => {
    const title = new URLSearchParams(now).get("q") || now.replaceAll("&", " ") || t("kit.all");
    // The id says what is kept: a search that is saved twice is one.
    void change(act("put", "/api/v1/notebook/{kind}/{id}", { params: { path: { kind: "search", id: slug(now) } }, body: { title, query: now } }));
  };
  const entries = saved.data?.entries ?? [];
  const isNew = now !== "" && !entries.some((one) => one.id === slug(now));
  useActs([{ id: "save-search", text: t("search.save"), key: "s", run: save, disabled: !isNew }]);
  return (
    <fieldset>
      <legend>{t("search.saved")}</legend>
      {entries.map((one) => (
        <div key={one.id} className="spread">
          <button type="button" className="link plain clip"
            onClick={() => void read("/api/v1/notebook/{kind}/{id}", { path: { kind: "search", id: one.id } }).then((note) => navigate(`/search?${String((note as { query?: string }).query ?? "")}`), setProblem)}>
            {one.title}
          </button>
          <button type="button" className="plain faint" aria-label={t("search.forget", { title: one.title })} onClick={() => void change(act("delete", "/api/v1/notebook/{kind}/{id}", { params: { path: { kind: "search", id: one.id } } }))}>
            ×
          </button>
        </div>
      ))}
      {isNew && (
        <button type="button" className="btn s" onClick={save}>
          {t("search.save")}
        </button>
      )}
      {problem !== undefined && <Trouble error={problem} />}
    </fieldset>
  );
}
// FNV-1a of the text, as a short name.
const slug = (text: string) => `s${[...new TextEncoder().encode(text)].reduce((hash, byte) => Math.imul(hash ^ byte, 16777619) >>> 0, 2166136261).toString(16)}`;

// The node says at which character a query goes wrong.
function Wrong({ query, error, again }: { query: string; error: unknown; again: () => void }) {
  const t = useT();
  const at = isProblem(error) ? Number(/character (\d+)/.exec(error.where ?? "")?.[1] ?? 0) : 0;
  const unclear = isProblem(error) && error.status === 400; // asked again it stays so
  const letters = [...query];
  return (
    <div role="alert" className="wrong">
      <Trouble error={isProblem(error) && at ? new Problem(error.status, error.title, error.detail, error.kind) : error} title={unclear ? t("search.notUnderstood") : undefined} again={unclear ? undefined : again} />
      {at > 0 && (
        <p className="mono" aria-label={t("search.wrongAt", { n: at })}>
          {letters.slice(0, at - 1).join("")}
          <b className="bad">{letters.slice(at - 1).join("") || " "}</b>
        </p>
      )}
    </div>
  );
}

const kFew = 7; // values of a facet, until all are asked for

function Narrow({ facet, counts, chosen, choose }: { facet: Facet; counts: readonly { value: string; objects: number }[]; chosen: readonly string[]; choose: (value: string) => void }) {
  const t = useT();
  const [all, setAll] = useState(false);
  const missing = chosen.filter((value) => !counts.some((one) => one.value === value)).map((value) => ({ value, objects: 0 }));
  const values = [...missing, ...counts];
  if (values.length === 0) return null;
  const few = values.length <= kFew + 1 || all ? values : values.filter((one, i) => i < kFew || chosen.includes(one.value));
  return (
    <fieldset>
      <legend>{t(`search.facet.${facet}`)}</legend>
      {few.map((one) => {
        const level = levelOf(one.value);
        return (
          <label key={one.value}>
            <input type="checkbox" checked={chosen.includes(one.value)} onChange={() => choose(one.value)} />
            <span className="clip" title={one.value}>
              {facet === "level" ? (
                <>
                  <span className="faint xs">{level.scheme}</span> <Level {...level} />
                </>
              ) : facet === "originator" ? (
                <Agency id={one.value} />
              ) : (
                one.value
              )}
            </span>
            <span className="n">{new Intl.NumberFormat(t.language).format(one.objects)}</span>
          </label>
        );
      })}
      {few.length < values.length && (
        <button type="button" className="link plain sm" onClick={() => setAll(true)}>
          {t("search.moreValues", { n: values.length - few.length })}
        </button>
      )}
    </fieldset>
  );
}

export default function Search() {
  const t = useT();
  const url = useUrl();
  const navigate = useNavigate();
  const schemes = useSchemes();
  const query = useMemo(() => queryOf(url), [url]);
  const found = useFound(query);
  const here = useMemo(() => found.data?.pages.flatMap((page) => page.found) ?? [], [found.data]);
  const first = found.data?.pages[0];
  const input = useRef<HTMLInputElement>(null);
  const inUrl = url.get("q");
  const [words, setWords] = useState(inUrl);
  const [composing, compose] = useState(false);
  useEffect(() => setWords(inUrl), [inUrl]);
  // While a Japanese word is being composed nothing is asked.
  useEffect(() => {
    if (words === inUrl || composing) return;
    const timer = setTimeout(() => url.change({ q: words, sel: "" }), 250);
    return () => clearTimeout(timer);
  }, [words, inUrl, url, composing]);
  const sel = url.get("sel");
  const graph = url.get("view") === "graph";
  const selected = useMemo(() => (sel ? here.find((one) => one.id === sel) : undefined), [here, sel]);
  const snippets = !!query.q;
  const columns = useColumns(snippets, !!selected);
  // What is not here yet cannot be put in order: a column sorts once all rows have come.
  const whole = !!first && !found.hasNextPage;
  const by = whole ? url.get("sort") : "";
  const sort = useMemo(() => (by ? { by: by.replace(/^-/, ""), down: by.startsWith("-") } : undefined), [by]);
  const rows = useMemo(() => (sort ? sorted(here, columns, sort) : here), [here, columns, sort]);
  const [beside, setBeside] = useState<readonly string[]>([]); // levels of what the graph shows, found or not
  const mark = useMemo(() => highest([...(first?.facets?.level ?? []).map((one) => one.value), ...beside].map(levelOf), schemes.find), [first, beside, schemes]);
  useFrame({ title: t("search.title"), mark: mark && { text: mark.word, rung: mark.rung } });
  const toGraph = () => url.change({ view: graph ? "" : "graph", sel: sel || rows[0]?.id }, { push: true });
  useActs([
    { id: "focus", text: t("search.focus"), key: "f", run: () => input.current?.focus() },
    { id: "graph", text: graph ? t("search.table") : t("search.graph"), key: "v", run: toGraph, disabled: !rows.length },
  ]);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = found;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage(); // a page that failed is asked for again by hand
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const select = (row: Found) => url.change({ sel: row.id === sel ? "" : row.id });
  const open = (row: Found) => navigate(`/product/${row.id}`);
  const narrow = innerWidth <= 1180; // no room beside: a click opens
  return (
    <div className="search">
      <Page title={t("search.title")} sub={first ? <How by={t("search.howTotal")}>{t("search.total", { n: first.total })}</How> : found.isPending ? t("kit.loading") : undefined}
        acts={
          <>
            <Segments label={t("search.view")} value={graph ? "graph" : "table"} options={[{ id: "table", text: t("search.table") }, { id: "graph", text: t("search.graph") }]} onChange={(id) => id !== (graph ? "graph" : "table") && rows.length > 0 && toGraph()} />
            <SaveCsv name="search" columns={columns} rows={rows} />
          </>
        }>
        <form role="search" className="ask-box" onSubmit={(event) => { event.preventDefault(); if (!composing) url.change({ q: words, sel: "" }, { push: true }); }}>
          <label className="field">
            <span className="sr">{t("search.words")}</span>
            <input ref={input} type="search" value={words} placeholder={t("search.hint")} spellCheck={false} autoComplete="off"
              onCompositionStart={() => compose(true)}
              onCompositionEnd={(event) => { setWords(event.currentTarget.value); compose(false); }}
              onChange={(event) => setWords(event.target.value)} />
          </label>
          <select className="btn" aria-label={t("search.order")} value={query.order} onChange={(event) => url.change({ order: event.target.value === "feed" ? "feed" : "", sort: "" })}>
            <option value="newest">{t("search.newest")}</option>
            <option value="feed">{t("search.feed")}</option>
          </select>
        </form>
        {found.isError && <Wrong query={query.q ?? ""} error={found.error} again={() => void (isFetchNextPageError ? fetchNextPage() : found.refetch())} />}
        <div className="body">
          <div className="facets" role="group" aria-label={t("search.facets")} tabIndex={0}>
            <Saved text={url.text} />
            {kFacets.map((facet) => (
              <Narrow key={facet} facet={facet} counts={first?.facets?.[facet] ?? []} chosen={url.list(facet)} choose={(value) => url.change({ [facet]: toggled(url.list(facet), value, facet === "month"), sel: "" })} />
            ))}
          </div>
          <div className={`${selected && !graph ? "with-side" : ""} ${found.isPlaceholderData ? "waiting" : ""}`}>
            {found.isPending ? (
              <Skeleton rows={8} />
            ) : graph && (sel || rows[0]) ? (
              <Section title={t("search.graph")} note={t("search.graphHow")}>
                <GraphView root={sel || rows[0]!.id} marked={setBeside} />
              </Section>
            ) : rows.length === 0 ? (
              !found.isError && <Empty />
            ) : (
              <Table label={t("search.title")} fixed rowHeight={snippets ? 50 : 32} columns={columns} rows={rows} total={first?.total} id={(row) => `${row.owner} ${row.id}`} open={open} pick={narrow ? open : select}
                selected={(row) => row.id === sel} toggle={select} follow={sel ? (row) => url.change({ sel: row.id }) : undefined} sort={sort} onSort={whole ? (next) => url.change({ sort: `${next.down ? "-" : ""}${next.by}` }) : undefined} more={more} />
            )}
            {selected && !graph && <Beside found={selected} graph={toGraph} />}
          </div>
        </div>
      </Page>
    </div>
  );
}
