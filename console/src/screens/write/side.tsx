// Beside the text: who would read it, what each source costs, what is wrong, and what it is about.
import { useState } from "react";
import type { Schemas } from "~/api/client";
import { useRead } from "~/api/read";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Field, Section } from "~/kit/layout";
import { Agency, Decision, highest, Level, levelOf } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { useSettled } from "~/shell/settled";
import { isJapanese } from "~/screens/product/parts";
import type { Draft } from "./draft";
import { useDirectory } from "./editor";

type Reading = Schemas["DraftReading"];
type Change = (next: (now: Draft) => Draft) => void;

// Agencies of a party that are answered alike stand in one row; of a long answer the first clause, the rest on request.
export function rowsOf(readers: Reading["readers"]) {
  const rows = new Map<string, Reading["readers"][number] & { agencies: string[] }>();
  for (const one of [...readers].sort((a, b) => Number(b.reads) - Number(a.reads) || a.agency.localeCompare(b.agency))) {
    const key = JSON.stringify([one.party, one.reads, one.cut, one.text || one.clause]);
    const row = rows.get(key);
    if (row) row.agencies.push(one.agency);
    else rows.set(key, { ...one, agencies: [one.agency] });
  }
  return [...rows.values()];
}

export function WouldRead({ reading, stale }: { reading: Reading; stale: boolean }) {
  const t = useT();
  return (
    <Section title={t("write.wouldRead")} count={t("product.readersOf", { part: reading.readers.filter((one) => one.reads).length, of: reading.readers.length })} note={stale ? t("write.asking") : undefined}>
      <table className="tbl tight readers" aria-label={t("write.wouldRead")}>
        <tbody>
          {rowsOf(reading.readers).map((one) => {
            const [why = "", ...more] = (one.text || one.clause).split(/; /);
            return (
              <tr key={one.agencies.join()}>
                <td>
                  {one.agencies.map((agency) => (
                    <div key={agency}>
                      <Agency id={agency} />
                    </div>
                  ))}
                </td>
                <td>
                  <Decision reads={one.reads} cut={one.cut} />
                </td>
                <td className="dim sm">{more.length ? <How by={[why, ...more].map((part) => <p key={part}>{part}</p>)}>{why}</How> : why}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}

export function Problems({ reading, pasted }: { reading?: Reading; pasted?: string }) {
  const t = useT();
  const problems = reading?.problems ?? [];
  if (!problems.length && !pasted && !reading?.remarks.length) return null;
  return (
    <Section title={t("write.problems")} count={problems.length + (pasted ? 1 : 0)}>
      <ul className="list sm">
        {pasted && <li className="bad">{t("write.pastedWrong", { text: pasted })}</li>}
        {problems.map((one) => (
          <li key={one.pointer + one.message}>
            <span className={one.weight === "error" ? "bad" : "warn"}>{t(one.weight === "error" ? "write.error" : "write.warning")}</span> {one.message} <span className="mono faint">{one.pointer}</span>
          </li>
        ))}
        {reading?.remarks.map((one) => (
          <li key={one} className="dim">
            {one}
          </li>
        ))}
      </ul>
    </Section>
  );
}

// Finding what to attach, by words.
function Finder({ label, taken, take }: { label: string; taken: readonly { id: string }[]; take: (one: { id: string; title: string }) => void }) {
  const t = useT();
  const schemes = useSchemes();
  const [words, setWords] = useState("");
  const asked = useSettled(words.trim(), 200);
  const { data } = useRead("/api/v1/search", { query: { q: asked, limit: 6 } }, { enabled: asked.length > 1 });
  const found = asked.length > 1 ? (data?.found ?? []).filter((one) => !taken.some((other) => other.id === one.id)) : [];
  return (
    <div>
      <Field label={label} above>
        <input value={words} placeholder={t("write.find")} onChange={(event) => setWords(event.target.value)} />
      </Field>
      <ul className="list sm">
        {found.map((one) => {
          const level = highest(one.levels.map(levelOf), schemes.find);
          return (
            <li key={one.owner + one.id} className="spread">
              <span className="clip" lang={isJapanese(one.title) ? "ja" : undefined}>
                {level && <Level {...level} />} {one.title || one.id} <span className="faint">{one.type}</span>
              </span>
              <button type="button" className="btn s"
                onClick={() => {
                  take({ id: one.id, title: one.title });
                  setWords("");
                }}>
                {t("write.add")}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

export function Sources({ draft, change, reading }: { draft: Draft; change: Change; reading?: Reading }) {
  const t = useT();
  return (
    <Section title={t("write.sources")} count={draft.sources.length} note={t("write.sourcesNote")}>
      <ul className="list sm">
        {draft.sources.map((one) => {
          const cost = reading?.sources.find((source) => source.id === one.id);
          return (
            <li key={one.id}>
              <div className="spread">
                <span className="b clip">{one.title || one.id}</span>
                <button type="button" className="plain faint" aria-label={t("write.takeAway", { title: one.title || one.id })} onClick={() => change((now) => ({ ...now, sources: now.sources.filter((source) => source.id !== one.id) }))}>
                  ×
                </button>
              </div>
              {cost && <p className={cost.loses.length ? "loss" : "dim"}>{cost.loses.length ? t("write.loses", { names: cost.loses.join(", ") }) : t("write.losesNobody")}</p>}
              {cost && cost.loses.length > 0 && <p className="note">{cost.sentence}</p>}
            </li>
          );
        })}
      </ul>
      <Finder label={t("write.addSource")} taken={draft.sources} take={(one) => change((now) => ({ ...now, sources: [...now.sources, one] }))} />
      <label className="row mt">
        <input type="checkbox" checked={draft.tearline} disabled={!draft.sources.length} onChange={(event) => change((now) => ({ ...now, tearline: event.target.checked }))} /> {t("write.tearline")}
      </label>
      {draft.tearline && <p className="note">{t("write.tearlineHint")}</p>}
    </Section>
  );
}

export function Attached({ draft, change }: { draft: Draft; change: Change }) {
  const t = useT();
  return (
    <Section title={t("write.attached")} count={draft.attached.length}>
      <ul className="list sm">
        {draft.attached.map((one) => (
          <li key={one.id} className="spread">
            <span className="clip">
              {one.title || one.id} <span className="faint">{one.id.split("--")[0]}</span>
            </span>
            <button type="button" className="plain faint" aria-label={t("write.takeAway", { title: one.title || one.id })} onClick={() => change((now) => ({ ...now, attached: now.attached.filter((other) => other.id !== one.id) }))}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <Finder label={t("write.addAttached")} taken={draft.attached} take={(one) => change((now) => ({ ...now, attached: [...now.attached, one] }))} />
      <Field label={t("write.pasted")} above hint={t("write.pastedHint")}>
        <textarea className="mono" rows={3} spellCheck={false} value={draft.pasted} onChange={(event) => change((now) => ({ ...now, pasted: event.target.value }))} />
      </Field>
    </Section>
  );
}

// Words of the alliance that a marking may use.
export function Words({ draft, change, party }: { draft: Draft; change: Change; party: string }) {
  const t = useT();
  const { data } = useRead("/api/v1/schemes", undefined, { stale: Infinity });
  const directory = useDirectory();
  const to = draft.mark.to;
  const names = [...(data?.communities ?? []), ...(directory?.parties ?? []).map((one) => one.id).filter((one) => one !== party)];
  const toggle = (list: string[], name: string) => (list.includes(name) ? list.filter((one) => one !== name) : [...list, name]);
  return (
    <>
      <fieldset className="chips">
        <legend>{t("write.releasable")}</legend>
        <label>
          <input type="checkbox" checked={to === null} onChange={(event) => change((now) => ({ ...now, mark: { word: now.mark.word, to: event.target.checked ? null : [] } }))} /> {t("write.releasableDefault")}
        </label>
        {names.map((name) => (
          <label key={name}>
            <input type="checkbox" checked={to?.includes(name) ?? false} onChange={() => change((now) => ({ ...now, mark: { word: now.mark.word, to: toggle(now.mark.to ?? [], name) } }))} /> {name}
          </label>
        ))}
      </fieldset>
      {(data?.topics.length ?? 0) > 0 && (
        <fieldset className="chips">
          <legend>{t("write.topics")}</legend>
          {data!.topics.map((name) => (
            <label key={name}>
              <input type="checkbox" checked={draft.topics.includes(name)} onChange={() => change((now) => ({ ...now, topics: toggle(now.topics, name) }))} /> {name}
            </label>
          ))}
        </fieldset>
      )}
      {(data?.controls.length ?? 0) > 0 && (
        <fieldset className="chips">
          <legend>{t("write.controls")}</legend>
          {data!.controls.map((one) => (
            <label key={one.name} title={one.means}>
              <input type="checkbox" checked={draft.controls.includes(one.name)} onChange={() => change((now) => ({ ...now, controls: toggle(now.controls, one.name) }))} /> {one.name}
            </label>
          ))}
        </fieldset>
      )}
      <Field label={t("write.caveats")} above hint={t("write.caveatsHint")}>
        <textarea rows={2} value={draft.caveats.join("\n")} onChange={(event) => change((now) => ({ ...now, caveats: event.target.value.split("\n") }))} onBlur={() => change((now) => ({ ...now, caveats: now.caveats.map((one) => one.trim()).filter(Boolean) }))} />
      </Field>
    </>
  );
}
