// One statement: its text, what each party did about it, how that came out and why; and a party's own position, signed outside.
import { useMemo, useState } from "react";
import { Link, useNavigate } from "react-router-dom";
import { read, useAct, useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Bytes, Field, save, Section, Segments } from "~/kit/layout";
import { State } from "~/kit/marks";
import { Got, Trouble } from "~/kit/states";
import { Time, useDue } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useMe, useSession } from "~/shell/session";
import { Stand, StateOf } from "./list";
import { agrees, bytesOf, digestOf, pieces, positionCommand, type Deed, type Document } from "./parts";
import { StatementText, type Told } from "./text";

type Statement = Schemas["Statement"];
type View = "text" | "languages" | "versions";

export function StatementScreen({ id }: { id: string }) {
  const t = useT();
  const found = useRead("/api/v1/statements/{id}", { path: { id } }, { every: 30_000, keep: false });
  useFrame({
    title: found.data?.title ?? t("statements.title"),
    crumb: (
      <>
        <Link to="/statements">{t("statements.title")}</Link> / <b>{id}</b>
      </>
    ),
  });
  return <Got from={found}>{(data) => (data.document ? <Shown statement={data} document={data.document} /> : <Bare statement={data} />)}</Got>;
}

// To whom no text is told: how it stands alone.
function Bare({ statement }: { statement: Statement }) {
  const t = useT();
  return (
    <div className="page">
      <h1 className="titled">{statement.id}</h1>
      <p className="row mt">
        <StateOf state={statement.state} /> {t("statements.agreedOf", { n: statement.quorum.agreed, of: statement.quorum.least })}
      </p>
    </div>
  );
}

function Shown({ statement, document }: { statement: Statement; document: Document }) {
  const t = useT();
  const url = useUrl();
  const navigate = useNavigate();
  const me = useMe();
  const { is } = useSession();
  const due = useDue();
  const versions = statement.versions ?? [];
  const view: View = url.get("view") === "languages" && document.translations?.length ? "languages" : url.get("view") === "versions" && versions.length > 1 ? "versions" : "text";
  const language = document.translations?.find((one) => one.language === url.get("language")) ?? document.translations?.[0];
  const told: Told[] = (statement.parties ?? []).flatMap((party) => (party.reservations ?? []).map((one) => ({ party: party.party, ...one })));
  const speaks = is("official", "registrar") && !!me.party && document.invited.includes(me.party);
  const takes = speaks && ["open", "silence", "adopted"].includes(statement.state);
  const [deed, choose] = useState<Deed>("sign");
  const [reserves, reserve] = useState<Record<string, string>>({});
  const convenes = is("official") && me.party === statement.convenor;
  const file = () => void read("/api/v1/statements/{id}/file", { path: { id: statement.id } }).then((data) => save(`${statement.id}.json`, "application/json", JSON.stringify(data)), setProblem);
  const [problem, setProblem] = useState<unknown>();
  const mayFile = is("official", "registrar") || statement.for_everybody;
  useActs([
    ...(mayFile ? [{ id: "file", text: t("statements.file"), key: "e", run: file }] : []),
    ...(convenes ? [{ id: "next", text: t("statements.nextVersion"), key: "n", run: () => navigate(`/statements?view=draft&from=${statement.id}`) }] : []),
  ]);
  const first = { language: document.language, title: document.title, of: (id: string) => document.paragraphs.find((one) => one.id === id)?.text ?? "" };
  const second = view === "languages" && language ? { language: language.language, title: language.title, of: (id: string) => (language.paragraphs as Record<string, string>)[id] ?? "" } : undefined;
  return (
    <div className="split statement">
      <div className="page">
        <div className="stepline">
          <StateOf state={statement.state} />
          <How by={<p>{t("statements.how.quorum", { least: statement.quorum.least, invited: statement.quorum.invited, including: statement.quorum.including?.join(", ") || "–" })}</p>}>{t("statements.agreedOf", { n: statement.quorum.agreed, of: statement.quorum.least })}</How>
          <span>
            {t("statements.versionN", { n: statement.version })} · <Time at={statement.recorded} />
          </span>
          <span>
            {t("statements.by")} <span className="party">{statement.convenor}</span>
          </span>
          {statement.silence && statement.state === "silence" && (
            <span className="warn">
              {t("statements.silenceUntil")} <Time at={statement.silence} /> · {due(statement.silence).text}
            </span>
          )}
          {statement.closes && (
            <span>
              {t("statements.closes")} <Time at={statement.closes} />
            </span>
          )}
          <span className="sp row">
            {mayFile && (
              <button type="button" className="link plain" onClick={file}>
                {t("statements.file")}
              </button>
            )}
            {convenes && statement.state !== "adopted" && statement.state !== "closed" && (
              <Link className="link" to={`/statements?view=draft&from=${statement.id}`}>
                {t("statements.nextVersion")}
              </Link>
            )}
          </span>
        </div>
        {problem !== undefined && <Trouble error={problem} />}
        <Outcome statement={statement} />
        <div className="row filters">
          <Segments label={t("statements.shown")} value={view} options={(["text", ...(document.translations?.length ? ["languages" as const] : []), ...(versions.length > 1 ? ["versions" as const] : [])] as View[]).map((one) => ({ id: one, text: t(`statements.shown.${one}`) }))} onChange={(next) => url.change({ view: next === "text" ? undefined : next })} />
          {view === "languages" && document.translations!.length > 1 && (
            <Field label={t("statements.language")}>
              <select value={language?.language} onChange={(event) => url.change({ language: event.target.value })}>
                {document.translations!.map((one) => (
                  <option key={one.language} value={one.language}>
                    {one.language}
                  </option>
                ))}
              </select>
            </Field>
          )}
        </div>
        {view === "versions" ? (
          <Difference statement={statement} />
        ) : (
          <StatementText ids={document.paragraphs.map((one) => one.id)} first={first} second={second} reservations={told}
            below={(id) =>
              takes &&
              deed === "sign" &&
              (reserves[id] === undefined ? (
                <button type="button" className="link plain sm st-act" onClick={() => reserve({ ...reserves, [id]: "" })}>
                  {t("statements.reserveHere")}
                </button>
              ) : (
                <div className="st-reserved">
                  <Field label={t("statements.reservation", { party: me.party ?? "", paragraph: id })} above>
                    <textarea className="said" rows={2} value={reserves[id]} autoFocus onChange={(event) => reserve({ ...reserves, [id]: event.target.value })} />
                  </Field>
                  <button type="button" className="link plain sm"
                    onClick={() => {
                      const { [id]: _, ...rest } = reserves;
                      reserve(rest);
                    }}>
                    {t("statements.unreserve")}
                  </button>
                </div>
              ))
            } />
        )}
        <History statement={statement} />
      </div>
      <aside className="side" aria-label={t("statements.positions")}>
        <Parties statement={statement} mine={me.party} />
        {takes && <Bring statement={statement} document={document} party={me.party!} deed={deed} choose={choose} reservations={Object.entries(reserves).map(([paragraph, text]) => ({ paragraph, text }))} />}
        {convenes && ["draft", "open", "silence"].includes(statement.state) && <End id={statement.id} />}
        <p className="note mt">
          <a className="link" href="/verify">
            {t("statements.verifyLink")}
          </a>
        </p>
      </aside>
    </div>
  );
}

