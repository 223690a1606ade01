// Exposure: what whoever has the access of some members would have, which agreement exposes how much, and what giving one up would remove and cost.
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type FormEvent } from "react";
import { isAbsent } from "~/api/problem";
import { read, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { csvOf } from "~/kit/csv";
import { Field, Page, save, Section } from "~/kit/layout";
import { highest } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { Empty, Skeleton, Trouble, Work } from "~/kit/states";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useSession } from "~/shell/session";
import { Agencies, Originators, Three } from "./counts";
import "./exposure.css";
import { Frontier, steps } from "./frontier";
import { useQuestion } from "./lane";
import { Objects } from "./objects";
import { Agreements, Members } from "./shares";
import { asOf, changesTo, rowsOf, schemeAndWord } from "./sums";
import { WhatIf } from "./whatif";

export default function Exposure() {
  const t = useT();
  const session = useSession();
  const may = session.isOperator || session.is("official", "registrar");
  useFrame({ title: t("exposure.title") });
  if (!may)
    return (
      <Page title={t("exposure.title")} sub={t("exposure.sub")}>
        <Empty>{t("exposure.hint")}</Empty>
      </Page>
    );
  return <Screen />;
}

function Picks({ members, options, set }: { members: readonly string[]; options: readonly { id: string; name: string }[]; set: (next: readonly string[]) => void }) {
  const t = useT();
  const [text, write] = useState("");
  const add = (event: FormEvent) => {
    event.preventDefault();
    const one = text.trim();
    if (one) set([...new Set([...members, one])]);
    write("");
  };
  return (
    <form className="field picks" onSubmit={add}>
      <span className="k" id="exposure-members">
        {t("exposure.members")}
      </span>
      {members.map((one) => (
        <span key={one} className="chip">
          {one.includes(".") ? one : t("exposure.all", { name: one })}
          {members.length > 1 && (
            <button type="button" aria-label={t("exposure.remove", { name: one })} onClick={() => set(members.filter((other) => other !== one))}>
              ×
            </button>
          )}
        </span>
      ))}
      <input aria-label={t("exposure.addMember")} placeholder={t("exposure.add")} list="exposure-members-list" value={text} onChange={(event) => write(event.target.value)} autoCapitalize="none" spellCheck={false} />
      <datalist id="exposure-members-list">
        {options
          .filter((one) => !members.includes(one.id))
          .map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
      </datalist>
    </form>
  );
}

function Screen() {
  const t = useT();
  const url = useUrl();
  const session = useSession();
  const client = useQueryClient();
  const schemes = useSchemes();
  const today = new Date().toISOString().slice(0, 10);
  const { data: directory } = useRead("/api/v1/directory", undefined, { stale: 60_000 });
  const { data: listed } = useRead("/api/v1/agreements", undefined, { stale: 60_000 });
  const own = session.me?.party ?? "";
  const fallback = own || directory?.parties[0]?.id;
  const members = url.list("members").length ? url.list("members") : fallback ? [fallback] : [];
  const weight = url.get("weight") === "level" || url.get("weight") === "type" ? { weight: url.get("weight") as "level" | "type" } : {};
  const as_of = asOf(url.get("as_of"), today);
  const query = { members, ...(as_of ? { as_of } : {}), ...weight };
  const stepsOf = steps.find((one) => one === url.get("steps")) ?? "topic";

  const counts = useQuestion(["counts", query], (signal) => read("/api/v1/exposure", { query }, signal), members.length > 0);
  const whole = counts.isSuccess;
  const rank = useQuestion(["rank", query], (signal) => read("/api/v1/exposure/rank", { query }, signal), whole);
  const frontier = useQuestion(["frontier", query, stepsOf], (signal) => read("/api/v1/exposure/frontier", { query: { ...query, steps: stepsOf } }, signal), whole);
  const partners = useQuestion(["partners", as_of, weight], (signal) => read("/api/v1/exposure/rank", { query: { ...(as_of ? { as_of } : {}), ...weight } }, signal), whole);

  const mark = useMemo(() => {
    const levels = (counts.data?.originators ?? []).flatMap((one) => (one.highest ? [schemeAndWord(one.highest)] : []));
    return highest(levels, schemes.find);
  }, [counts.data, schemes]);
  useFrame({ title: t("exposure.title"), mark: mark && { text: mark.word, rung: mark.rung } });
  const stop = () => void client.cancelQueries({ queryKey: ["/api/v1/exposure"] });
  const file = () => counts.data && save(`exposure-${members.join("-")}.csv`, "text/csv", csvOf(rowsOf(counts.data, rank.data)));
  useActs([{ id: "exposure.export", text: t("exposure.export"), run: () => void file(), disabled: !counts.data }]);

  const options = useMemo(() => [...(directory?.parties ?? []), ...(directory?.agencies ?? []), ...(directory?.people ?? []).filter((one) => own && one.agency.split(".")[0] === own)], [directory, own]);
  const agreements = useMemo(() => (listed?.agreements ?? []).flatMap((one) => (one.standing?.bound?.length ? [{ id: one.id, bound: one.standing.bound }] : [])), [listed]);
  const standings = useMemo(() => new Map((listed?.agreements ?? []).map((one) => [one.id, { state: one.standing?.suspensions?.length && one.standing.state === "in-force" ? "suspended" : (one.standing?.state ?? ""), title: one.title ?? "" }])), [listed]);
  const roles = useMemo(() => new Map((directory?.agencies ?? []).map((one) => [one.id, one.role])), [directory]);
  const parties = useMemo(() => (directory?.parties ?? []).map((one) => one.id), [directory]);
  const set = (next: readonly string[]) => url.change({ members: next.join(",") === own ? "" : next.join(","), point: "" }, { push: true });
  const data = counts.data;

  return (
    <div className="exposure">
      <Page title={t("exposure.title")} sub={t("exposure.sub")}
        acts={
          <>
            <Picks members={members} options={options} set={set} />
            <Field label={t("exposure.asOf")}>
              <input type="date" max={today} value={url.get("as_of") || today} onChange={(event) => url.change({ as_of: event.target.value >= today ? "" : event.target.value, point: "" })} />
            </Field>
            <Field label={t("exposure.weight")}>
              <select value={weight.weight ?? "object"} onChange={(event) => url.change({ weight: event.target.value === "object" ? "" : event.target.value, point: "" })}>
                {(["object", "level", "type"] as const).map((one) => (
                  <option key={one} value={one}>
                    {t(`exposure.weight.${one}`)}
                  </option>
                ))}
              </select>
            </Field>
            <button type="button" className="btn" onClick={file} disabled={!data}>
              {t("exposure.export")}
            </button>
          </>
        }>
        {counts.isFetching && !data && <Work text={t("exposure.working")} cancel={stop} />}
        {!counts.isFetching && !data && !counts.isError && members.length > 0 && <Trouble error={new Error(t("exposure.stopped"))} again={() => void counts.refetch()} />}
        {counts.isError && !counts.isFetching && (isAbsent(counts.error) ? <Empty>{t("exposure.hint")}</Empty> : <Trouble error={counts.error} again={() => void counts.refetch()} />)}
        {data && !counts.isError && (
          <div className={counts.isPlaceholderData ? "stale" : undefined} aria-busy={counts.isFetching}>
            {counts.isFetching && counts.isPlaceholderData && <Work text={t("exposure.working")} cancel={stop} />}
            <Three of={data} />
            <div className="grid">
              <div className="x7">
                <Originators of={data} url={url} />
                <Waits of={rank} text={t("exposure.workingRank")} stop={stop} title={t("exposure.agreements")}>
                  {(rank_) => <Agreements rank={rank_} of={data} standings={standings} />}
                </Waits>
                {rank.data && rank.data.members.length > 0 && members.length > 1 && <Members rank={rank.data} title={t("exposure.ranked")} />}
                {data.agencies.length > 0 && <Agencies of={data} rank={members.length === 1 ? rank.data : undefined} roles={roles} />}
                {partners.data && partners.data.members.length > 0 && <Members rank={partners.data} title={t("exposure.parties")} note={t("exposure.partiesNote")} open={(name) => set([name])} />}
              </div>
              <div className="x5">
                <Section title={t("exposure.frontier")}>
                  <Waits of={frontier} text={t("exposure.workingFrontier")} stop={stop}>
                    {(points) => (points.points.length ? <Frontier of={points} url={url} simulate={(changes) => url.change({ change: changesTo(changes), sim: changesTo(changes) }, { push: true })} /> : <Empty />)}
                  </Waits>
                </Section>
                <WhatIf members={members} weight={weight} url={url} agreements={agreements} agencies={[...roles.keys()].filter((one) => members.some((member) => one === member || one.startsWith(`${member}.`) || member.startsWith(`${one}.`)))} parties={parties} topics={data.topics.flatMap((one) => (one.name ? [one.name] : []))} />
              </div>
              <div className="span12">
                {own && <Objects query={query} party={own} url={url} />}
                {data.notes.length > 0 && (
                  <details className="note mt">
                    <summary>{t("exposure.notes")}</summary>
                    {data.notes.map((one) => (
                      <p key={one}>{one}</p>
                    ))}
                  </details>
                )}
              </div>
            </div>
          </div>
        )}
      </Page>
    </div>
  );
}

// A part that is worked out after the counts: its own wait, its own refusal, and the old one until then.
function Waits<T>({ of, text, stop, title, children }: { of: ReturnType<typeof useQuestion<T>>; text: string; stop: () => void; title?: string; children: (data: T) => React.ReactNode }) {
  const inner = (
    <>
      {of.isFetching && of.data === undefined && <Work text={text} cancel={stop} />}
      {!of.isFetching && of.data === undefined && !of.isError && <Skeleton rows={4} />}
      {!of.isFetching && of.isError && (isAbsent(of.error) ? <Empty /> : <Trouble error={of.error} again={() => void of.refetch()} />)}
    </>
  );
  if (of.data === undefined) return title ? <Section title={title}>{inner}</Section> : inner;
  return (
    <div className={of.isPlaceholderData ? "stale" : undefined}>
      {of.isFetching && of.isPlaceholderData && <Work text={text} cancel={stop} />}
      {!of.isFetching && of.isError && inner}
      {children(of.data)}
    </div>
  );
}
