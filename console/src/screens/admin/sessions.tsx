// Log-ins that last: one's own; the operator ends others' too.
import { act, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { State } from "~/kit/marks";
import { Table, type Column } from "~/kit/table";
import { Time } from "~/kit/time";
import type { Schemas } from "~/api/client";
import { Fresh, useDeed } from "./deed";

type Session = Schemas["Sessions"]["sessions"][number];

export function SessionsOf({ person, own }: { person: string; own?: boolean }) {
  const t = useT();
  const deed = useDeed();
  const sessions = useRead("/api/v1/sessions", { query: own ? {} : { person } });
  const columns: Column<Session>[] = [
    { id: "made", head: t("admin.made"), cell: (one) => <Time at={one.made} /> },
    { id: "used", head: t("admin.used"), cell: (one) => <Time at={one.used} /> },
    { id: "until", head: t("admin.until"), cell: (one) => <Time at={one.until} />, hide: "small" },
    { id: "address", head: t("admin.address"), cell: (one) => <span className="mono">{one.address ?? "–"}</span> },
    {
      id: "do",
      head: <span className="sr">{t("admin.acts")}</span>,
      number: true,
      cell: (one) =>
        one.current ? (
          <State shape="force" tone="ok">
            {t("admin.thisOne")}
          </State>
        ) : (
          <button type="button" className="btn s d" disabled={deed.busy} onClick={() => deed.run(() => act("delete", "/api/v1/sessions/{id}", { params: { path: { id: one.id }, query: own ? {} : { person } } }))}>
            {t("admin.end")}
          </button>
        ),
    },
  ];
  return (
    <>
      {deed.shown}
      <Fresh from={sessions} rows={2}>
        {(data) => (data.sessions.length ? <Table label={t("admin.sessions")} columns={columns} rows={data.sessions} id={(one) => one.id} /> : <p className="faint nothing">{t("admin.noSessions")}</p>)}
      </Fresh>
    </>
  );
}
