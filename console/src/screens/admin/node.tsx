// How the node does: whether it can work, what it has and still lacks, its ledger, its backups.
import { Link } from "react-router-dom";
import type { Schemas } from "~/api/client";
import { act, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Bytes, Section } from "~/kit/layout";
import { Agency, State } from "~/kit/marks";
import { Trouble, Work } from "~/kit/states";
import { Time } from "~/kit/time";
import { useActs } from "~/shell/frame";
import { Fresh, useDeed } from "./deed";

const kGiB = 2 ** 30;

function Ready() {
  const t = useT();
  // 503 with the parts is an answer too; as a problem it says as much.
  const ready = useRead("/api/v1/ready", undefined, { every: 10_000 });
  if (ready.isError) return <Trouble error={ready.error} title={t("admin.notReady")} again={() => void ready.refetch()} />;
  if (!ready.data) return null;
  return (
    <State shape={ready.data.ready ? "force" : "no"} tone={ready.data.ready ? "ok" : "bad"}>
      {ready.data.ready ? t("admin.ready") : [t("admin.notReady"), ...ready.data.parts.map((one) => t(`admin.part.${one}`))].join(" · ")}
    </State>
  );
}

function Backups() {
  const t = useT();
  const deed = useDeed();
  const backup = useRead("/api/v1/backups", undefined, { every: 2_000 });
  const begin = (since?: { records: number; root: string }) => deed.run(() => act("post", "/api/v1/backups", { body: since ? { since } : {} }));
  useActs([{ id: "backup", text: t("admin.backupDo"), key: "b", run: () => begin() }]);
  return (
    <Section title={t("admin.backups")} note={t("admin.backupsNote")}>
      <Fresh from={backup} rows={2}>
        {(one: Schemas["Backup"]) => (
          <div className="col mt">
            {one.state === "none" && <p className="dim">{t("admin.noBackup")}</p>}
            {one.state === "running" && <Work text={t("admin.backupRuns")} part={one.done} of={one.total} />}
            {one.state === "done" && (
              <div className="col0" role="status">
                <State shape="ack" tone="ok">
                  {t("admin.backupDone", { n: one.records ?? 0 })}
                </State>
                <span className="mono wrap dim">{one.file}</span>
                {one.root && <span className="mono wrap faint">{one.root}</span>}
              </div>
            )}
            {one.state === "failed" && (
              <div role="alert">
                <State shape="no" tone="bad">
                  {t("admin.backupFailed")}
                </State>
                <p>{one.message}</p>
              </div>
            )}
            {one.state !== "running" && (
              <div className="row">
                <button type="button" className="btn p" disabled={deed.busy} onClick={() => begin()}>
                  {t("admin.backupDo")}
                </button>
                {one.state === "done" && one.records !== undefined && one.root && (
                  <button type="button" className="btn" disabled={deed.busy} onClick={() => begin({ records: one.records!, root: one.root! })}>
                    {t("admin.backupSince")}
                  </button>
                )}
              </div>
            )}
          </div>
        )}
      </Fresh>
      {deed.shown}
    </Section>
  );
}

export function Node() {
  const t = useT();
  const status = useRead("/api/v1/status", undefined, { every: 30_000 });
  return (
    <Fresh from={status} rows={6}>
      {(one) => (
        <>
          <div className="digest">
            <div>
              <b>{t.number(one.records)}</b>
              <span className="k">
                <How by={t("admin.howRecords")}>{t("admin.records")}</How>
              </span>
            </div>
            <div>
              <b>{t.number(one.policy)}</b>
              <span className="k">
                <How by={t("admin.howPolicy")}>{t("admin.policyVersion")}</How>
              </span>
            </div>
            <div>
              <b>{t.number(one.people)}</b>
              <span className="k">{t("admin.ofPeople", { parties: one.parties, agencies: one.agencies })}</span>
            </div>
            {one.disk && (
              <div>
                <b>{t.number(Math.round((10 * one.disk.free) / kGiB) / 10)}</b>
                <span className="k">
                  <How by={t("admin.howDisk")}>{t("admin.disk", { used: Math.max(1, Math.round(one.disk.used / 2 ** 20)) })}</How>
                </span>
              </div>
            )}
          </div>
          <div className="grid">
            <div className="span7">
              <Section title={t("admin.stands")} note={<span className="mono">{one.node}</span>}>
                <dl className="facts">
                  <dt>{t("admin.ability")}</dt>
                  <dd>
                    <Ready />
                  </dd>
                  <dt>{t("admin.created")}</dt>
                  <dd>
                    <Time at={one.created} form="full" />
                  </dd>
                  <dt>{t("admin.nextTransition")}</dt>
                  <dd>
                    <Time at={one.next_transition} form="full" />
                  </dd>
                  <dt>{t("agreements.title")}</dt>
                  <dd>
                    {t("admin.inForce", { n: one.agreements.in_force.length, other: one.agreements.other })} <span className="dim sm">{one.agreements.in_force.join(", ")}</span>
                  </dd>
                  <dt>{t("admin.clearances")}</dt>
                  <dd>
                    <Link className="link" to="/admin/clearances">
                      {t("admin.validWithout", { n: one.clearances.valid, without: one.clearances.without.length })}
                    </Link>
                  </dd>
                  <dt>{t("admin.logIns")}</dt>
                  <dd>
                    <How by={t("admin.howLogIns")}>{t.number(one.log_ins)}</How>
                  </dd>
                  <dt>{t("admin.erasures")}</dt>
                  <dd>
                    <How by={t("admin.howErasures")}>{t.number(one.erasures_pending)}</How>
                  </dd>
                </dl>
              </Section>
              <Section title={t("admin.lacks")} count={one.missing.length + one.authorities_missing.length}>
                {one.missing.length + one.authorities_missing.length === 0 ? (
                  <p className="dim nothing">{t("admin.lacksNothing")}</p>
                ) : (
                  <ul className="list">
                    {one.missing.map((lack) => (
                      <li key={lack.what}>
                        <p className="b">{lack.what}</p>
                        <p className="dim">{lack.how}</p>
                      </li>
                    ))}
                    {one.authorities_missing.map((party) => (
                      <li key={party}>
                        <p className="b">{t("admin.noAuthority", { party })}</p>
                      </li>
                    ))}
                  </ul>
                )}
              </Section>
              {[...one.clearances.expiring.map((x) => ({ id: x.person, until: x.until, person: true })), ...one.agreements.expiring.map((x) => ({ id: x.id, until: x.until, person: false }))].length > 0 && (
                <Section title={t("admin.endsSoon")}>
                  <ul className="list">
                    {[...one.clearances.expiring.map((x) => ({ id: x.person, until: x.until, person: true })), ...one.agreements.expiring.map((x) => ({ id: x.id, until: x.until, person: false }))].map((end) => (
                      <li key={end.id} className="spread">
                        <Link to={end.person ? `/admin/clearances?person=${end.id}` : `/agreements/${end.id}`}>{end.person ? <Agency id={end.id} /> : end.id}</Link>
                        <Time at={end.until} form="date" />
                      </li>
                    ))}
                  </ul>
                </Section>
              )}
            </div>
            <div className="span5">
              <Backups />
              <Section title={t("admin.checkpoint")} note={t("admin.checkpointNote")}>
                <div className="mt">
                  <Bytes text={one.checkpoint} note={t("admin.checkpointHow")} />
                </div>
                <p className="note mt">{t("admin.nodeKey")}</p>
                <p className="mono wrap">{one.key}</p>
              </Section>
            </div>
          </div>
        </>
      )}
    </Fresh>
  );
}
