// The desk: what is new, what waits, what ends, and one's drafts. A digest.
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router-dom";
import type { Schemas } from "~/api/client";
import { isAbsent } from "~/api/problem";
import { act, read, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Page, Section } from "~/kit/layout";
import { Agency, Delta, highest, Level, State, type Shape, type Tone } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { Empty, Got, Trouble } from "~/kit/states";
import { Time, useDue } from "~/kit/time";
import { useActs, useFrame } from "~/shell/frame";
import { useSession } from "~/shell/session";
import { useId, useState } from "react";
import "./desk.css";
import { groupSearch } from "./search";

type Side = Schemas["DeskSide"];
type Group = Side["groups"][number];

const place = { path: { kind: "seen", id: "desk" } } as const;
const isJapanese = (text: string) => /[\u3040-\u30ff\u3400-\u9fff]/.test(text);
// The node's own sentences are English, whatever language the console is in; in what people wrote for them there may be Japanese.
const said = (text: string | undefined) => (text ? (isJapanese(text) ? "ja" : "en") : undefined);

function GroupOf({ group, sign }: { group: Group; sign: 1 | -1 }) {
  const t = useT();
  const schemes = useSchemes();
  const { why } = group;
  const named = useId();
  const more = group.objects - group.first.length;
  return (
    <div className="grp">
      <div className="gh">
        <Delta n={sign * group.objects} className="delta" />
        <div>
          <h3 id={named} lang={said(why.text)}>{why.agreement ? <Link to={`/agreements/${encodeURIComponent(why.agreement)}`}>{why.text}</Link> : why.text}</h3>
          <p className="sm dim">
            {why.detail && <><span lang={said(why.detail)}>{why.detail}</span> · </>}
            {!!why.policy && <>{t("desk.policy", { n: why.policy })} · </>}
            <Time at={why.at} />
          </p>
        </div>
      </div>
      <table className="tbl tight" aria-labelledby={named}>
        <tbody>
          {group.first.map((one) => {
            const level = highest(one.levels, schemes.find);
            return (
              <tr key={one.id + one.version}>
                <td className={`sg b ${sign > 0 ? "gain" : "loss"}`}>{sign > 0 ? "+" : "−"}</td>
                <td className="lvc">{level && <Level {...level} />}</td>
                <td className="ti clip">
                  {sign > 0 ? (
                    <Link to={`/product/${one.id}`} lang={isJapanese(one.title ?? "") ? "ja" : undefined}>
                      {one.title || one.id}
                    </Link>
                  ) : (
                    <>
                      <span className="mono">{one.id}</span>{" "}
                      {one.replaced_by ? (
                        <Link className="link sm" to={`/product/${one.replaced_by}`}>
                          {t("desk.replaced", { id: one.replaced_by.split("--")[0]! })}
                        </Link>
                      ) : (
                        <span className="faint sm">{t("desk.untitled")}</span>
                      )}
                    </>
                  )}
                </td>
                <td className="from hide-s">{one.originators?.[0] && <Agency id={one.originators[0]} />}</td>
                <td className="kind hide-s dim clip">{one.type}</td>
                <td className="at num faint hide-s">
                  <Time at={one.date_added} form="day" />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {more > 0 && (
        <p className="more">
          {sign > 0 ? (
            <Link className="link" to={groupSearch(group)}>
              {t("desk.moreOf", { n: more })}
            </Link>
          ) : (
            <span className="faint">{t("desk.moreOf", { n: more })}</span>
          )}
        </p>
      )}
    </div>
  );
}

function SideOf({ side, sign }: { side: Side; sign: 1 | -1 }) {
  const t = useT();
  if (side.objects === 0) return null;
  return (
    <Section title={t(sign > 0 ? "desk.gainedTitle" : "desk.lostTitle")} count={side.objects} note={t("desk.grouped")}>
      {side.groups.map((group, i) => (
        <GroupOf key={i} group={group} sign={sign} />
      ))}
      {side.rest && <p className="more faint">{t("desk.rest", { n: side.rest.objects, groups: side.rest.groups })}</p>}
    </Section>
  );
}

function Owed({ owed }: { owed: Schemas["OwedList"]["owed"] }) {
  const t = useT();
  const due = useDue();
  return (
    <Section title={t("desk.owedTitle")} count={owed.length}>
      {owed.length === 0 && <p className="faint mt">{t("desk.nothingOwed")}</p>}
      <ul className="list owe">
        {owed.map((one) => {
          const when = one.due ? due(one.due) : undefined;
          return (
            <li key={one.kind + one.id}>
              <div className={`due ${when && (when.late || when.soon) ? "bad" : ""}`}>
                {one.due ? (
                  <>
                    {when!.text}
                    <br />
                    <Time at={one.due} form="day" />
                  </>
                ) : (
                  one.since && <Time at={one.since} form="day" />
                )}
              </div>
              <div>
                <p className="b" lang={isJapanese(one.title) ? "ja" : undefined}>
                  {one.title}
                </p>
                <p className="sm dim" lang={said(one.detail)}>{one.detail}</p>
              </div>
              <Link className="btn s" to={one.kind === "tearline" ? `/write?tearline=${one.id}` : one.path} aria-label={`${t(`desk.do.${one.kind}`)}: ${one.title}`}>
                {t(`desk.do.${one.kind}`)}
              </Link>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

const states: Record<string, { shape: Shape; tone: Tone }> = {
  "in force": { shape: "force", tone: "ok" },
  "notice given": { shape: "notice", tone: "warn" },
  suspended: { shape: "suspended", tone: "warn" },
  valid: { shape: "signed", tone: "" },
};

function Ending({ ending }: { ending: Schemas["OwedList"]["ending"] }) {
  const t = useT();
  return (
    <Section title={t("desk.endingTitle")} count={ending.length} note={t("desk.daysOf")}>
      {ending.length === 0 && <p className="faint mt">{t("desk.nothingEnds")}</p>}
      <ul className="list until">
        {ending.map((one) => (
          <li key={one.kind + one.id}>
            <div className="spread">
              <span className="b">
                {one.kind === "agreement" ? <Link to={`/agreements/${encodeURIComponent(one.id)}`}>{one.title}</Link> : one.title} <span className="faint sm">{t(`desk.kind.${one.kind}`)}</span>
              </span>
              <span className="num">{t("desk.days", { n: one.days })}</span>
            </div>
            <svg viewBox="0 0 300 6" preserveAspectRatio="none" aria-hidden="true">
              <rect className="track" width="300" height="6" rx="3" />
              <rect className={one.days <= 30 ? "soon" : "left"} width={Math.max(3, Math.min(300, (300 * one.days) / 90))} height="6" rx="3" />
            </svg>
            <p className="sm dim spread">
              <span lang={said(one.detail)}>{one.detail || t.nodes("desk.ends", { at: <Time at={one.until} form="date" /> })}</span>
              <State {...(states[one.state] ?? { shape: "signed", tone: "" })}>{t(`desk.state.${one.state}`)}</State>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Drafts() {
  const t = useT();
  const drafts = useRead("/api/v1/notebook", { query: { kind: "draft" } });
  const { is } = useSession();
  const official = is("official"); // who else has drafts of agreements cannot open them
  const agreements = useRead("/api/v1/notebook", { query: { kind: "agreement-draft" } }, { enabled: official });
  const entries = [
    ...(drafts.data?.entries ?? []).map((one) => ({ ...one, to: `/write/${one.id}`, kind: "" })),
    ...(official ? (agreements.data?.entries ?? []) : []).map((one) => ({ ...one, to: `/agreements?edit=${one.id}`, kind: t("desk.kind.agreement") })),
  ].sort((a, b) => (a.changed < b.changed ? 1 : a.changed > b.changed ? -1 : 0));
  return (
    <Section title={t("desk.drafts")} count={entries.length}>
      {entries.length === 0 && <p className="faint mt">{t("desk.draftHint")}</p>}
      <ul className="list">
        {entries.slice(0, 5).map((one) => (
          <li key={one.to} className="spread">
            <span className="clip">
              <Link className="b" to={one.to} lang={isJapanese(one.title) ? "ja" : undefined}>
                {one.title || one.id}
              </Link>{" "}
              {one.kind && <span className="faint sm">{one.kind}</span>}
            </span>
            <span className="sm dim nw">{t.nodes("desk.edited", { at: <Time at={one.changed} /> })}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export default function Desk() {
  const t = useT();
  const schemes = useSchemes();
  const client = useQueryClient();
  const desk = useRead("/api/v1/desk", undefined);
  const owed = useRead("/api/v1/owed", undefined);
  const [problem, setProblem] = useState<unknown>();
  const [before, setBefore] = useState<{ cursor?: string }>(); // how far was seen before the last "seen"
  const mark = highest([...(desk.data?.gained.groups ?? []), ...(desk.data?.lost.groups ?? [])].flatMap((group) => group.first.flatMap((one) => one.levels ?? [])), schemes.find);
  useFrame({ title: t("desk.title"), mark: mark && { text: mark.word, rung: mark.rung } });

  // The place in the feed that the numbers reach to, so that nothing that came meanwhile counts as seen.
  const seen = async () => {
    if (!desk.data) return;
    setProblem(undefined);
    try {
      const old = await read("/api/v1/notebook/{kind}/{id}", place).catch((error: unknown) => (isAbsent(error) ? {} : Promise.reject(error)));
      const { cursor } = old as { cursor?: string };
      await act("put", "/api/v1/notebook/{kind}/{id}", { params: place, body: { title: "desk", cursor: desk.data.next } });
      if (cursor !== desk.data.next) setBefore({ cursor });
      await client.invalidateQueries();
    } catch (error) {
      setProblem(error);
    }
  };
  const unseen = async () => {
    if (!before) return;
    setProblem(undefined);
    try {
      if (before.cursor === undefined) await act("delete", "/api/v1/notebook/{kind}/{id}", { params: place });
      else await act("put", "/api/v1/notebook/{kind}/{id}", { params: place, body: { title: "desk", cursor: before.cursor } });
      setBefore(undefined);
      await client.invalidateQueries();
    } catch (error) {
      setProblem(error);
    }
  };
  useActs([
    { id: "seen", text: t("desk.markSeen"), key: "m", run: () => void seen(), disabled: !desk.data },
    { id: "unseen", text: t("desk.undoSeen"), run: () => void unseen(), disabled: !before },
  ]);

  return (
    <div className="desk">
      <Page title={t("desk.title")} sub={desk.data && t.nodes("desk.since", { at: <Time at={desk.data.since} form="full" /> })}
        acts={
          <>
            {before && <button type="button" className="btn" onClick={() => void unseen()}>{t("desk.undoSeen")}</button>}
            <button type="button" className="btn" onClick={() => void seen()} disabled={!desk.data}>{t("desk.markSeen")}</button>
          </>
        }>
        {problem !== undefined && <Trouble error={problem} />}
        <Got from={desk} rows={8}>
          {(data) => (
            <>
              <div className="digest">
                <div>
                  <b>
                    <How by={t("desk.howGained")}>
                      <Delta n={data.gained.objects} />
                    </How>
                  </b>
                  <span className="k">{t("desk.gained")}</span>
                </div>
                <div>
                  <b>
                    <How by={t("desk.howLost")}>
                      <Delta n={-data.lost.objects} />
                    </How>
                  </b>
                  <span className="k">{t("desk.lost")}</span>
                </div>
                <div>
                  <b>
                    <How by={t("desk.howOwed")}>{owed.data?.owed.length ?? "–"}</How>
                  </b>
                  <span className="k">{t("desk.owed", { n: owed.data?.owed.length ?? 0 })}</span>
                </div>
                <div>
                  <b>
                    <How by={t("desk.howEnding")}>{owed.data?.ending.length ?? "–"}</How>
                  </b>
                  <span className="k">{t("desk.ending")}</span>
                </div>
              </div>
              <div className="grid">
                <div className="span8">
                  {data.more && <p className="note">{t("desk.moreFollows")}</p>}
                  <SideOf side={data.gained} sign={1} />
                  <SideOf side={data.lost} sign={-1} />
                  {data.gained.objects + data.lost.objects === 0 && <Empty>{t("desk.nothingNew")}</Empty>}
                </div>
                <div className="span4 desk-side">
                  <Got from={owed}>
                    {(list) => (
                      <>
                        <Owed owed={list.owed} />
                        <Ending ending={list.ending} />
                      </>
                    )}
                  </Got>
                  <Drafts />
                </div>
              </div>
            </>
          )}
        </Got>
      </Page>
    </div>
  );
}
