// The clearance that an authority is to sign: as the one that counts, but for what is changed here.
import { useState, type FormEvent } from "react";
import type { Schemas } from "~/api/client";
import { act } from "~/api/read";
import { useT } from "~/i18n";
import { Bytes, Field, save, Section } from "~/kit/layout";
import { useSchemes } from "~/kit/schemes";
import type { Row } from "./clearances";
import { useDeed } from "./deed";
import { instantOf, listOf } from "./people";

export function Prepare({ row }: { row: Row }) {
  const t = useT();
  const deed = useDeed();
  const schemes = useSchemes();
  const party = row.person.split(".")[0]!;
  const own = schemes.schemes.filter((one) => one.party === party);
  const [prepared, setPrepared] = useState<Schemas["PreparedClearance"]>();
  const [withdraw, setWithdraw] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const levels = Object.fromEntries(own.map((one) => [one.scheme, text(`level ${one.scheme}`)]).filter(([, word]) => word));
    const topics = listOf(text("topics"));
    deed.run(
      () =>
        act("post", "/api/v1/clearances/prepare", {
          body: { person: row.person, ...(withdraw ? { withdraw: true } : { until: instantOf(text("until")), levels, purposes: form.getAll("purpose").map(String), ...(topics.length ? { topics } : {}) }) },
        }),
      setPrepared,
    );
  };
  const file = `${row.person}.clearance.json`;
  return (
    <>
      <Section title={t("admin.prepare")} note={t("admin.prepareNote")}>
        <form className="make" onSubmit={submit} onChange={() => setPrepared(undefined)} aria-label={t("admin.prepare")}>
          <label className="check">
            <input type="checkbox" checked={withdraw} onChange={(event) => setWithdraw(event.target.checked)} /> {t("admin.withdraw")}
          </label>
          {!withdraw && (
            <>
              <Field label={t("admin.until")} above>
                <input name="until" type="date" required defaultValue={row.clearance?.until?.slice(0, 10)} />
              </Field>
              {own.map((one) => (
                <Field key={one.scheme} label={one.title} above>
                  <select name={`level ${one.scheme}`} defaultValue={String(row.clearance?.levels[one.scheme] ?? "")}>
                    <option value="">{t("kit.none")}</option>
                    {one.levels.map((level) => (
                      <option key={level.word}>{level.word}</option>
                    ))}
                  </select>
                </Field>
              ))}
              <fieldset className="choice">
                <legend>{t("admin.purposes")}</legend>
                {[...new Set([...schemes.purposes, ...(row.clearance?.purposes ?? [])])].map((one) => (
                  <label key={one}>
                    <input type="checkbox" name="purpose" value={one} defaultChecked={row.clearance?.purposes.includes(one)} /> {one}
                  </label>
                ))}
              </fieldset>
              <Field label={t("admin.topics")} above hint={t("admin.topicsHint")}>
                <input name="topics" spellCheck={false} />
              </Field>
            </>
          )}
          <div className="row">
            <button className="btn" disabled={deed.busy}>
              {t("admin.prepareDo")}
            </button>
          </div>
        </form>
        {deed.shown}
      </Section>
      {prepared && (
        <Section title={t("admin.signOutside")}>
          <Bytes text={prepared.clearance} note={`${new TextEncoder().encode(prepared.clearance).length} bytes · sha256 ${prepared.sha256}`} />
          <div className="row mt">
            <button type="button" className="btn p" onClick={() => save(file, "application/json", prepared.clearance)}>
              {t("admin.download")}
            </button>
          </div>
          <div className="mt">
            <Bytes text={`comity clearance sign --prepared ${file} --key ${party}.key -o ${row.person}.signed.json`} note={t("admin.commandNote")} />
          </div>
        </Section>
      )}
    </>
  );
}
