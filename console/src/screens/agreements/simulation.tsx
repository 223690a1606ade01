// What a text would change if it were in force, by the node's own evaluation. Nothing is stored. A result stays until the new one is whole.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "~/api/client";
import { act } from "~/api/read";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Section } from "~/kit/layout";
import { Agency, Delta } from "~/kit/marks";
import { Trouble, Work } from "~/kit/states";
import { SaveCsv, Table, type Column } from "~/kit/table";
import { useUrl } from "~/kit/url";
import { useActs } from "~/shell/frame";
import { canonical, sha256Of } from "./canonical";
import { dayOf } from "./clauses";
import { lineOf, type Table as Document, type Toml } from "./toml";
import { isProblem } from "~/api/problem";
import { useMemo, useState } from "react";

export type Result = Schemas["Simulation"];
type Done = { result: Result; sha: string; ms: number };

// `text`: a document, whoever signed it. The address keeps that it was asked for, so that the result is there again after back and reload.
export function useSimulation(document: Document | undefined, name = "sim") {
  const url = useUrl();
  const client = useQueryClient();
  const sha = useMemo(() => (document ? sha256Of(canonical(document)) : ""), [document]);
  const day = url.get("simat");
  const asked = sha !== "" && url.get(name) === sha.slice(0, 12);
  const key = ["simulation", sha, day];
  const query = useQuery<Done>({
    queryKey: key,
    enabled: asked,
    retry: false,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const start = performance.now();
      const result = await act("post", "/api/v1/agreements/simulation", { body: { draft: { agreement: document!, signatures: [] }, ...(day ? { at: day } : {}) }, signal });
      return { result, sha, ms: Math.round(performance.now() - start) };
    },
  });
  const busy = asked && query.fetchStatus === "fetching";
  const held = query.data; // also of an earlier text, until there is another
  return {
    sha,
    busy,
    done: held,
    of: held && held.sha === sha,
    error: asked && query.isError && !query.isFetching ? query.error : undefined,
    run: () => {
      if (asked && (query.isError || query.data)) void query.refetch();
      url.change({ [name]: sha.slice(0, 12) });
    },
    cancel: () => {
      void client.cancelQueries({ queryKey: key });
      url.change({ [name]: undefined });
    },
  };
}
export type Simulating = ReturnType<typeof useSimulation>;

type Row = Result["receiving_agencies"][number];

function Bars({ rows }: { rows: readonly Row[] }) {
  const t = useT();
  const most = Math.max(1, ...rows.map((one) => Math.max(one.gained, one.lost)));
  const [width, mid, half, height] = [440, 250, 128, 24];
  const size = (n: number) => (n === 0 ? 0 : Math.max(1.5, (n / most) * half));
  const number = new Intl.NumberFormat(t.language);
  return (
    <svg className="ch bars" viewBox={`0 0 ${width} ${18 + rows.length * height}`} role="img" aria-label={t("agreements.bars", { text: rows.map((one) => `${one.agency ?? ""} +${one.gained} −${one.lost}`).join("; ") })}>
      <text className="ax e" x={mid - 6} y="11">
        {t("agreements.objectsLost")}
      </text>
      <text className="ax" x={mid + 6} y="11">
        {t("agreements.gained")}
      </text>
      {rows.map((one, i) => {
        const y = 18 + i * height;
        return (
          <g key={one.agency}>
            <text className="lab" x="0" y={y + 15}>
              {one.agency}
            </text>
            {one.lost > 0 && (
              <>
                <rect className="loss" x={mid - size(one.lost)} y={y + 5} width={size(one.lost)} height="13" />
                <text className="e" x={mid - size(one.lost) - 5} y={y + 15}>
                  −{number.format(one.lost)}
                </text>
              </>
            )}
            {one.gained > 0 && (
              <>
                <rect className="gain" x={mid} y={y + 5} width={size(one.gained)} height="13" />
                <text x={mid + size(one.gained) + 5} y={y + 15}>
                  +{number.format(one.gained)}
                </text>
              </>
            )}
          </g>
        );
      })}
      <path className="base" d={`M${mid} 16V${18 + rows.length * height}`} />
    </svg>
  );
}

const kBars = 10;

