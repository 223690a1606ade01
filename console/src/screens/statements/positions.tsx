// What parties did on statement after statement, and who left the line.
import { useState } from "react";
import { Link } from "react-router-dom";
import { useAct, useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Field, Page, Section } from "~/kit/layout";
import { State } from "~/kit/marks";
import { Got, Trouble } from "~/kit/states";
import { SaveCsv, sorted, Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useFrame } from "~/shell/frame";
import { useSession } from "~/shell/session";
import { Stand } from "./list";
import { Views } from "./views";

type Row = Schemas["PositionList"]["positions"][number];
type Departure = Schemas["PositionList"]["departures"][number];
type Record_ = Schemas["PositionList"]["parties"][number];

export function Positions() {
  const t = useT();
  const url = useUrl();
  const { is } = useSession();
  const party = url.get("party");
  const topic = url.get("topic");
  const all = useRead("/api/v1/positions");
  const found = useRead("/api/v1/positions", { query: { ...(party ? { party } : {}), ...(topic ? { topic } : {}) } });
  useFrame({ title: t("statements.view.positions") });
  const by = url.get("sort") || "-date";
  const sort = { by: by.replace(/^-/, ""), down: by.startsWith("-") };
  const order = (next: { by: string; down: boolean }) => url.change({ sort: `${next.down ? "-" : ""}${next.by}` });
  const title = (row: { statement: string; title: string; imported: boolean }) =>
    row.imported ? (
      <span className="said-inline">{row.title}</span>
    ) : (
      <Link className="said-inline b" to={`/statements/${row.statement}`}>
        {row.title}
      </Link>
    );
  const claim = (row: { imported: boolean; source?: string }) => (row.imported ? <How by={<><p>{t("statements.how.imported")}</p>{row.source && <p>{row.source}</p>}</>}>{t("statements.imported")}</How> : t("statements.recordedHere"));
  const rows: Column<Row>[] = [
    { id: "date", head: t("statements.date"), cell: (row) => <Time at={row.date} form="date" />, value: (row) => row.date },
    { id: "title", head: t("statements.statement"), cell: title, value: (row) => row.title },
    { id: "party", head: t("statements.party"), cell: (row) => <span className="party">{row.party}</span>, value: (row) => row.party },
    { id: "position", head: t("statements.position"), cell: (row) => <Stand word={row.position} />, value: (row) => row.position },
    { id: "reservation", head: t("statements.reservationHead"), cell: (row) => <span className="said-inline">{row.reservations?.map((one) => `${one.paragraph ? `${one.paragraph}: ` : ""}${one.text}`).join("; ")}</span>, value: (row) => row.reservations?.map((one) => one.text).join("; "), hide: "small" },
    { id: "source", head: t("statements.basis"), cell: claim, value: (row) => row.source ?? "", hide: "small" },
  ];
  const departures: Column<Departure>[] = [
    { id: "date", head: t("statements.date"), cell: (row) => <Time at={row.date} form="date" />, value: (row) => row.date },
    { id: "party", head: t("statements.party"), cell: (row) => <span className="party">{row.party}</span>, value: (row) => row.party },
    { id: "position", head: t("statements.position"), cell: (row) => <Stand word={row.position} />, value: (row) => row.position },
    { id: "title", head: t("statements.statement"), cell: title, value: (row) => row.title },
    { id: "agreed", head: t("statements.line"), number: true, cell: (row) => t("statements.of", { n: row.agreed, of: row.invited }), value: (row) => row.agreed },
  ];
  const parties: Column<Record_>[] = [
    {
      id: "party",
      head: t("statements.party"),
      cell: (row) => (
        <button type="button" className="link plain party" aria-pressed={row.party === party} onClick={() => url.change({ party: row.party === party ? undefined : row.party }, { push: true })}>
          {row.party}
        </button>
      ),
      value: (row) => row.party,
    },
    { id: "invited", head: t("statements.invitedN"), number: true, cell: (row) => row.invited, value: (row) => row.invited },
    { id: "agreed", head: t("statements.agreedN"), number: true, cell: (row) => row.agreed, value: (row) => row.agreed },
    { id: "reserved", head: t("statements.reservedN"), number: true, cell: (row) => row.reserved, value: (row) => row.reserved },
    { id: "left", head: t("statements.leftN"), number: true, cell: (row) => <How by={<p>{t("statements.how.line")}</p>}>{row.left}</How>, value: (row) => row.left },
  ];
  const topics = [...new Set((all.data?.positions ?? []).flatMap((one) => one.topics))].sort();
  return (
    <Page title={t("statements.view.positions")} sub={t("statements.positionsSub")}>
      <Views now="positions" />
      <div className="row filters">
        <Field label={t("statements.party")}>
          <select value={party} onChange={(event) => url.change({ party: event.target.value })}>
            <option value="">{t("kit.all")}</option>
            {(all.data?.parties ?? []).map((one) => (
              <option key={one.party}>{one.party}</option>
            ))}
          </select>
        </Field>
        <Field label={t("statements.topics")}>
          <select value={topic} onChange={(event) => url.change({ topic: event.target.value })}>
            <option value="">{t("kit.all")}</option>
            {topics.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </Field>
      </div>
      <Got from={found} empty={(data) => data.positions.length === 0} hint={t("statements.positionsNone")}>
        {(data) => (
          <div className="grid">
            <div className="span7">
              <Section title={t("statements.departures")} count={data.departures.length} note={<SaveCsv name="departures" columns={departures} rows={data.departures} />}>
                <Table label={t("statements.departures")} columns={departures} rows={sorted(data.departures, departures, sort)} id={(row) => `${row.statement}-${row.party}-${row.imported}`} tight sort={sort} onSort={order} />
              </Section>
            </div>
            <div className="span5">
              <Section title={t("statements.parties")} count={data.parties.length}>
                <Table label={t("statements.parties")} columns={parties} rows={sorted(data.parties, parties, sort)} id={(row) => row.party} selected={(row) => row.party === party} tight sort={sort} onSort={order} />
              </Section>
            </div>
            <div className="span12">
              <Section title={t("statements.allPositions")} count={data.positions.length} note={<SaveCsv name="positions" columns={rows} rows={data.positions} />}>
                <Table label={t("statements.allPositions")} columns={rows} rows={sorted(data.positions, rows, sort)} id={(row) => `${row.statement}-${row.party}-${row.imported}`} tight sort={sort} onSort={order} />
              </Section>
            </div>
          </div>
        )}
      </Got>
      {is("official", "registrar") && <Import />}
    </Page>
  );
}

function Import() {
  const t = useT();
  const take = useAct("post", "/api/v1/positions", ["/api/v1/positions"]);
  const [problem, setProblem] = useState<unknown>();
  return (
    <Section title={t("statements.import")}>
      <p className="dim">{t("statements.importText")}</p>
      <p className="mono sm">statement,title,date,meeting,party,invited,position,reservation,source,topic</p>
      <label className="file mt">
        {t("statements.importFile")}{" "}
        <input type="file" accept="text/csv,.csv"
          onChange={(event) => {
            setProblem(undefined);
            void event.target.files?.[0]?.text().then((csv) => take.mutate({ body: { csv } }, { onError: setProblem }));
          }} />
      </label>
      {take.isSuccess && (
        <p role="status">
          <State shape="yes" tone="ok">
            {t("statements.importDone", { n: take.data.statements, invited: take.data.invited, not: take.data.not_invited })}
          </State>
        </p>
      )}
      {problem !== undefined && <Trouble error={problem} title={t("statements.notTaken")} />}
    </Section>
  );
}
