// An agency's own judgement: written, sealed and opened here. Until its stage is opened nothing of it leaves this browser but a digest.
import { useMemo, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { act, read, useAct, useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { Bytes, Field, save, Section } from "~/kit/layout";
import { Agency, State } from "~/kit/marks";
import { Trouble } from "~/kit/states";
import { useActs } from "~/shell/frame";
import { bandOf, canonical, commitmentOf, digestOf, faultOf, judgementOf, paperOf, readJudgement, type Confidence, type Judgement } from "./judgement";
import { LintList, useLint } from "./lint";
import { MarkingField, useLine, useMarking, type Line } from "./marking";
import { stageNow } from "./rows";
import { canKeep, nameOf, seal, unseal, type Sealed } from "./sealed";
import { usePercent } from "./tables";

type Round = Schemas["Round"];
type Made = { judgement: Judgement; sha256: string; paper: string; kept: boolean };

const fileName = (round: Round, agency: string, stage: number, what: string) => `${(round.title ?? "round").replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40)}-${agency}-${stage}.${what}.json`;

export function Own({ round, agency, line }: { round: Round; agency: string; line: Line }) {
  const t = useT();
  const now = stageNow(round);
  const client = useQueryClient();
  const [made, setMade] = useState<Made>();
  const [again, write] = useState(false);
  const done = () => void client.invalidateQueries({ predicate: (query) => String(query.queryKey[0]).startsWith("/api/v1/rounds") });
  if (!now) return null;
  const stage = round.stages.find((one) => one.stage === now.stage);
  const committed = !!stage?.yours_committed.includes(agency);
  const mine = stage?.judgements?.find((one) => one.agency === agency);
  const title = now.stage === 2 ? t("assess.ownSecond") : t("assess.own");
  const state = mine?.state === "revealed" ? "revealed" : committed ? "sealed" : "none";
  return (
    <Section title={title} note={<Agency id={agency} />}>
      {now.doing === "commit" ? (
        <>
          {committed && (
            <p className="row own-state">
              <State shape="lock" tone="ok">
                {t("assess.sealed")}
              </State>
              <span className="dim">{t("assess.sealedText")}</span>
              {!again && !made && (
                <button type="button" className="btn s" onClick={() => write(true)}>
                  {t("assess.replace")}
                </button>
              )}
            </p>
          )}
          {made ? (
            <Bring round={round} made={made} agency={agency} change={setMade} done={() => { setMade(undefined); write(false); done(); }} />
          ) : (
            (!committed || again) && <Entry round={round} agency={agency} stage={now.stage} made={setMade} />
          )}
          {!made && !committed && <Withhold round={round} agency={agency} done={done} />}
        </>
      ) : state === "revealed" ? (
        <State shape="signed" tone="ok">
          {t("assess.youRevealed")}
        </State>
      ) : mine?.state === "sealed" || mine?.state === "late" || committed ? (
        <>
          <Reveal round={round} agency={agency} stage={now.stage} digest={mine?.sha256} line={line} done={done} />
          <Withhold round={round} agency={agency} done={done} />
        </>
      ) : (
        <p className="dim">{t(mine?.state === "withheld" ? "assess.youWithheld" : "assess.notCommitted")}</p>
      )}
    </Section>
  );
}

function Entry({ round, agency, stage, made }: { round: Round; agency: string; stage: 1 | 2; made: (one: Made) => void }) {
  const t = useT();
  const sticks = useRead("/api/v1/yardsticks", undefined, { stale: Infinity });
  const own = sticks.data?.readers.find((one) => one.who === agency)?.yardstick ?? sticks.data?.readers.find((one) => one.who === agency.split(".")[0])?.yardstick ?? round.yardstick?.id;
  const [chosen, choose] = useState<string>();
  const stick = sticks.data?.yardsticks.find((one) => one.id === (chosen ?? own));
  const [p, setP] = useState(50);
  const [low, setLow] = useState<number | undefined>(40);
  const [high, setHigh] = useState<number | undefined>(60);
  const [confidence, setConfidence] = useState<Confidence>();
  const [rationale, setRationale] = useState("");
  const [sources, setSources] = useState("");
  const [checks, check] = useState(false);
  const [tried, attempt] = useState(false);
  const lint = useLint(checks ? rationale : "", stick?.id);
  const band = stick && bandOf(stick.bands, stick.rule, p);
  const cited = sources.split(/[\s,]+/).filter(Boolean);
  const strange = cited.find((one) => !/^[a-z0-9-]+--[0-9a-f-]{36}$/.test(one));
  const entry = { p, low, high, confidence: confidence ?? "moderate", rationale: rationale.trim(), term: band?.term, yardstick: band && stick?.id, sources: cited } as const;
  const fault = faultOf(entry) ?? (confidence ? undefined : ("confidence" as const));
  // The interval goes along, so that p stays within.
  const place = (next: number) => {
    setP(next);
    if (low !== undefined && next < low) setLow(next);
    if (high !== undefined && next > high) setHigh(next);
  };
  const sealIt = () => {
    attempt(true);
    if (fault || strange) return;
    const judgement = judgementOf(entry, agency, round.id, stage, crypto.getRandomValues(new Uint8Array(32)));
    made({ judgement, sha256: digestOf(judgement), paper: paperOf(commitmentOf(judgement, new Date())), kept: false });
  };
  useActs([{ id: "seal", text: t("assess.seal"), key: "s", run: sealIt }]);
  const file = async (from: File | undefined) => {
    if (!from) return;
    const judgement = readJudgement(await from.text());
    if (!judgement || judgement.question !== round.id || judgement.agency !== agency || judgement.round !== stage) return attemptFile(true);
    attemptFile(false);
    made({ judgement, sha256: digestOf(judgement), paper: paperOf(commitmentOf(judgement, new Date())), kept: true });
  };
  const [wrongFile, attemptFile] = useState(false);
  return (
    <form className="own" onSubmit={(event) => { event.preventDefault(); sealIt(); }}>
      <p className="dim">{t("assess.ownText")}</p>
      <fieldset className="own-p">
        <legend className="sr">{t("assess.probability")}</legend>
        <div className="own-now">
          <b>{new Intl.NumberFormat(t.language, { maximumFractionDigits: 2 }).format(p)}%</b>
          <span>{band ? band.term : t("assess.offYours")}</span>
          {sticks.data && (
            <select aria-label={t("assess.yardstick")} className="sp" value={stick?.id ?? ""} onChange={(event) => choose(event.target.value)}>
              {!stick && <option value="">–</option>}
              {sticks.data.yardsticks.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.title}
                </option>
              ))}
            </select>
          )}
        </div>
        <div className="ruler">
          {typeof low === "number" && typeof high === "number" && <span className="ruler-interval" style={{ left: `${low}%`, width: `${Math.max(0.5, high - low)}%` }} aria-hidden="true" />}
          <input type="range" min="1" max="99" step="1" value={p} aria-label={t("assess.slider")} aria-valuetext={`${p}%${band ? `, ${band.term}` : ""}`} onChange={(event) => place(Number(event.target.value))} />
          <ol aria-hidden="true">
            {stick?.bands.map((one) => (
              <li key={one.term} className={one.term === band?.term ? "at" : undefined} style={{ left: `${one.from}%`, width: `${one.to - one.from}%` }} title={`${one.from}–${one.to}% ${one.term}`}>
                <span>{one.to - one.from >= 8 ? one.term : ""}</span>
              </li>
            ))}
          </ol>
        </div>
        <div className="row numbers">
          <Field label={t("assess.low")} above>
            <input type="number" min="0.0001" max="99.9999" step="any" value={low ?? ""} onChange={(event) => setLow(event.target.value === "" ? undefined : event.target.valueAsNumber)} />
          </Field>
          <Field label={t("assess.percent")} above>
            <input type="number" min="0.0001" max="99.9999" step="any" required value={Number.isNaN(p) ? "" : p} onChange={(event) => setP(event.target.valueAsNumber)} />
          </Field>
          <Field label={t("assess.high")} above>
            <input type="number" min="0.0001" max="99.9999" step="any" value={high ?? ""} onChange={(event) => setHigh(event.target.value === "" ? undefined : event.target.valueAsNumber)} />
          </Field>
        </div>
      </fieldset>
      <div>
        <span className="k">{t("assess.confidence")}</span>
        <div className="row">
          <div className="seg" role="group" aria-label={t("assess.confidence")}>
            {(["low", "moderate", "high"] as const).map((one) => (
              <button key={one} type="button" aria-pressed={confidence === one} onClick={() => setConfidence(one)}>
                {t(`assess.confidence.${one}`)}
              </button>
            ))}
          </div>
          <span className="note">{t("assess.confidenceHint")}</span>
        </div>
      </div>
      <Field label={t("assess.rationale")} above hint={t("assess.rationaleHint")}>
        <textarea className="said" rows={4} value={rationale} lang={/[\u3040-\u9fff]/.test(rationale) ? "ja" : undefined} onChange={(event) => setRationale(event.target.value)} />
      </Field>
      <label className="row sm check">
        <input type="checkbox" checked={checks} onChange={(event) => check(event.target.checked)} />
        <span>{t("assess.lintAsk")}</span>
      </label>
      {checks && <LintList lint={lint} />}
      <Field label={t("assess.sources")} above hint={t("assess.sourcesHint")} error={tried && strange ? t("assess.sourceFault", { id: strange }) : undefined}>
        <input className="mono" value={sources} spellCheck={false} onChange={(event) => setSources(event.target.value)} />
      </Field>
      {tried && fault && (
        <p className="bad sm" role="alert">
          {t(`assess.fault.${fault}`)}
        </p>
      )}
      <div className="row">
        <button className="btn p">{t("assess.seal")}</button>
        <span className="note">{t("assess.sealHint")}</span>
      </div>
      <label className="note file">
        {t("assess.fromFile")} <input type="file" accept="application/json,.json" onChange={(event) => void file(event.target.files?.[0])} />
      </label>
      {wrongFile && (
        <p className="bad sm" role="alert">
          {t("assess.wrongFile")}
        </p>
      )}
    </form>
  );
}

