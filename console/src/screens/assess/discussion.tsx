// What was said between the stages, each note under the one that it answers.
import { useEffect, useRef, useState } from "react";
import { useAct } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { Field, Section } from "~/kit/layout";
import { Agency } from "~/kit/marks";
import { Trouble } from "~/kit/states";
import { Time } from "~/kit/time";
import { useActs } from "~/shell/frame";
import { useSession } from "~/shell/session";
import { LintList, useLint } from "./lint";
import { onceKey } from "./once";
import { MarkingField, useLine, useMarking, type Line } from "./marking";

type Round = Schemas["Round"];
type Note = Round["discussion"][number];

export function Discussion({ round, line, convenes }: { round: Round; line: Line; convenes: boolean }) {
  const t = useT();
  const { is } = useSession();
  const takes = ["discussion", "second-commit", "second-reveal", "over"].includes(round.part);
  const [answers, answer] = useState<string>();
  const end = useAct("post", "/api/v1/rounds/{id}/discussion/end", ["/api/v1/rounds"]);
  const mayEnd = convenes && round.part === "discussion" && !round.resolution;
  const run = () => end.mutate({ params: { path: { id: round.id } } });
  useActs(mayEnd ? [{ id: "end", text: t("assess.end"), run }] : []);
  if (!takes) return null;
  const known = new Set(round.discussion.map((one) => one.id));
  const tops = round.discussion.filter((one) => !one.answers || !known.has(one.answers));
  const below = (id: string): Note[] => round.discussion.filter((one) => one.answers === id);
  const show = (one: Note, depth: number) => (
    <li key={one.id} className={depth ? "answer" : undefined}>
      <p className="sm faint">
        <Agency id={one.agency} /> <Time at={one.at} />
      </p>
      <p className="said small" lang={/[\u3040-\u9fff]/.test(one.text) ? "ja" : undefined}>
        {one.text}
      </p>
      {is("submitter") && (
        <button type="button" className="link plain sm" onClick={() => answer(one.id)}>
          {t("assess.answer")}
        </button>
      )}
      {below(one.id).length > 0 && <ul>{below(one.id).map((next) => show(next, depth + 1))}</ul>}
    </li>
  );
  return (
    <Section title={t("assess.discussion")} count={round.discussion.length || undefined} className="talk"
      note={
        mayEnd && (
          <button type="button" className="btn s" disabled={end.isPending} onClick={run}>
            {t("assess.end")}
          </button>
        )
      }>
      {end.isError && <Trouble error={end.error} />}
      {round.discussion.length > 0 ? <ul className="notes">{tops.map((one) => show(one, 0))}</ul> : <p className="dim">{t("assess.noNotes")}</p>}
      {is("submitter") && <Say round={round} line={line} answers={round.discussion.find((one) => one.id === answers)} forget={() => answer(undefined)} />}
    </Section>
  );
}

function Say({ round, line: first, answers, forget }: { round: Round; line: Line; answers: Note | undefined; forget: () => void }) {
  const t = useT();
  const [text, setText] = useState("");
  const [line, setLine] = useLine(first);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (answers) box.current?.focus();
  }, [answers]);
  const marking = useMarking(text.trim() ? line : { text: "", topics: "" });
  const lint = useLint(text);
  const say = useAct("post", "/api/v1/rounds/{id}/discussion", ["/api/v1/rounds"]);
  const send = () => {
    if (!marking.marking || !text.trim()) return;
    say.mutate(
      { params: { path: { id: round.id } }, body: { text: text.trim(), ...(answers ? { answers: answers.id } : {}), marking: marking.marking }, headers: { "Idempotency-Key": onceKey() } },
      { onSuccess: () => { setText(""); forget(); } },
    );
  };
  return (
    <form className="col say" onSubmit={(event) => { event.preventDefault(); send(); }}>
      {answers && (
        <p className="sm">
          {t("assess.answering")} <Agency id={answers.agency} />: <span className="said-inline">{answers.text.slice(0, 80)}</span>{" "}
          <button type="button" className="link plain" onClick={forget}>
            {t("kit.cancel")}
          </button>
        </p>
      )}
      <Field label={t("assess.note")} above>
        <textarea ref={box} className="said" rows={3} value={text} lang={/[\u3040-\u9fff]/.test(text) ? "ja" : undefined} onChange={(event) => setText(event.target.value)} />
      </Field>
      {text.trim() && (
        <>
          <LintList lint={lint} />
          <MarkingField line={line} change={setLine} found={marking} />
          <div className="row">
            <button className="btn p" disabled={!marking.marking || say.isPending}>
              {t("assess.say")}
            </button>
          </div>
        </>
      )}
      {say.isError && <Trouble error={say.error} title={t("assess.notTaken")} />}
      {say.data?.remark && <p className="note">{say.data.remark}</p>}
    </form>
  );
}
