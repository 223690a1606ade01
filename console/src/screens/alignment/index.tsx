// Alignment: do members vote, or sign, alike? Pairs, a pair over time and around a day, beside what they share, and the group as one. Every number is an association.
import { useQueries } from "@tanstack/react-query";
import { useMemo, useState, type FormEvent } from "react";
import { isAbsent, isProblem } from "~/api/problem";
import { keyOf, read, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Bytes, Field, Page, Section, Segments } from "~/kit/layout";
import { Empty, Got, Skeleton, Trouble } from "~/kit/states";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useSession } from "~/shell/session";
import "./alignment.css";
import { Line, Lone, Rice } from "./group";
import { indexOf, indices, lastPeriod, named, pairOf, type Index } from "./measure";
import { Change, OverTime, type Event } from "./over";
import { Pairs, PairTable } from "./pairs";
import { Sharing } from "./sharing";

const counted = {
  abstain: ["middle", "leave-out", "as-no"],
  absent: ["leave-out", "as-abstain"],
  unanimous: ["keep", "drop"],
} as const;

function Group({ members, set }: { members: readonly string[]; set: (next: readonly string[]) => void }) {
  const t = useT();
  const [text, write] = useState("");
  const add = (event: FormEvent) => {
    event.preventDefault();
    const more = text.toUpperCase().split(/[\s,]+/).filter(Boolean);
    if (more.length) set([...new Set([...members, ...more])]);
    write("");
  };
  return (
    <form className="field picks" onSubmit={add}>
      <span className="k">{t("alignment.members")}</span>
      {members.map((one) => (
        <span key={one} className="chip">
          {one}
          {members.length > 2 && (
            <button type="button" aria-label={t("alignment.remove", { name: one })} onClick={() => set(members.filter((other) => other !== one))}>
              ×
            </button>
          )}
        </span>
      ))}
      <input aria-label={t("alignment.addMember")} placeholder={t("alignment.add")} value={text} onChange={(event) => write(event.target.value)} autoCapitalize="characters" spellCheck={false} />
    </form>
  );
}

