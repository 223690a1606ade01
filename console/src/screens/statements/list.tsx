import { Link, useNavigate } from "react-router-dom";
import { useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Field, Page, Section } from "~/kit/layout";
import { State } from "~/kit/marks";
import { Got } from "~/kit/states";
import { SaveCsv, sorted, Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useSession } from "~/shell/session";
import { standMarks, stateMarks, type PositionWord } from "./parts";
import { Views } from "./views";

type Statement = Schemas["Statement"];
export const states = ["draft", "open", "silence", "adopted", "failed", "closed"] as const;

export function StateOf({ state }: { state: Statement["state"] }) {
  const t = useT();
  return <State {...stateMarks[state]}>{t(`statements.state.${state}`)}</State>;
}
export function Stand({ word }: { word: PositionWord }) {
  const t = useT();
  return <State {...standMarks[word]}>{t(`statements.stand.${word}`)}</State>;
}

export function Statements() {
  const t = useT();
  const url = useUrl();
  const navigate = useNavigate();
  const { me, is } = useSession();
  const state = states.find((one) => one === url.get("state"));
  const found = useRead("/api/v1/statements", { query: state ? { state } : {} }, { every: 60_000 });
  useFrame({ title: t("statements.title") });
  const by = url.get("sort") || "-recorded";
  const sort = { by: by.replace(/^-/, ""), down: by.startsWith("-") };
  const mine = (row: Statement) => row.parties?.find((one) => one.party === me?.party)?.position;
  const columns: Column<Statement>[] = [
    {
      id: "title",
      head: t("statements.statement"),
      cell: (row) => (
        <Link to={`/statements/${row.id}`} className="b said-inline" lang={row.language === "ja" ? "ja" : undefined}>
          {row.title ?? row.id}
        </Link>
      ),
      value: (row) => row.title ?? row.id,
    },
    { id: "state", head: t("statements.stateHead"), cell: (row) => <StateOf state={row.state} />, value: (row) => row.state },
    {
      id: "agreed",
      head: t("statements.agreedHead"),
      number: true,
      cell: (row) => <How by={<p>{t("statements.how.quorum", { least: row.quorum.least, invited: row.quorum.invited, including: row.quorum.including?.join(", ") || "–" })}</p>}>{t("statements.of", { n: row.quorum.agreed, of: row.quorum.least })}</How>,
      value: (row) => row.quorum.agreed,
    },
    { id: "you", head: t("statements.yours"), cell: (row) => (mine(row) ? <Stand word={mine(row)!} /> : "–"), value: (row) => mine(row) },
    { id: "convenor", head: t("statements.convenor"), cell: (row) => <span className="party">{row.convenor}</span>, value: (row) => row.convenor, hide: "small" },
    { id: "meeting", head: t("statements.meeting"), cell: (row) => row.meeting ?? "–", value: (row) => row.meeting, hide: "small" },
    { id: "version", head: t("statements.version"), number: true, cell: (row) => row.version, value: (row) => row.version, hide: "small" },
    { id: "until", head: t("statements.until"), cell: (row) => <Time at={row.silence ?? row.closes} />, value: (row) => row.silence ?? row.closes, hide: "small" },
    { id: "recorded", head: t("statements.recorded"), cell: (row) => <Time at={row.recorded} />, value: (row) => row.recorded, hide: "small" },
  ];
  const draft = () => url.change({ view: "draft" }, { push: true });
  useActs(is("official") ? [{ id: "draft", text: t("statements.draft"), key: "n", run: draft }] : []);
  return (
    <Page title={t("statements.title")} sub={t("statements.sub")}
      acts={
        is("official") && (
          <button type="button" className="btn p" onClick={draft}>
            {t("statements.draft")}
          </button>
        )
      }>
      <Views now="statements" />
      <div className="row filters">
        <Field label={t("statements.stateHead")}>
          <select value={state ?? ""} onChange={(event) => url.change({ state: event.target.value })}>
            <option value="">{t("kit.all")}</option>
            {states.map((one) => (
              <option key={one} value={one}>
                {t(`statements.state.${one}`)}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <Section title={t("statements.title")} count={found.data?.statements.length} note={found.data && <SaveCsv name="statements" columns={columns} rows={found.data.statements} />}>
        <Got from={found} empty={(data) => data.statements.length === 0} hint={t("statements.noneHint")}>
          {(data) => <Table label={t("statements.title")} columns={columns} rows={sorted(data.statements, columns, sort)} id={(row) => row.id} open={(row) => navigate(`/statements/${row.id}`)} sort={sort} onSort={(next) => url.change({ sort: `${next.down ? "-" : ""}${next.by}` })} />}
        </Got>
      </Section>
    </Page>
  );
}
