// How the question came out, who says so, and what each was right about.
import { useState } from "react";
import { useAct } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { Field, Section, Segments } from "~/kit/layout";
import { Trouble } from "~/kit/states";
import { Time } from "~/kit/time";
import { Part } from "./part";
import { Scores } from "./tables";

export function Resolution({ round, convenes }: { round: Schemas["Round"]; convenes: boolean }) {
  const t = useT();
  const one = round.resolution;
  const [open, show] = useState(false);
  return (
    <>
      {one && (
        <Section title={t("assess.resolution")} note={<Time at={one.at} />}>
          <p className="row">
            <Part part={round.part} outcome={one.outcome} />
          </p>
          <p className="said small">{one.reason}</p>
          {one.source && <p className="sm dim">{t("assess.sourceOf", { source: one.source })}</p>}
          {one.scores && <Scores scores={one.scores} />}
        </Section>
      )}
      {convenes && (
        <Section title={one ? t("assess.resolveAgain") : t("assess.resolve")}>
          {open ? (
            <Resolve round={round} />
          ) : (
            <button type="button" className="btn" onClick={() => show(true)}>
              {t("assess.resolveOpen")}
            </button>
          )}
        </Section>
      )}
    </>
  );
}

function Resolve({ round }: { round: Schemas["Round"] }) {
  const t = useT();
  const resolve = useAct("post", "/api/v1/rounds/{id}/resolution", ["/api/v1/rounds"]);
  const [outcome, choose] = useState<"yes" | "no" | "void">(round.stages.some((one) => one.opened) ? "yes" : "void");
  // Yes and no only once the first judgements are opened: nobody answers a question that is answered.
  const outcomes = round.stages.some((one) => one.opened) ? (["yes", "no", "void"] as const) : (["void"] as const);
  return (
    <form className="col"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const source = String(form.get("source") ?? "").trim();
        resolve.mutate({ params: { path: { id: round.id } }, body: { outcome, reason: String(form.get("reason") ?? "").trim(), ...(source ? { source } : {}) } });
      }}>
      <Segments label={t("assess.outcome")} value={outcome} options={outcomes.map((one) => ({ id: one, text: t(`assess.outcomeShort.${one}`) }))} onChange={choose} />
      <Field label={t("assess.why")} above hint={t("assess.whyHint")}>
        <textarea name="reason" required maxLength={300} rows={2} className="said" />
      </Field>
      <Field label={t("assess.sourceLabel")} above>
        <input name="source" maxLength={300} />
      </Field>
      <div className="row">
        <button className="btn p" disabled={resolve.isPending}>
          {t("assess.record")}
        </button>
      </div>
      {resolve.isError && <Trouble error={resolve.error} />}
    </form>
  );
}