// What is kept, what is signed outside, and the way back with it.
function Bring({ round, made, agency, change, done }: { round: Round; made: Made; agency: string; change: (next: Made | undefined) => void; done: () => void }) {
  const t = useT();
  const party = agency.split(".")[0]!;
  const paperName = fileName(round, agency, made.judgement.round, "commitment");
  const [problem, setProblem] = useState<unknown>();
  const bring = async (file: File | undefined) => {
    if (!file) return;
    setProblem(undefined);
    try {
      const signed = JSON.parse(await file.text()) as Schemas["SignedCommitment"];
      if (signed.commitment?.sha256 !== made.sha256) throw new Error(t("assess.otherCommitment"));
      if (!signed.signatures?.length) throw new Error(t("assess.unsigned"));
      await act("post", "/api/v1/rounds/{id}/commitments", { params: { path: { id: round.id } }, body: signed });
      done();
    } catch (error) {
      setProblem(error instanceof SyntaxError ? new Error(t("assess.noPaper")) : error);
    }
  };
  const keep = () => {
    save(fileName(round, agency, made.judgement.round, "judgement"), "application/json", `${canonical(made.judgement)}\n`);
    change({ ...made, kept: true });
  };
  useActs([
    { id: "keep", text: t("assess.keepFile"), key: "k", run: keep },
    { id: "bytes", text: t("assess.bytes"), key: "b", run: () => save(paperName, "application/json", made.paper), disabled: !made.kept },
  ]);
  return (
    <ol className="steps-list">
      <li>
        <p className="b">{t("assess.step1")}</p>
        <p className="dim">{t("assess.step1Text")}</p>
        <div className="row">
          <button type="button" className={made.kept ? "btn" : "btn p"} onClick={keep}>
            {t("assess.keepFile")}
          </button>
          {made.kept && (
            <State shape="yes" tone="ok">
              {t("assess.keptFile")}
            </State>
          )}
        </div>
        <KeepSealed round={round} made={made} agency={agency} kept={() => change({ ...made, kept: true })} />
      </li>
      <li>
        <p className="b">{t("assess.step2")}</p>
        <p className="dim">
          {t("assess.digest")} <code className="mono">{made.sha256}</code>
        </p>
        <Bytes text={`comity round sign ${paperName} --key ${party}.key --as ${party}`} note={t("assess.step2Note", { n: new TextEncoder().encode(made.paper).length })} />
        <div className="row mt">
          <button type="button" className={made.kept ? "btn p" : "btn"} disabled={!made.kept} onClick={() => save(paperName, "application/json", made.paper)}>
            {t("assess.bytes")}
          </button>
          {!made.kept && <span className="note">{t("assess.keepFirst")}</span>}
        </div>
      </li>
      <li>
        <p className="b">{t("assess.step3")}</p>
        <label className="file">
          <span className="sr">{t("assess.step3")}</span>
          <input type="file" accept="application/json,.json" disabled={!made.kept} onChange={(event) => void bring(event.target.files?.[0])} />
        </label>
        {problem !== undefined && <Trouble error={problem} title={t("assess.notTaken")} />}
      </li>
      <li className="plain-step">
        <button type="button" className="link plain" onClick={() => change(undefined)}>
          {t("assess.discard")}
        </button>
      </li>
    </ol>
  );
}