// How it came out, in a sentence, with why.
function Outcome({ statement }: { statement: Statement }) {
  const t = useT();
  const { quorum, parties = [] } = statement;
  const missing = (quorum.including ?? []).filter((one) => !parties.some((party) => party.party === one && agrees(party.position)));
  const left = parties.filter((one) => ["abstained", "declined", "broke-silence", "withdrew"].includes(one.position)).map((one) => one.party);
  return (
    <p className="st-outcome">
      {statement.state === "adopted"
        ? t.nodes("statements.why.adopted", { at: <Time at={statement.adopted} />, n: quorum.agreed, of: quorum.invited })
        : statement.state === "closed"
          ? t.nodes("statements.why.closed", { at: <Time at={statement.ended?.at} />, reason: <q className="said-inline">{statement.ended?.reason}</q> })
          : statement.state === "failed"
            ? t("statements.why.failed", { n: quorum.agreed, of: quorum.least })
            : t("statements.why.waits", { n: Math.max(0, quorum.least - quorum.agreed) })}
      {missing.length > 0 && statement.state !== "adopted" && ` ${t("statements.why.including", { who: missing.join(", ") })}`}
      {statement.silence_broken && ` ${t("statements.why.broken")}`}
      {left.length > 0 && ` ${t(2 * quorum.agreed > quorum.invited ? "statements.why.left" : "statements.why.against", { who: left.join(", ") })}`}
    </p>
  );
}

