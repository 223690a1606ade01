// A statement's file, verified in this browser, by anybody. Nothing on this page talks to a node.
import { useMemo, useState, type DragEvent, type ReactNode } from "react";
import { useT, type Key } from "~/i18n";
import { How } from "~/kit/how";
import { Field, Section, Segments, useTitle } from "~/kit/layout";
import { State } from "~/kit/marks";
import { Time } from "~/kit/time";
import { Brand } from "~/shell/icons";
import { Stand } from "../statements/list";
import { standMarks, stateMarks } from "../statements/parts";
import { StatementText } from "../statements/text";
import "../statements/statements.css";
import { formatTime } from "./fields";
import { parseFile, parseTrusted, verify, type Trusted, type Verified } from "./file";
import { Refused } from "./json";
import "./verify.css";

type Outcome = { verified?: Verified; records?: number; refused?: Refused };

function judge(file: string, trusted: Trusted | undefined): Outcome {
  try {
    const parsed = parseFile(file);
    return { verified: verify(parsed, trusted, BigInt(Date.now()) * 1000n), records: parsed.records.length };
  } catch (error) {
    if (error instanceof Refused) return { refused: error };
    throw error;
  }
}

export default function Verify() {
  const t = useT();
  useTitle(t("verify.title"));
  const [file, setFile] = useState<{ name: string; text: string }>();
  const [keys, setKeys] = useState("");
  const [over, setOver] = useState(false);
  const trusted = useMemo(() => {
    if (!keys.trim()) return {};
    try {
      return { trusted: parseTrusted(keys) };
    } catch (error) {
      return { wrong: true };
    }
  }, [keys]);
  // Keys that cannot be read are no reason to trust the file's own.
  const outcome = useMemo(() => (file && !trusted.wrong ? judge(file.text, trusted.trusted) : undefined), [file, trusted]);
  const take = async (one: File | undefined) => {
    if (!one) return;
    let text = "\ufeff";
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await one.arrayBuffer());
    } catch {
      // what is no text is refused as such
    }
    setFile({ name: one.name, text });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  return (
    <main className="verify" id="content">
      <header className="row">
        <a href="/" className="brand-link">
          <Brand /> Comity
        </a>
        <a className="link sp" href="/enter">
          {t("verify.enter")}
        </a>
      </header>
      <h1>{t("verify.title")}</h1>
      <p className="dim">{t("verify.text")}</p>
      <div className="verify-in">
        <label className={over ? "drop over" : "drop"} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
          <span className="b">{t("verify.file")}</span>
          <span className="dim">{file?.name ?? t("verify.drop")}</span>
          <input type="file" accept="application/json,.json" aria-label={t("verify.file")} onChange={(event) => void take(event.target.files?.[0])} />
        </label>
        <Field label={t("verify.keys")} above hint={t("verify.keysHint")} error={trusted.wrong && t("verify.keysWrong")}>
          <textarea className="mono" rows={4} spellCheck={false} value={keys} onChange={(event) => setKeys(event.target.value)} aria-invalid={trusted.wrong} />
        </Field>
      </div>
      <div role="status" aria-live="polite">
        {outcome?.refused && (
          <div className="verdict bad-verdict">
            <State shape="no" tone="bad">
              {t("verify.refused")}
            </State>
            <p>{t(`verify.no.${outcome.refused.what}` as Key, outcome.refused.values)}</p>
          </div>
        )}
        {outcome?.verified && <Good verified={outcome.verified} records={outcome.records!} />}
      </div>
    </main>
  );
}