export default function Alignment() {
  const t = useT();
  const url = useUrl();
  const session = useSession();
  useFrame({ title: t("alignment.title") });
  const of = url.get("of") === "statements" ? ("statements" as const) : ("roll-calls" as const);
  const index = indexOf(url.get("index"));
  const member = url.list("member");
  const pick = <K extends keyof typeof counted>(name: K) => counted[name].find((one) => one === url.get(name)) as (typeof counted)[K][number] | undefined;
  const count = { ...(pick("abstain") ? { abstain: pick("abstain") } : {}), ...(pick("absent") ? { absent: pick("absent") } : {}), ...(pick("unanimous") ? { unanimous: pick("unanimous") } : {}) };
  const group = { ...(of === "statements" ? { of } : {}), ...(member.length ? { member } : {}), ...count };

  const rice = useRead("/api/v1/alignment/rice", { query: { ...group, times: 1000, limit: 1 } }, { stale: 300_000 });
  const periods = rice.data?.periods ?? [];
  const year = Number(url.get("year")) || lastPeriod(periods);
  const whole = url.get("year") === "all";
  const at = whole || !year ? {} : { year };
  const day = whole || !year ? {} : { from: `${year}-01-01T00:00:00Z`, to: `${year}-12-31T00:00:00Z` };
  const ready = rice.isSuccess && periods.length > 0;
  const pairs = useRead("/api/v1/alignment/pairs", { query: { ...group, ...at } }, { enabled: ready, stale: 300_000 });
  const names = useMemo(() => [...new Set((pairs.data?.members ?? rice.data?.group ?? []).map((one) => one.name))], [pairs.data, rice.data]);

  const own = session.me?.party ?? "";
  const first = names.includes(own) ? own : names[0];
  const other = names.find((one) => one !== first);
  const pair = pairOf(url.get("pair")) ?? (first && other ? { a: first, b: other } : undefined);
  const choose = (a: string, b: string) => url.change({ pair: `${a}-${b}` }, { push: true });
  const series = useRead("/api/v1/alignment/pair", { query: { a: pair?.a ?? "", b: pair?.b ?? "", ...(of === "statements" ? { of } : {}), ...count, ...at, times: 1000 } }, { enabled: ready && pair !== undefined, stale: 300_000 });
  const lone = useRead("/api/v1/alignment/lone", { query: { ...group, ...day, alone: url.get("alone") === "apart" ? "apart" : "no" } }, { enabled: ready, stale: 300_000 });
  const line = useRead("/api/v1/alignment/line", { query: { ...group, ...day, ...(whole ? { by: "whole" as const } : {}) } }, { enabled: ready, stale: 300_000 });

  const mayShare = session.isOperator || session.is("official", "registrar");
  const sharing = useRead("/api/v1/alignment/sharing", { query: { index, ...count, ...day, times: 1000 } }, { enabled: ready && mayShare && of === "roll-calls", stale: 60_000 });

  // Agreements that bind both, by their entry into force: events on the line, and days to look around.
  const { data: listed } = useRead("/api/v1/agreements", undefined, { stale: 60_000 });
  const between = (listed?.agreements ?? []).filter((one) => pair && one.standing?.bound?.includes(pair.a) && one.standing.bound.includes(pair.b)).map((one) => one.id);
  const events: Event[] = useQueries({
    queries: between.map((id) => ({ queryKey: keyOf("/api/v1/agreements/{id}", { path: { id } }), queryFn: ({ signal }: { signal: AbortSignal }) => read("/api/v1/agreements/{id}", { path: { id } }, signal), staleTime: 60_000 })),
    combine: (all) =>
      all.flatMap((one) => {
        const first = (one.data?.history ?? []).map((step) => (step as { in_force?: string }).in_force).find((when) => when !== undefined);
        return one.data && first ? [{ id: one.data.id, day: first.slice(0, 10) }] : [];
      }),
  });
  const day_of = /^\d{4}-\d{2}-\d{2}$/.test(url.get("day")) ? url.get("day") : "";
  const everyone = url.get("donors") === "all";
  const donor = names.filter((one) => one !== pair?.a && one !== pair?.b);
  const span = Math.max(2, Math.min(30, Number(url.get("span", "5")) || 5));
  const window = useRead("/api/v1/alignment/window", { query: { date: `${day_of}T00:00:00Z`, a: pair?.a, b: pair?.b, index, before: span, after: span, ...(everyone || donor.length < 3 ? {} : { donor }) } }, { enabled: ready && of === "roll-calls" && day_of !== "" && pair !== undefined, keep: false, stale: 300_000 });

  const setIndex = (next: Index) => url.change({ index: next === "agree3" ? "" : next });
  const step = (by: number) => {
    const list = periods.map((one) => one.year);
    const next = list[list.indexOf(year ?? 0) + by];
    if (next !== undefined) url.change({ year: next });
  };
  useActs([
    { id: "alignment.next", text: t("alignment.nextYear"), key: "]", run: () => step(1), disabled: whole },
    { id: "alignment.before", text: t("alignment.yearBefore"), key: "[", run: () => step(-1), disabled: whole },
    { id: "alignment.of", text: t(of === "statements" ? "alignment.toRollCalls" : "alignment.toStatements"), run: () => url.change({ of: of === "statements" ? "" : "statements", year: "" }) },
    ...indices.map((id) => ({ id: `alignment.${id}`, text: t("alignment.useIndex", { index: named[id] }), run: () => setIndex(id) })),
  ]);

  const about = rice.data?.about;
  const period = whole ? t("alignment.allYears") : String(year ?? "");
  const nothing = rice.isError && isAbsent(rice.error);
  return (
    <div className="alignment">
      <Page title={t("alignment.title")} sub={about?.from ? t(of === "statements" ? "alignment.subStatements" : "alignment.sub", { from: about.from.slice(0, 4), to: (about.to ?? about.from).slice(0, 4) }) : t("alignment.notCause")}
        acts={
          <>
            <Segments label={t("alignment.of")} value={of} options={[{ id: "statements", text: t("alignment.statements") }, { id: "roll-calls", text: t("alignment.rollCalls") }]} onChange={(next) => url.change({ of: next === "statements" ? next : "", year: "" })} />
            <Field label={t("alignment.index")}>
              <select value={index} onChange={(event) => setIndex(indexOf(event.target.value))}>
                {indices.map((id) => (
                  <option key={id} value={id}>
                    {named[id]}
                  </option>
                ))}
              </select>
            </Field>
            <Field label={t("alignment.year")}>
              <select value={whole ? "all" : String(year ?? "")} onChange={(event) => url.change({ year: event.target.value })}>
                <option value="all">{t("alignment.allYears")}</option>
                {[...periods].reverse().map((one) => (
                  <option key={one.period} value={one.year}>
                    {one.period}
                  </option>
                ))}
              </select>
            </Field>
          </>
        }>
        <div className="group-bar">
          {(names.length > 0 || member.length > 0) && <Group members={member.length ? member : names} set={(next) => url.change({ member: next.join(","), pair: "" })} />}
          {(Object.keys(counted) as (keyof typeof counted)[]).map((name) => (
            <Field key={name} label={t(`alignment.${name}`)}>
              <select value={pick(name) ?? counted[name][0]} onChange={(event) => url.change({ [name]: event.target.value === counted[name][0] ? "" : event.target.value })}>
                {counted[name].map((one) => (
                  <option key={one} value={one}>
                    {t(`alignment.${name}.${one}` as Parameters<typeof t>[0])}
                  </option>
                ))}
              </select>
            </Field>
          ))}
        </div>
        {rice.isPending && !rice.isError && <Skeleton rows={8} />}
        {nothing && member.length > 0 && <Trouble error={rice.error} again={() => url.change({ member: "", pair: "" })} title={isProblem(rice.error) ? rice.error.title : undefined} />}
        {nothing && member.length === 0 && (of === "statements" ? <Empty>{t("alignment.noStatements")}</Empty> : <NoVotes operator={session.isOperator} />)}
        {rice.isError && !nothing && <Trouble error={rice.error} again={() => void rice.refetch()} />}
        {rice.data && !rice.isError && (
          <div className="two">
            <div>
              <div className={pairs.isPlaceholderData ? "o1 stale" : "o1"}>
                <Got from={pairs} rows={8}>{(data) => <Pairs of={data} index={index} period={period} chosen={pair} choose={choose} />}</Got>
              </div>
              <div className={sharing.isPlaceholderData ? "o4 stale" : "o4"}>
                {of === "roll-calls" && mayShare ? (
                  <Got from={sharing} rows={6} empty={(data) => data.pairs.length === 0}>{(data) => <Sharing of={data} index={index} period={period} chosen={pair} choose={choose} />}</Got>
                ) : (
                  <Section title={t("alignment.sharing")} note={t("alignment.notCause")}>
                    <Empty>{t(of === "statements" ? "alignment.sharingVotes" : "alignment.sharingWho")}</Empty>
                  </Section>
                )}
              </div>
              <div className="o5">
                <Rice of={rice.data} year={whole ? undefined : year} choose={(next) => url.change({ year: next })} />
              </div>
            </div>
            <div>
              <div className={series.isPlaceholderData ? "o2 stale" : "o2"}>
                <Got from={series} rows={8}>
                  {(data) => (
                    <section className="sec">
                      <OverTime of={data} index={index} events={events} window={window.data} year={whole ? undefined : year} />
                      {of === "roll-calls" && (
                        <div className="around">
                          <Field label={t("alignment.around")}>
                            <input type="date" value={day_of} onChange={(event) => url.change({ day: event.target.value })} />
                          </Field>
                          {events.length > 0 && (
                            <Field label={t("alignment.agreement")}>
                              <select value={events.find((one) => one.day === day_of)?.id ?? ""} onChange={(event) => url.change({ day: events.find((one) => one.id === event.target.value)?.day ?? "" })}>
                                <option value="">{t("kit.none")}</option>
                                {events.map((one) => (
                                  <option key={one.id} value={one.id}>
                                    {`${one.id}, ${one.day}`}
                                  </option>
                                ))}
                              </select>
                            </Field>
                          )}
                          {day_of && (
                            <>
                              <Field label={t("alignment.span")}>
                                <input type="number" min={2} max={30} value={span} onChange={(event) => url.change({ span: event.target.value === "5" ? "" : event.target.value })} />
                              </Field>
                              <Segments label={t("alignment.donors")} value={everyone || donor.length < 3 ? "all" : "group"} options={[...(donor.length < 3 ? [] : [{ id: "group" as const, text: t("alignment.donorsGroup") }]), { id: "all" as const, text: t("alignment.donorsAll") }]} onChange={(next) => url.change({ donors: next === "all" ? "all" : "" })} />
                            </>
                          )}
                        </div>
                      )}
                      {day_of && of === "roll-calls" && (window.isError ? <Trouble error={window.error} title={t("alignment.noWindow")} /> : window.data ? <Change of={window.data} /> : <Skeleton rows={2} />)}
                    </section>
                  )}
                </Got>
              </div>
              <div className={series.isPlaceholderData ? "o3 stale" : "o3"}>
                <Got from={series} rows={6}>{(data) => <PairTable of={data} index={index} setIndex={setIndex} url={url} />}</Got>
              </div>
              <div className="o6">
                <Got from={line} rows={5}>{(data) => <Line of={data} year={whole ? undefined : year} period={period} />}</Got>
              </div>
              <div className="o7">
                <Got from={lone} rows={5}>{(data) => <Lone of={data} period={period} alone={url.get("alone") === "apart" ? "apart" : "no"} setAlone={(next) => url.change({ alone: next === "no" ? "" : next })} />}</Got>
              </div>
            </div>
          </div>
        )}
      </Page>
    </div>
  );
}

const settings = '[alignment]\nvotes = "/srv/comity/votes.csv.gz"\nrollcalls = "/srv/comity/rollcalls.csv.gz"\n';
function NoVotes({ operator }: { operator: boolean }) {
  const t = useT();
  return (
    <div className="novotes">
      <Empty>{t("alignment.noVotes")}</Empty>
      <Section title={t("alignment.give")} note={operator ? undefined : t("alignment.giveWho")}>
        <p className="mt">{t("alignment.giveText")}</p>
        <div className="mt">
          <Bytes text={settings} note="node.toml" />
        </div>
      </Section>
    </div>
  );
}