export function Simulation({ sim, toml, ready = true, plain, title }: { sim: Simulating; toml?: Toml; ready?: boolean; plain?: boolean; title?: string }) {
  const t = useT();
  const url = useUrl();
  const [shown, show] = useState<"agencies" | "reasons" | "people" | "levels">("agencies");
  useActs([{ id: "agreements.simulate", text: t("agreements.simulate"), key: "s", run: sim.run, disabled: !ready || sim.busy || plain }]);
  const { done } = sim;
  const columns: Column<Row>[] = [
    { id: "agency", head: t("agreements.col.agency"), cell: (row) => <Agency id={row.agency ?? row.person ?? row.level ?? ""} />, value: (row) => row.agency ?? row.person ?? row.level },
    { id: "gained", head: t("agreements.gained"), number: true, cell: (row) => <Delta n={row.gained} />, value: (row) => row.gained },
    { id: "lost", head: t("agreements.lost"), number: true, cell: (row) => <Delta n={-row.lost} />, value: (row) => row.lost },
    { id: "changed", head: t("agreements.cut"), number: true, cell: (row) => row.changed || <span className="faint">0</span>, value: (row) => row.changed },
  ];
  const agencies = [...(done?.result.receiving_agencies ?? [])].sort((a, b) => b.lost - a.lost || b.gained - a.gained || (a.agency ?? "").localeCompare(b.agency ?? ""));
  const losing = agencies.filter((one) => one.lost > 0);
  const gaining = agencies.filter((one) => one.gained > 0);
  const worst = done?.result.reasons.find((one) => !one.gained);
  const rows: Row[] = shown === "people" ? (done?.result.receiving_people ?? []) : shown === "levels" ? (done?.result.levels ?? []) : agencies;
  return (
    <Section title={title ?? t("agreements.simulation")} className="sim"
      note={done && (done.result.held ? t("agreements.simNote", { ms: done.ms, held: done.result.held, people: done.result.people }) : t("agreements.simNoteShort", { ms: done.ms, people: done.result.people }))}>
      <div className="row mt">
        <button type="button" className={`btn ${done || plain ? "" : "p"}`} disabled={!ready || sim.busy} onClick={sim.run}>
          {done ? t("agreements.simulateAgain") : t("agreements.simulate")}
        </button>
        <label className="field">
          <span className="k">{t("agreements.simAt")}</span>
          <input type="date" value={url.get("simat")} onChange={(event) => url.change({ simat: event.target.value })} />
        </label>
        <span className="note">{t("agreements.simHint")}</span>
      </div>
      {sim.busy && <Work text={t("agreements.simulating")} cancel={sim.cancel} />}
      {sim.error && (
        <>
          <Trouble error={sim.error} />
          {toml && isProblem(sim.error) && sim.error.where && lineOf(toml, sim.error.where.replace(/^\/draft(\/agreement)?/, "")) !== undefined && <p className="bad sm">{t("agreements.line", { n: lineOf(toml, sim.error.where.replace(/^\/draft(\/agreement)?/, ""))! })}</p>}
        </>
      )}
      {done && (
        <div className={sim.of ? "" : "earlier"}>
          {!sim.of && <p className="warn sm mt">{t("agreements.simEarlier")}</p>}
          <div className="simn">
            <How by={<><p>{t("agreements.how.sim")}</p><p>{t("agreements.how.simAt", { at: dayOf(t, done.result.at), n: done.result.version, was: done.result.replaces })}</p></>}>
              <Delta n={done.result.objects.gained} /> / <Delta n={-done.result.objects.lost} />
            </How>{" "}
            <small>{t("agreements.eachOnce")}</small>
          </div>
          <p className="dim">
            {losing.length === 0 && gaining.length === 0
              ? t("agreements.nobodyMoves")
              : [
                  losing.length > 0 && t.nodes(worst?.article ? "agreements.loseBy" : "agreements.lose", { n: losing.length, most: <Agency id={losing[0]!.agency ?? ""} />, article: worst?.article ?? "" }),
                  gaining.length > 0 && t("agreements.gain", { n: gaining.length }),
                ]
                  .filter(Boolean)
                  .map((part, i) => <span key={i}>{part} </span>)}
            {done.result.objects.changed > 0 && t("agreements.changedObjects", { n: done.result.objects.changed })}
          </p>
          {done.result.gains_not_shown_of.length > 0 && <p className="dim sm">{t("agreements.gainsHidden", { who: done.result.gains_not_shown_of.join(", ") })}</p>}
          {agencies.length > 0 && (
            <>
              <Bars rows={agencies.slice(0, kBars)} />
              {agencies.length > kBars && <p className="note">{t("kit.more", { n: agencies.length - kBars })}</p>}
              <div className="spread mt">
                <div className="seg" role="group" aria-label={t("agreements.by")}>
                  {(["agencies", "reasons", "levels", "people"] as const).map((one) => (
                    <button key={one} type="button" aria-pressed={shown === one} onClick={() => show(one)}>
                      {t(`agreements.by.${one}`)}
                    </button>
                  ))}
                </div>
                {shown !== "reasons" && <SaveCsv name={`${done.result.agreement}-v${done.result.version}-${shown}`} columns={columns} rows={rows} />}
              </div>
              {shown === "reasons" ? (
                <ul className="list reasons">
                  {done.result.reasons.map((one, i) => (
                    <li key={i}>
                      <Delta n={one.gained ? one.objects : -one.objects} className="b" /> <span className="said-by">{one.text}</span>
                      <span className="faint"> · {t("agreements.agencies", { n: one.agencies })}</span>
                    </li>
                  ))}
                </ul>
              ) : (
                <Table label={t(`agreements.by.${shown}`)} columns={columns} rows={rows} id={(row) => row.agency ?? row.person ?? row.level ?? ""} tight />
              )}
            </>
          )}
        </div>
      )}
    </Section>
  );
}