function KeepSealed({ round, made, agency, kept }: { round: Round; made: Made; agency: string; kept: () => void }) {
  const t = useT();
  const [passphrase, set] = useState("");
  const [state, setState] = useState<"" | "busy" | "done">("");
  const [problem, setProblem] = useState<unknown>();
  if (!canKeep()) return null;
  const keep = async () => {
    setState("busy");
    setProblem(undefined);
    try {
      const sealed = await seal(made.judgement, made.sha256, t("assess.sealedTitle", { title: round.title ?? "", stage: made.judgement.round }), passphrase);
      await act("put", "/api/v1/notebook/{kind}/{id}", { params: { path: { kind: "setting", id: nameOf(round.id, made.judgement.round, agency) } }, body: sealed });
      setState("done");
      set("");
      kept();
    } catch (error) {
      setState("");
      setProblem(error);
    }
  };
  return (
    <details className="mt">
      <summary>{t("assess.keepNotebook")}</summary>
      <p className="dim">{t("assess.keepNotebookText")}</p>
      {state === "done" ? (
        <State shape="lock" tone="ok">
          {t("assess.keptNotebook")}
        </State>
      ) : (
        <div className="row">
          <Field label={t("assess.passphrase")}>
            <input type="password" autoComplete="new-password" value={passphrase} onChange={(event) => set(event.target.value)} />
          </Field>
          <button type="button" className="btn" disabled={passphrase.length < 12 || state === "busy"} onClick={() => void keep()}>
            {t("assess.keepIt")}
          </button>
          <span className="note">{t("assess.passphraseHint")}</span>
        </div>
      )}
      {problem !== undefined && <Trouble error={problem} />}
    </details>
  );
}

