// What changes would remove of exposure, and who would lose what: the changes are in the address, and worked out when somebody asks for it.
import { useState, type FormEvent } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { isAbsent } from "~/api/problem";
import { act, useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { Bar } from "~/chart/bars";
import { useT, type Key, type Translate } from "~/i18n";
import { How } from "~/kit/how";
import { Field, save, Section } from "~/kit/layout";
import { csvOf } from "~/kit/csv";
import { Agency } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { Trouble, Work } from "~/kit/states";
import { Table, type Column } from "~/kit/table";
import type { useUrl } from "~/kit/url";
import { useActs } from "~/shell/frame";
import { useNumber } from "./counts";
import { useQuestion } from "./lane";
import { changeOf, changesOf, changesTo, percent, type Change } from "./sums";

type Answer = Schemas["ExposureWhatIf"];
type Receiver = Answer["agencies"][number];
const kinds = ["suspend", "suspend-party", "ceiling", "drop-topic", "re-tier"] as const;

export function saidChange(t: Translate, text: string): string {
  const one = changeOf(text);
  if (!one) return text;
  if (one.kind === "suspend") return one.from ? t("exposure.said.suspendOne", { agreement: one.agreement, from: one.from, to: one.to! }) : t("exposure.said.suspend", { agreement: one.agreement });
  return t(`exposure.said.${one.kind}` as Key, one as unknown as Record<string, string>);
}

type Listed = { id: string; bound: readonly string[] };
// What an agreement's text names: its topics, and the level words that arrive at a party.
function useTerms(id: string, party: string): { topics: string[]; words: string[] } {
  const { data } = useRead("/api/v1/agreements/{id}", { path: { id } }, { enabled: id !== "" });
  const version = data?.versions?.find((one) => one.version === data.standing?.version) ?? data?.versions?.[0];
  const agreement = (version?.file as { agreement?: { topics?: { any?: string[] }; equivalence?: { from: { party: string; word: string }; to: { party: string; word: string }; both_ways?: boolean }[] } } | undefined)?.agreement;
  const words = (agreement?.equivalence ?? []).flatMap((row) => [row.to.party === party ? row.to.word : "", row.both_ways && row.from.party === party ? row.from.word : ""]);
  return { topics: agreement?.topics?.any ?? [], words: [...new Set(words.filter(Boolean))] };
}

function Adder({ agreements, agencies, parties, topics, add }: { agreements: readonly Listed[]; agencies: readonly string[]; parties: readonly string[]; topics: readonly string[]; add: (change: string) => void }) {
  const t = useT();
  const [kind, setKind] = useState<Change["kind"]>("suspend");
  const [agreement, setAgreement] = useState("");
  const [direction, setDirection] = useState("");
  const [party, setParty] = useState("");
  const [agency, setAgency] = useState("");
  const [word, setWord] = useState("");
  const chosen = agreements.find((one) => one.id === agreement) ?? agreements[0];
  const bound = chosen?.bound ?? [];
  const to = bound.includes(party) ? party : (bound[0] ?? "");
  const terms = useTerms(kind === "ceiling" || kind === "drop-topic" ? (chosen?.id ?? "") : "", to);
  const { schemes } = useSchemes();
  const whose = (agencies.includes(agency) ? agency : (agencies[0] ?? "")) || "";
  const schemeWords = (of: string) => [...new Set(schemes.filter((one) => one.scheme === of.split(".")[0] || one.scheme.startsWith(`${of.split(".")[0]}-`)).flatMap((one) => one.levels.map((level) => level.word)))];
  const words = kind === "ceiling" ? (terms.words.length ? terms.words : schemeWords(to)) : schemeWords(whose);
  const listed = terms.topics.length ? terms.topics : topics;
  const directions = bound.flatMap((from) => bound.filter((one) => one !== from).map((one) => `${from}>${one}`));
  const out = {
    suspend: chosen && `suspend=${chosen.id}${directions.includes(direction) ? `:${direction}` : ""}`,
    "suspend-party": `suspend-party=${parties.includes(party) ? party : (parties[0] ?? "")}`,
    ceiling: chosen && word.trim() && `ceiling=${chosen.id}:${to}:${word.trim()}`,
    "drop-topic": chosen && (word.trim() || listed[0]) && `drop-topic=${chosen.id}:${word.trim() || listed[0]}`,
    "re-tier": whose && word.trim() && `re-tier=${whose}:${word.trim()}`,
  }[kind];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (out) add(out);
  };
  const pick = (label: string, value: string, set: (to: string) => void, options: readonly { id: string; text: string }[]) => (
    <Field label={label}>
      <select value={value} onChange={(event) => set(event.target.value)}>
        {options.map((one) => (
          <option key={one.id} value={one.id}>
            {one.text}
          </option>
        ))}
      </select>
    </Field>
  );
  const plain = (list: readonly string[]) => list.map((id) => ({ id, text: id }));
  const type = (label: string, list: readonly string[]) => (
    <Field label={label}>
      <input value={word} list="exposure-words" onChange={(event) => setWord(event.target.value.replaceAll(";", ""))} placeholder={list[0] ?? ""} />
      <datalist id="exposure-words">
        {list.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </Field>
  );
  const withAgreement = kind === "suspend" || kind === "ceiling" || kind === "drop-topic";
  return (
    <form className="adder" onSubmit={submit} aria-label={t("exposure.kind")}>
      {pick(t("exposure.kind"), kind, (next) => (setKind(next as Change["kind"]), setWord("")), kinds.map((id) => ({ id, text: t(`exposure.change.${id}`) })))}
      {withAgreement && pick(t("exposure.agreement"), chosen?.id ?? "", setAgreement, plain(agreements.map((one) => one.id)))}
      {kind === "suspend" && pick(t("exposure.direction"), direction, setDirection, [{ id: "", text: t("exposure.bothWays") }, ...directions.map((id) => ({ id, text: id.replace(">", " → ") }))])}
      {kind === "suspend-party" && pick(t("exposure.party"), parties.includes(party) ? party : (parties[0] ?? ""), setParty, plain(parties))}
      {kind === "ceiling" && pick(t("exposure.party"), to, setParty, plain(bound))}
      {kind === "re-tier" && pick(t("exposure.agency"), whose, setAgency, plain(agencies))}
      {(kind === "ceiling" || kind === "re-tier") && type(t("exposure.word"), words)}
      {kind === "drop-topic" && type(t("exposure.topic"), listed)}
      <button className="btn" disabled={!out}>
        {t("exposure.add")}
      </button>
    </form>
  );
}

export function WhatIf({ members, weight, url, agreements, agencies, parties, topics }: { members: readonly string[]; weight: { weight?: "level" | "type" }; url: ReturnType<typeof useUrl>; agreements: readonly Listed[]; agencies: readonly string[]; parties: readonly string[]; topics: readonly string[] }) {
  const t = useT();
  const client = useQueryClient();
  const changes = changesOf(url.get("change"));
  const asked = changesOf(url.get("sim"));
  const set = (next: readonly string[]) => url.change({ change: changesTo(next), ...(next.length ? {} : { sim: "" }) });
  const body = { members: [...members], changes: asked, ...weight };
  const key = ["what-if", body];
  const answer = useQuestion<Answer>(key, (signal) => act("post", "/api/v1/exposure/what-if", { body, signal }), asked.length > 0);
  const run = () => {
    if (url.get("sim") === changesTo(changes)) void answer.refetch();
    else url.change({ sim: changesTo(changes) }, { push: true });
  };
  useActs([{ id: "exposure.run", text: t("exposure.run"), key: "s", run, disabled: changes.length === 0 }]);
  const stale = asked.length > 0 && (changesTo(changes) !== changesTo(asked) || answer.isPlaceholderData);
  return (
    <Section title={t("exposure.whatIf")} note={<How by={<p>{t("exposure.whatIfHow")}</p>}>{t("exposure.whatIfNote")}</How>}>
      <Adder agreements={agreements} agencies={agencies} parties={parties} topics={topics} add={(one) => set([...changes, one])} />
      {changes.length > 0 ? (
        <>
          <ul className="changes">
            {changes.map((one) => (
              <li key={one} className="chip">
                {saidChange(t, one)}
                <button type="button" aria-label={t("exposure.remove", { name: saidChange(t, one) })} onClick={() => set(changes.filter((other) => other !== one))}>
                  ×
                </button>
              </li>
            ))}
          </ul>
          <div className="row">
            <button type="button" className="btn p" onClick={run} disabled={answer.isFetching}>
              {t("exposure.run")} <kbd>s</kbd>
            </button>
            <button type="button" className="btn" onClick={() => set([])}>
              {t("exposure.clear")}
            </button>
          </div>
        </>
      ) : (
        <p className="note">{t("exposure.none")}</p>
      )}
      {asked.length > 0 && answer.isFetching && <Work text={t("exposure.workingWhatIf")} cancel={() => void client.cancelQueries({ queryKey: ["/api/v1/exposure", ...key] })} />}
      {asked.length > 0 && !answer.isFetching && answer.isError && <Trouble error={isAbsent(answer.error) ? new Error(t("kit.nothing")) : answer.error} again={() => void answer.refetch()} />}
      {asked.length > 0 && answer.data && !answer.isError && (
        <div className={stale ? "stale" : undefined}>
          {changesTo(changes) !== changesTo(asked) && <p className="note">{t("exposure.older")}</p>}
          <Outcome of={answer.data} />
        </div>
      )}
    </Section>
  );
}

function Outcome({ of }: { of: Answer }) {
  const t = useT();
  const n = useNumber();
  const most = Math.max(0, ...of.agencies.map((one) => one.lost));
  const columns: Column<Receiver>[] = [
    { id: "agency", head: t("exposure.agency"), cell: (row) => <span className="nw"><Agency id={row.name} /> {row.member && <span className="note">{t("exposure.isMember")}</span>}</span>, value: (row) => row.name },
    { id: "bar", head: "", hide: "small", cell: (row) => <Bar value={row.lost} most={most} tone="lost" />, width: "30%" },
    { id: "lost", head: t("exposure.objectsLost"), number: true, cell: (row) => <span className="loss">{row.lost ? `−${n(row.lost)}` : "0"}</span>, value: (row) => row.lost },
    { id: "read", head: t("exposure.readLost"), number: true, cell: (row) => n(row.read), value: (row) => row.read },
  ];
  const file = () =>
    save("exposure-what-if.csv", "text/csv", csvOf([
      ["section", "name", "member", "objects_lost", "read_in_90_days", "exposure_removed"],
      ["changes", of.changes.join("; "), undefined, of.lost_elsewhere, undefined, of.removed],
      ...of.originators.map((one) => ["originator", one.name, undefined, undefined, undefined, one.removed]),
      ...of.parties.map((one) => ["party", one.name, one.member ? "yes" : "no", one.lost, one.read]),
      ...of.agencies.map((one) => ["agency", one.name, one.member ? "yes" : "no", one.lost, one.read]),
      ...of.reasons.map((one) => ["reason", one.text, undefined, one.objects]),
    ]));
  return (
    <>
      <div className="outcome">
        <b data-number="removed" className={of.removed ? "gain" : undefined}>
          {of.removed ? `−${n(of.removed)}` : "0"}
        </b>
        <span>
          {of.removed ? t("exposure.resultLess", { n: of.removed }) : t("exposure.resultNone")}
          {of.removed > 0 && ` (${n(percent(of.removed, of.before), 1)}%)`}
          <br />
          <span className="dim">
            <span data-number="before">{n(of.before)}</span> → <span data-number="after">{n(of.after)}</span>
          </span>
        </span>
        <button type="button" className="btn s sp" onClick={file}>
          {t("kit.csv")}
        </button>
      </div>
      <p className="note">{t("exposure.resultHeld")}</p>
      <Section className="mt" title={t("exposure.loses")} note={t("exposure.losesNote")}>
        {of.agencies.length ? <Table label={t("exposure.loses")} columns={columns} rows={of.agencies} id={(row) => row.name} tight /> : <p className="note mt">{t("exposure.nobody")}</p>}
        {of.lost_elsewhere > 0 && <p className="note mt">{t("exposure.elsewhere", { n: of.lost_elsewhere })}</p>}
      </Section>
      {of.originators.length > 0 && (
        <Section title={t("exposure.byOriginatorRemoved")}>
          <table className="tbl tight" aria-label={t("exposure.byOriginatorRemoved")}>
            <tbody>
              {of.originators.map((one) => (
                <tr key={one.name}>
                  <td>
                    <Agency id={one.name} />
                  </td>
                  <td className="num">−{n(one.removed)}</td>
                </tr>
              ))}
              <tr className="sum">
                <td>{t("exposure.allRow")}</td>
                <td className="num">{of.removed ? `−${n(of.removed)}` : "0"}</td>
              </tr>
            </tbody>
          </table>
        </Section>
      )}
      {of.reasons.length > 0 && (
        <Section title={t("exposure.reasons")}>
          <Table label={t("exposure.reasons")} rows={of.reasons} id={(row) => row.text}
            columns={[
              { id: "text", head: t("exposure.reason"), cell: (row) => <span className="wrap">{row.text}</span>, value: (row) => row.text },
              { id: "objects", head: t("exposure.objectsLost"), number: true, cell: (row) => n(row.objects), value: (row) => row.objects },
              { id: "people", head: t("exposure.people"), number: true, cell: (row) => n(row.people), value: (row) => row.people },
            ]}
          />
        </Section>
      )}
      {of.notes.length > 0 && (
        <details className="note mt">
          <summary>{t("exposure.notes")}</summary>
          {of.notes.map((one) => (
            <p key={one}>{one}</p>
          ))}
        </details>
      )}
    </>
  );
}