function Good({ verified, records }: { verified: Verified; records: number }) {
  const t = useT();
  const { document, sha256 } = verified.text;
  const { outcome } = verified;
  const [language, choose] = useState(document.language);
  const translation = document.translations.find((one) => one.language === language);
  const text = { language: document.language, title: document.title, of: (id: string) => document.paragraphs.find((one) => one.id === id)?.text ?? "" };
  const latest = [...outcome.parties].map(([party, one]) => ({ party, ...one, by: verified.positions.filter((p) => p.paper.position.party === party && !p.isVoid && !p.earlierVersion && p.paper.position.issued === one.issued).at(-1) }));
  const told = latest.flatMap((one) => (one.stand === "reserved" ? one.by!.paper.position.reservations.map((about) => ({ party: one.party, ...about })) : []));
  const warning = (what: ReactNode) => (
    <li>
      <State shape="notice" tone="warn">
        {what}
      </State>
    </li>
  );
  return (
    <>
      <div className="verdict">
        <How by={<p>{t("verify.how")}</p>}>
          <State shape="signed" tone="ok">
            {t("verify.good")}
          </State>
        </How>
        <ul className="verdict-list">
          {verified.keysTrusted ? (
            <li>
              <State shape="yes" tone="ok">
                {t("verify.byYours")}
              </State>
            </li>
          ) : (
            warning(t("verify.byClaim"))
          )}
          {verified.logTrusted ? (
            <li>
              <State shape="yes" tone="ok">
                {t("verify.logYours")}
              </State>
            </li>
          ) : (
            warning(t("verify.logClaim", { origin: verified.origin }))
          )}
          {verified.silenceUnknown && warning(t("verify.silenceUnknown"))}
          <li className="note">
            {t("verify.records", { n: records, size: Number(verified.size) })} · {t.nodes("verify.until", { at: <Time at={formatTime(verified.last)} form="full" /> })}
          </li>
          {verified.earlierLeftOut && <li className="note">{t("verify.earlier")}</li>}
          {document.silence !== undefined && !verified.silenceUnknown && <li className="note">{t("verify.silence")}</li>}
        </ul>
      </div>
      <div className="verify-shown">
        <div>
          <p className="stepline">
            {verified.silenceUnknown ? <State shape="draft">{t("verify.unknown")}</State> : <State {...stateMarks[outcome.state]}>{t(`statements.state.${outcome.state}`)}</State>}
            <span>{t("statements.agreedOf", { n: outcome.agreed, of: document.least })}</span>
            <span>
              {t("statements.versionN", { n: document.version })} · <Time at={formatTime(verified.recorded)} />
            </span>
            <span className="note">{t.nodes("verify.judged", { at: <Time at={formatTime(verified.judged)} /> })}</span>
          </p>
          {document.translations.length > 0 && (
            <div className="filters">
              <Segments label={t("statements.language")} value={language} options={[document.language, ...document.translations.map((one) => one.language)].map((one) => ({ id: one, text: one }))} onChange={choose} />
            </div>
          )}
          <StatementText ids={document.paragraphs.map((one) => one.id)} first={text} second={translation && { language: translation.language, title: translation.title, of: (id) => translation.paragraphs.get(id) ?? "" }} reservations={told} />
          <p className="note mt">
            {t("verify.digest")} <code className="mono hash">{sha256}</code>
          </p>
        </div>
        <div>
          <Section title={t("verify.positions")} count={latest.length} note={t("statements.agreedOf", { n: outcome.agreed, of: document.least })}>
            <ul className="list st-parties">
              {latest.map((one) => (
                <li key={one.party}>
                  <span className="party">{one.party}</span>
                  <Stand word={one.stand in standMarks ? one.stand : "none"} />
                  <span className="note">{one.since !== undefined && <Time at={formatTime(one.since)} />}</span>
                  {one.by && (
                    <div className="st-more">
                      {one.by.paper.position.note && (
                        <p className="said small" lang={/[\u3040-\u9fff]/.test(one.by.paper.position.note) ? "ja" : undefined}>
                          {one.by.paper.position.note}
                        </p>
                      )}
                      <p className="note">
                        {t("verify.key")} <code className="mono hash">{one.by.paper.signature.key}</code>
                        {one.by.paper.signature.signer !== one.party && ` · ${t("statements.signedBy", { who: one.by.paper.signature.signer })}`}
                      </p>
                      {one.afterwards && <p className="note">{t("statements.afterAdoption")}</p>}
                    </div>
                  )}
                </li>
              ))}
            </ul>
          </Section>
          <Section title={t("statements.history")} count={verified.positions.length}>
            <ol className="list st-history">
              {[...verified.positions].reverse().map((one) => (
                <li key={one.seq}>
                  <Time at={formatTime(one.at)} />
                  <span>
                    <span className="party">{one.paper.position.party}</span> {t(`statements.deed.${one.paper.position.deed}`)}
                    {one.isVoid && <span className="bad"> {t("verify.voided")}</span>}
                    {one.earlierVersion && <span className="note"> {t("verify.earlierVersion")}</span>}
                  </span>
                  <span className="note">{t("statements.record", { n: one.seq })}</span>
                </li>
              ))}
            </ol>
          </Section>
        </div>
      </div>
    </>
  );
}
