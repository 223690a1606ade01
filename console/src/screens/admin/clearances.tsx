// Clearances with their ends. The party's authority signs them outside the node: the screen gives the exact bytes and the command, and takes the signed file.
import { useState, type ChangeEvent } from "react";
import type { Schemas } from "~/api/client";
import { act, useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Field, Section } from "~/kit/layout";
import { Agency, State } from "~/kit/marks";
import { Got } from "~/kit/states";
import { sorted, Table, type Column } from "~/kit/table";
import { useUrl } from "~/kit/url";
import { useDeed } from "./deed";
import { Levels, Until, Validity } from "./levels";
import { Prepare } from "./prepare";

export type Row = { person: string; clearance?: Schemas["Clearances"]["clearances"][number] };

// The signed file, from comity clearance sign.
export function signedOf(text: string): Schemas["SignedClearance"] | undefined {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    return typeof value?.clearance === "string" && typeof value?.signature === "string" ? { clearance: value.clearance, signature: value.signature } : undefined;
  } catch {
    return undefined;
  }
}

function TakeBack() {
  const t = useT();
  const deed = useDeed();
  const [policy, setPolicy] = useState<number>();
  const take = async (event: ChangeEvent<HTMLInputElement>) => {
    const field = event.target;
    const file = field.files?.[0];
    if (!file) return;
    setPolicy(undefined);
    const signed = signedOf(await file.text());
    field.value = "";
    if (!signed) return deed.fail(new Error(t("admin.notSigned", { name: file.name })));
    deed.run(() => act("post", "/api/v1/clearances", { body: signed }), (answer) => setPolicy(answer.policy));
  };
  return (
    <div className="col">
      <Field label={t("admin.signedFile")} above>
        <input type="file" accept=".json,application/json" onChange={(event) => void take(event)} />
      </Field>
      {policy !== undefined && (
        <p role="status">
          <State shape="signed" tone="ok">
            {t("admin.recorded", { n: policy })}
          </State>
        </p>
      )}
      {deed.shown}
    </div>
  );
}

export function Clearances() {
  const t = useT();
  const url = useUrl();
  const clearances = useRead("/api/v1/clearances", { query: {} });
  const people = useRead("/api/v1/people");
  const chosen = url.get("person");
  const [by = "until", down = ""] = (url.get("sort") || "until").split(":");
  const sort = { by, down: down === "down" };
  const columns: Column<Row>[] = [
    { id: "person", head: t("shell.person"), cell: (one) => <span className="b"><Agency id={one.person} /></span>, value: (one) => one.person },
    { id: "state", head: t("admin.state"), cell: (one) => (one.clearance ? <Validity state={one.clearance.state} /> : <State shape="draft">{t("admin.noClearance")}</State>), value: (one) => one.clearance?.state ?? "" },
    { id: "levels", head: t("admin.levels"), cell: (one) => one.clearance && <Levels of={one.clearance.levels} /> },
    { id: "purposes", head: t("admin.purposes"), cell: (one) => <span className="dim">{one.clearance?.purposes.join(", ")}</span>, hide: "small" },
    { id: "until", head: t("admin.until"), cell: (one) => (one.clearance ? <Until at={one.clearance.until} /> : "–"), value: (one) => one.clearance?.until },
  ];
  return (
    <div className={chosen ? "beside" : ""}>
      <div className="list-part">
        <Got from={clearances}>
          {(data) => {
            const known = new Set(data.clearances.map((one) => one.person));
            const without: Row[] = (people.data?.people ?? []).filter((one) => one.id !== "operator" && !known.has(one.id)).map((one) => ({ person: one.id }));
            const rows = sorted([...data.clearances.map((clearance): Row => ({ person: clearance.person, clearance })), ...without], columns, sort);
            return <Table label={t("admin.clearances")} columns={chosen ? columns.filter((one) => one.id !== "purposes") : columns} rows={rows} id={(one) => one.person} sort={sort} onSort={(next) => url.change({ sort: `${next.by}${next.down ? ":down" : ""}` })} selected={(one) => one.person === chosen} open={(one) => url.change({ person: one.person }, { push: !chosen })} />;
          }}
        </Got>
      </div>
      {chosen && clearances.data && (
        <aside className="side" key={chosen} aria-label={chosen}>
          <div className="spread">
            <h2 className="title">
              <Agency id={chosen} />
            </h2>
            <button type="button" className="btn s" onClick={() => url.change({ person: "" })}>
              {t("kit.close")}
            </button>
          </div>
          <Prepare row={{ person: chosen, clearance: clearances.data.clearances.find((one) => one.person === chosen) }} />
          <Section title={t("admin.bringBack")} note={t("admin.bringBackNote")}>
            <TakeBack />
          </Section>
        </aside>
      )}
    </div>
  );
}
