// A new round: the question, who is asked, and when each part ends.
import { useState, type FormEvent } from "react";
import { Link, useNavigate } from "react-router-dom";
import { act, useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { Field, Page, Section } from "~/kit/layout";
import { Agency } from "~/kit/marks";
import { Trouble } from "~/kit/states";
import { useFrame } from "~/shell/frame";
import { MarkingField, useMarking } from "./marking";
import { onceKey } from "./once";

const day = 86_400_000;
// The reader's own clock, as the field of the platform has it.
const local = (at: Date) => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
const instants = [
  ["commit_until", 3],
  ["reveal_until", 6],
  ["discuss_until", 10],
  ["second_commit_until", 14],
  ["second_reveal_until", 17],
] as const;

export function OpenRound() {
  const t = useT();
  const navigate = useNavigate();
  useFrame({
    title: t("assess.open"),
    crumb: (
      <>
        <Link to="/assess">{t("assess.title")}</Link> / <b>{t("assess.open")}</b>
      </>
    ),
  });
  const directory = useRead("/api/v1/directory", undefined, { stale: Infinity });
  const [invited, invite] = useState<readonly string[]>([]);
  const [line, setLine] = useState({ text: "", topics: "" });
  const marking = useMarking(line);
  const [key] = useState(onceKey);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [unread, setUnread] = useState<Schemas["OpenedRound"]>();
  const start = Date.now();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!marking.marking) return;
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const time = (name: string) => new Date(text(name)).toISOString();
    setBusy(true);
    setProblem(undefined);
    try {
      const about = text("about").split(/[\s,]+/).filter(Boolean);
      const opened = await act("post", "/api/v1/rounds", {
        headers: { "Idempotency-Key": key },
        body: {
          title: text("title"),
          question: text("question"),
          criteria: text("criteria"),
          resolves: time("resolves"),
          invited: [...invited],
          schedule: { commit_until: time("commit_until"), reveal_until: time("reveal_until"), discuss_until: time("discuss_until"), second_commit_until: time("second_commit_until"), second_reveal_until: time("second_reveal_until") },
          ...(about.length ? { about } : {}),
          marking: marking.marking,
        },
      });
      if (opened.cannot_read.length) setUnread(opened);
      else navigate(`/assess/${opened.id}`, { replace: true });
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  if (unread)
    return (
      <Page title={t("assess.opened")}>
        <p>{t("assess.cannotRead", { who: unread.cannot_read.join(", ") })}</p>
        {unread.remark && <p className="dim">{unread.remark}</p>}
        <p className="mt">
          <Link className="btn p" to={`/assess/${unread.id}`} replace>
            {t("assess.toRound")}
          </Link>
        </p>
      </Page>
    );
  const parties = [...new Set((directory.data?.agencies ?? []).map((one) => one.party))].sort();
  return (
    <Page title={t("assess.open")} sub={t("assess.openSub")}>
      <form className="assess-open" onSubmit={(event) => void submit(event)}>
        <div className="col">
          <Field label={t("assess.titleLabel")} above hint={t("assess.titleHint")}>
            <input name="title" required maxLength={200} autoFocus />
          </Field>
          <Field label={t("assess.questionLabel")} above hint={t("assess.questionHint")}>
            <textarea name="question" required rows={3} className="said" />
          </Field>
          <Field label={t("assess.criteriaLabel")} above hint={t("assess.criteriaHint")}>
            <textarea name="criteria" required rows={3} className="said" />
          </Field>
          <Field label={t("assess.aboutLabel")} above hint={t("assess.aboutHint")}>
            <input name="about" className="mono" spellCheck={false} />
          </Field>
          <MarkingField line={line} change={setLine} found={marking} />
        </div>
        <div>
          <Section title={t("assess.invited")} count={invited.length || undefined}>
            {parties.map((party) => (
              <fieldset key={party} className="invite">
                <legend className="party">{party}</legend>
                {(directory.data?.agencies ?? [])
                  .filter((one) => one.party === party)
                  .map((one) => (
                    <label key={one.id} title={one.name} className="check">
                      <input type="checkbox" checked={invited.includes(one.id)} onChange={(event) => invite(event.target.checked ? [...invited, one.id].sort() : invited.filter((other) => other !== one.id))} /> <Agency id={one.id} />
                    </label>
                  ))}
              </fieldset>
            ))}
          </Section>
          <Section title={t("assess.schedule")} note={t("assess.scheduleNote")}>
            <div className="col">
              {instants.map(([name, days]) => (
                <Field key={name} label={t(`assess.${name}`)}>
                  <input type="datetime-local" name={name} required defaultValue={local(new Date(start + days * day))} />
                </Field>
              ))}
              <Field label={t("assess.resolvesHead")}>
                <input type="datetime-local" name="resolves" required defaultValue={local(new Date(start + 180 * day))} />
              </Field>
            </div>
          </Section>
          <div className="row mt">
            <button className="btn p" disabled={busy || !marking.marking || invited.length === 0}>
              {t("assess.openIt")}
            </button>
            <span className="note">{t("assess.openNote", { n: invited.length })}</span>
          </div>
          {problem !== undefined && <Trouble error={problem} title={t("assess.notOpened")} />}
        </div>
      </form>
    </Page>
  );
}