function Reveal({ round, agency, stage, digest, line: first, done }: { round: Round; agency: string; stage: 1 | 2; digest: string | undefined; line: Line; done: () => void }) {
  const t = useT();
  const [judgement, setJudgement] = useState<Judgement>();
  const [wrong, setWrong] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [line, setLine] = useLine(first);
  const marking = useMarking(line);
  const kept = useRead("/api/v1/notebook/{kind}/{id}", { path: { kind: "setting", id: nameOf(round.id, stage, agency) } }, { keep: false });
  const sealed = useMemo(() => ((kept.data as Sealed | undefined)?.form === "comity/sealed-judgement/v1" ? (kept.data as unknown as Sealed) : undefined), [kept.data]);
  const [passphrase, setPassphrase] = useState("");
  const take = (one: Judgement | undefined) => {
    const fits = one && one.question === round.id && one.agency === agency && one.round === stage && (digest === undefined || digestOf(one) === digest);
    setWrong(!fits);
    setJudgement(fits ? one : undefined);
  };
  const reveal = async () => {
    if (!judgement || !marking.marking) return;
    setBusy(true);
    setProblem(undefined);
    try {
      // What is sent too early has been seen, taken or not: so the round is asked first.
      const fresh = await read("/api/v1/rounds/{id}", { path: { id: round.id } });
      const now = stageNow(fresh);
      if (now?.doing !== "reveal" || now.stage !== stage) throw new Error(t("assess.tooEarly"));
      const recorded = fresh.stages.find((one) => one.stage === stage)?.judgements?.find((one) => one.agency === agency)?.sha256;
      if (recorded !== undefined && recorded !== digestOf(judgement)) throw new Error(t("assess.wrongFile"));
      const shared = await act("post", "/api/v1/rounds/{id}/reveals", { params: { path: { id: round.id } }, body: { judgement, marking: marking.marking } });
      if (sealed) void act("delete", "/api/v1/notebook/{kind}/{id}", { params: { path: { kind: "setting", id: nameOf(round.id, stage, agency) } } }).catch(() => {});
      setRemark(shared.remark);
      done();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const [remark, setRemark] = useState("");
  const percent = usePercent();
  useActs([{ id: "reveal", text: t("assess.reveal"), key: "v", run: () => void reveal(), disabled: !judgement || !marking.marking }]);
  return (
    <div className="col">
      <p className="dim">{t("assess.revealText")}</p>
      {sealed && !judgement && (
        <form className="row" onSubmit={(event) => { event.preventDefault(); void unseal(sealed, passphrase).then(take); }}>
          <Field label={t("assess.passphrase")}>
            <input type="password" autoComplete="current-password" value={passphrase} onChange={(event) => setPassphrase(event.target.value)} />
          </Field>
          <button className="btn">{t("assess.unseal")}</button>
        </form>
      )}
      <label className="file">
        {t("assess.judgementFile")} <input type="file" accept="application/json,.json" onChange={(event) => void event.target.files?.[0]?.text().then((text) => take(readJudgement(text)))} />
      </label>
      {wrong && (
        <p className="bad sm" role="alert">
          {t("assess.wrongFile")}
        </p>
      )}
      {judgement && (
        <>
          <p>
            <b>{percent(Number(judgement.p))}%</b> {judgement.low && `(${percent(Number(judgement.low))}–${percent(Number(judgement.high))}%)`} {judgement.term} · {t("assess.confidence")} {t(`assess.confidence.${judgement.confidence}`)}
          </p>
          {judgement.rationale && <p className="said">{judgement.rationale}</p>}
          <MarkingField line={line} change={setLine} found={marking} />
          <div className="row">
            <button type="button" className="btn p" disabled={!marking.marking || busy} onClick={() => void reveal()}>
              {t("assess.reveal")}
            </button>
            <span className="note">{t("assess.revealHint")}</span>
          </div>
        </>
      )}
      {problem !== undefined && <Trouble error={problem} title={t("assess.notTaken")} />}
      {remark && <p className="note">{remark}</p>}
    </div>
  );
}

function Withhold({ round, agency, done }: { round: Round; agency: string; done: () => void }) {
  const t = useT();
  const withhold = useAct("post", "/api/v1/rounds/{id}/withholdings", ["/api/v1/rounds"]);
  const run = () => withhold.mutate({ params: { path: { id: round.id } }, body: { agency } }, { onSuccess: done });
  useActs([{ id: "withhold", text: t("assess.withhold", { agency }), run }]);
  return (
    <div className="withhold-act">
      <button type="button" className="btn d s" disabled={withhold.isPending} onClick={run}>
        {t("assess.withhold", { agency })}
      </button>{" "}
      <span className="note">{t("assess.withholdHint")}</span>
      {withhold.isError && <Trouble error={withhold.error} />}
    </div>
  );
}
