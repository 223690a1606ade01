// The rounds whose question the reader gets.
import { useNavigate } from "react-router-dom";
import { Link } from "react-router-dom";
import { useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { Page, Section, Segments } from "~/kit/layout";
import { State } from "~/kit/marks";
import { Got } from "~/kit/states";
import { SaveCsv, sorted, Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useSession } from "~/shell/session";
import { useMarks } from "./marked";
import { Part } from "./part";

type Listed = Schemas["RoundList"]["rounds"][number];
type Which = "all" | "yours" | "going" | "resolved";

export function Rounds({ title }: { title: string }) {
  const t = useT();
  const url = useUrl();
  const navigate = useNavigate();
  const { is } = useSession();
  const found = useRead("/api/v1/rounds", undefined, { every: 60_000 });
  const all = found.data?.rounds ?? [];
  const { mark } = useMarks(all.map((one) => one.id));
  useFrame({ title, mark });
  const which = (url.get("which") || "all") as Which;
  const fits = (one: Listed) => (which === "yours" ? one.waits_for_you : which === "going" ? one.part !== "over" && !one.outcome : which === "resolved" ? !!one.outcome : true);
  const by = url.get("sort") || "-opened";
  const sort = { by: by.replace(/^-/, ""), down: by.startsWith("-") };
  const columns: Column<Listed>[] = [
    {
      id: "title",
      head: t("assess.question"),
      cell: (row) => (
        <Link to={`/assess/${row.id}`} className="b said-inline">
          {row.title ?? row.id}
        </Link>
      ),
      value: (row) => row.title ?? row.id,
    },
    { id: "part", head: t("assess.partHead"), cell: (row) => <Part part={row.part} outcome={row.outcome} />, value: (row) => row.part },
    { id: "committed", head: t("assess.committedHead"), number: true, cell: (row) => t("assess.ofInvited", { n: row.committed, of: row.invited }), value: (row) => row.committed },
    { id: "owner", head: t("assess.convenor"), cell: (row) => <span className="party">{row.owner}</span>, value: (row) => row.owner, hide: "small" },
    { id: "opened", head: t("assess.openedHead"), cell: (row) => <Time at={row.opened} />, value: (row) => row.opened, hide: "small" },
    { id: "resolves", head: t("assess.resolvesHead"), cell: (row) => <Time at={row.resolves} form="date" />, value: (row) => row.resolves },
    {
      id: "waits",
      head: t("assess.waitsHead"),
      cell: (row) =>
        row.waits_for_you && (
          <State shape="notice" tone="warn">
            {t("assess.waits")}
          </State>
        ),
      value: (row) => (row.waits_for_you ? 1 : 0),
    },
  ];
  const open = () => url.change({ view: "open" }, { push: true });
  const track = () => url.change({ view: "track" }, { push: true });
  useActs([...(is("submitter") ? [{ id: "open", text: t("assess.open"), key: "o", run: open }] : []), { id: "track", text: t("assess.track"), key: "r", run: track }]);
  return (
    <Page title={title} sub={t("assess.sub")}
      acts={
        <>
          <button type="button" className="btn" onClick={track}>
            {t("assess.track")}
          </button>
          {is("submitter") && (
            <button type="button" className="btn p" onClick={open}>
              {t("assess.open")}
            </button>
          )}
        </>
      }>
      <div className="row filters">
        <Segments label={t("assess.which")} value={which} options={(["all", "yours", "going", "resolved"] as const).map((one) => ({ id: one, text: t(`assess.which.${one}`) }))} onChange={(next) => url.change({ which: next === "all" ? undefined : next })} />
      </div>
      <Section title={t("assess.rounds")} count={all.filter(fits).length} note={<SaveCsv name="rounds" columns={columns} rows={all.filter(fits)} />}>
        <Got from={found} empty={(data) => data.rounds.filter(fits).length === 0} hint={t("assess.noneHint")}>
          {(data) => <Table label={t("assess.rounds")} columns={columns} rows={sorted(data.rounds.filter(fits), columns, sort)} id={(row) => row.id} open={(row) => navigate(`/assess/${row.id}`)} sort={sort} onSort={(next) => url.change({ sort: `${next.down ? "-" : ""}${next.by}` })} />}
        </Got>
      </Section>
    </Page>
  );
}