function Parties({ statement, mine }: { statement: Statement; mine?: string }) {
  const t = useT();
  return (
    <Section title={t("statements.positions")} count={statement.parties?.length} note={t("statements.agreedOf", { n: statement.quorum.agreed, of: statement.quorum.least })}>
      <ul className="list st-parties">
        {(statement.parties ?? []).map((one) => (
          <li key={one.party} className={one.party === mine ? "you" : undefined}>
            <span className="party">{one.party}</span>
            <Stand word={one.position} />
            <span className="note">{one.since && <Time at={one.since} />}</span>
            {(one.note || one.signer !== undefined || !!one.reservations?.length) && (
              <div className="st-more">
                {one.note && (
                  <p className="said small" lang={/[\u3040-\u9fff]/.test(one.note) ? "ja" : undefined}>
                    {one.note}
                  </p>
                )}
                {!!one.reservations?.length && (
                  <p className="note">
                    {t("statements.reservesOn")}{" "}
                    {one.reservations.map((about, i) => (
                      <span key={about.paragraph}>
                        {i > 0 && ", "}
                        <a className="link" href={`#paragraph-${about.paragraph}`}>
                          {about.paragraph}
                        </a>
                      </span>
                    ))}
                  </p>
                )}
                {one.signer && one.signer !== one.party && <p className="note">{t("statements.signedBy", { who: one.signer })}</p>}
                {one.after_adoption && <p className="note">{t("statements.afterAdoption")}</p>}
              </div>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

// The exact bytes, their digest, the command; and the signed file on its way back.
function Bring({ statement, document, party, deed, choose, reservations }: { statement: Statement; document: Document; party: string; deed: Deed; choose: (deed: Deed) => void; reservations: readonly { paragraph: string; text: string }[] }) {
  const t = useT();
  const [note, setNote] = useState("");
  const bytes = useMemo(() => bytesOf(document), [document]);
  const digest = useMemo(() => digestOf(bytes), [bytes]);
  const name = `${statement.id}-v${statement.version}.json`;
  const stands = statement.parties?.find((one) => one.party === party)?.position ?? "none";
  const deeds: Deed[] = ["sign", "abstain", "decline", ...(statement.state === "silence" ? ["break-silence" as const] : []), ...(stands !== "none" ? ["withdraw" as const] : [])];
  const bring = useAct("post", "/api/v1/statements/{id}/positions", ["/api/v1/statements", "/api/v1/positions", "/api/v1/owed"]);
  const [wrong, setWrong] = useState<string>();
  const down = () => save(name, "application/json", bytes);
  const take = async (file: File | undefined) => {
    setWrong(undefined);
    if (!file) return;
    let signed: Schemas["SignedPosition"];
    try {
      signed = JSON.parse(await file.text()) as Schemas["SignedPosition"];
    } catch {
      return setWrong(t("statements.noPaper"));
    }
    const position = signed?.position as { sha256?: string; party?: string } | undefined;
    if (!position || !Array.isArray(signed.signatures)) return setWrong(t("statements.noPaper"));
    if (position.sha256 !== digest) return setWrong(t("statements.otherText"));
    bring.mutate({ params: { path: { id: statement.id } }, body: signed });
  };
  useActs([{ id: "bytes", text: t("statements.bytes"), key: "b", run: down }]);
  if (digest !== statement.sha256) return <Trouble error={new Error(t("statements.digestDiffers"))} />;
  return (
    <Section title={t("statements.yourPosition", { party })} note={t("statements.outside")} className="st-bring">
      <div className="col">
        <div className="seg wrap" role="group" aria-label={t("statements.yourPosition", { party })}>
          {deeds.map((one) => (
            <button key={one} type="button" aria-pressed={one === deed} onClick={() => choose(one)}>
              {t(`statements.deed.${one}`)}
            </button>
          ))}
        </div>
        <p className="dim sm">{t(`statements.deedText.${deed}`)}</p>
        <Field label={t("statements.word")} above>
          <input value={note} maxLength={1000} onChange={(event) => setNote(event.target.value)} />
        </Field>
        <p className="sm">
          {t("statements.bytesOf", { n: new TextEncoder().encode(bytes).length })} <code className="mono hash">{digest}</code>
        </p>
        <div className="row">
          <button type="button" className="btn p" onClick={down}>
            {t("statements.bytes")}
          </button>
        </div>
        <Bytes text={positionCommand(deed, name, party, reservations, note)} note={t("statements.commandNote")} />
        <label className="file">
          {t("statements.bringBack")} <input type="file" accept="application/json,.json" onChange={(event) => void take(event.target.files?.[0])} />
        </label>
        {wrong && (
          <p className="bad sm" role="alert">
            {wrong}
          </p>
        )}
        {bring.isError && <Trouble error={bring.error} title={t("statements.notTaken")} />}
        {bring.isSuccess && (
          <p role="status">
            <State shape="signed" tone="ok">
              {t("statements.taken", { n: bring.data.record })}
            </State>
          </p>
        )}
      </div>
    </Section>
  );
}

function End({ id }: { id: string }) {
  const t = useT();
  const [problem, setProblem] = useState<unknown>();
  const [open, show] = useState(false);
  const client = useAct("post", "/api/v1/statements/{id}/end", ["/api/v1/statements"]);
  return (
    <Section title={t("statements.end")}>
      {open ? (
        <form className="col"
          onSubmit={(event) => {
            event.preventDefault();
            setProblem(undefined);
            client.mutate({ params: { path: { id } }, body: { reason: String(new FormData(event.currentTarget).get("reason") ?? "").trim() } }, { onError: setProblem });
          }}>
          <Field label={t("statements.endWhy")} above>
            <input name="reason" required maxLength={1000} />
          </Field>
          <div className="row">
            <button className="btn d">{t("statements.endIt")}</button>
            <span className="note">{t("statements.endHint")}</span>
          </div>
          {problem !== undefined && <Trouble error={problem} />}
        </form>
      ) : (
        <button type="button" className="btn" onClick={() => show(true)}>
          {t("statements.endOpen")}
        </button>
      )}
    </Section>
  );
}

// Two versions beside each other, paragraph by paragraph.
function Difference({ statement }: { statement: Statement }) {
  const t = useT();
  const url = useUrl();
  const versions = (statement.versions ?? []).map((one) => one.version);
  const to = Number(url.get("to")) || versions.at(-1)!;
  const from = Number(url.get("from")) || versions.filter((one) => one < to).at(-1) || versions[0]!;
  const found = useRead("/api/v1/statements/{id}/difference", { path: { id: statement.id }, query: { from, to } });
  const select = (label: string, name: string, value: number) => (
    <Field label={label}>
      <select value={value} onChange={(event) => url.change({ [name]: event.target.value })}>
        {versions.map((one) => (
          <option key={one} value={one}>
            {t("statements.versionN", { n: one })}
          </option>
        ))}
      </select>
    </Field>
  );
  return (
    <>
      <div className="row filters">
        {select(t("statements.from"), "from", from)}
        {select(t("statements.to"), "to", to)}
      </div>
      <Got from={found}>
        {(data) => (
          <div className="st-text two">
            <div className="st-p st-langs">
              <span />
              <p className="note">{t("statements.versionN", { n: data.from })}</p>
              <p className="note">{t("statements.versionN", { n: data.to })}</p>
            </div>
            {data.changes.map((one) => {
              const parts = one.kind === "changed" ? pieces(one.before, one.after) : [];
              return (
                <div key={one.paragraph} className={`st-p ${one.kind}`}>
                  <span className="st-id">{one.paragraph}</span>
                  <p className="said" lang={statement.language}>{one.kind === "changed" ? parts.filter((p) => p.kind !== "new").map((p, i) => (p.kind === "gone" ? <del key={i}>{p.text}</del> : <span key={i}>{p.text}</span>)) : one.kind === "removed" ? <del>{one.before}</del> : one.before}</p>
                  <p className="said" lang={statement.language}>{one.kind === "changed" ? parts.filter((p) => p.kind !== "gone").map((p, i) => (p.kind === "new" ? <ins key={i}>{p.text}</ins> : <span key={i}>{p.text}</span>)) : one.kind === "added" ? <ins>{one.after}</ins> : one.after}</p>
                  {(one.kind !== "same" || one.moved) && (
                    <p className="note st-kind">
                      {one.kind === "same" ? t("statements.moved") : t(`statements.change.${one.kind}`)}
                      {one.moved && one.kind !== "same" && ` · ${t("statements.moved")}`}
                    </p>
                  )}
                </div>
              );
            })}
          </div>
        )}
      </Got>
    </>
  );
}

const isStand = (word: string): word is keyof typeof words => word in words;
const words = { sign: "signed", abstain: "abstained", decline: "declined", "break-silence": "broke-silence", withdraw: "withdrew", signed: "signed", reserved: "reserved", abstained: "abstained", declined: "declined", "broke-silence": "broke-silence", withdrew: "withdrew", silent: "silent", none: "none" } as const;

function History({ statement }: { statement: Statement }) {
  const t = useT();
  const steps = statement.steps ?? [];
  if (steps.length === 0) return null;
  return (
    <Section title={t("statements.history")} count={steps.length} note={t("statements.historyNote")}>
      <ol className="list st-history">
        {[...steps].reverse().map((one) => (
          <li key={one.record}>
            <Time at={one.at} />
            <span>
              {one.step === "version" ? (
                t.nodes("statements.step.version", { n: one.version ?? 0, who: <b>{one.by}</b> })
              ) : one.step === "ended" ? (
                t.nodes("statements.step.ended", { who: <b>{one.by}</b> })
              ) : (
                <>
                  <span className="party">{one.party}</span> {one.position && isStand(one.position) ? <Stand word={one.reservations?.length ? "reserved" : words[one.position]} /> : one.position}
                  {one.void && <span className="bad"> {t("statements.void")}</span>}
                  {one.version !== undefined && one.version !== statement.version && <span className="note"> {t("statements.onVersion", { n: one.version })}</span>}
                  {one.note && <span className="said-inline"> “{one.note}”</span>}
                </>
              )}
            </span>
            <How by={<p>{t("statements.how.record", { n: one.record })}</p>}>
              <span className="note">{t("statements.record", { n: one.record })}</span>
            </How>
          </li>
        ))}
      </ol>
    </Section>
  );
}
