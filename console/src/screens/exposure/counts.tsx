// What the members hold, may pull and could pass on: three numbers, and by whose, where and under what.
import { Within } from "~/chart/bars";
import { useT, type Key } from "~/i18n";
import { How } from "~/kit/how";
import { Section, Segments } from "~/kit/layout";
import { Agency, Level } from "~/kit/marks";
import { sorted, Table, type Column, type Sort } from "~/kit/table";
import { Time } from "~/kit/time";
import type { useUrl } from "~/kit/url";
import type { Schemas } from "~/api/client";
import { reconcile, schemeAndWord, type Count, type Line } from "./sums";

export type Exposure = Schemas["Exposure"];
export const useNumber = () => {
  const t = useT();
  return (value: number, digits = 0) => new Intl.NumberFormat(t.language, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);
};
export const LevelText = ({ text }: { text: string | undefined }) => (text ? <Level {...schemeAndWord(text)} /> : <span className="faint">–</span>);

export function Three({ of }: { of: Exposure }) {
  const t = useT();
  const n = useNumber();
  const one = (id: string, value: number, head: Key, text: Key, how: string) => (
    <div>
      <b data-number={id}>{n(value)}</b>
      <span>
        <i className={`sw ${id}`} aria-hidden="true" />
        <How by={<p>{how}</p>}>
          <strong>{t(head)}</strong>
        </How>
        <br />
        <span className="sm dim">{t(text)}</span>
      </span>
    </div>
  );
  return (
    <div className="kp">
      {one("held", of.all.held, "exposure.held", "exposure.heldText", t("exposure.heldHow", { delivered: of.all.delivered }))}
      {one("may", of.all.may_pull, "exposure.may", "exposure.mayText", t("exposure.mayHow", { own: of.own }))}
      {one("pass", of.all.pass_on, "exposure.pass", "exposure.passText", t("exposure.passHow"))}
    </div>
  );
}

export const unitsOf = (t: ReturnType<typeof useT>, weight: Schemas["ExposureWeights"]) => t("exposure.units", { weight: t(`exposure.units.${weight.by}` as Key, { table: weight.table }) });

export function Originators({ of, url }: { of: Exposure; url: ReturnType<typeof useUrl> }) {
  const t = useT();
  const n = useNumber();
  const most = Math.max(0, ...of.originators.map((one) => one.may_pull));
  const sum = (count: Count) => reconcile(of.originators, of.all, count);
  const counts: Count[] = ["held", "may_pull", "pass_on"];
  const again = counts.some((count) => sum(count).again !== 0);
  return (
    <Section title={t("exposure.byOriginator")} note={unitsOf(t, of.weight)}>
      <div className="scroll">
        <table className="tbl tight" aria-label={t("exposure.byOriginator")}>
          <thead>
            <tr>
              <th scope="col">{t("exposure.party")}</th>
              <th scope="col" className="hide-s wide">
                {t("exposure.within")}
              </th>
              <th scope="col" className="num">{t("exposure.held")}</th>
              <th scope="col" className="num">{t("exposure.may")}</th>
              <th scope="col" className="num">{t("exposure.passOn")}</th>
              <th scope="col" className="num">{t("exposure.only")}</th>
              <th scope="col" className="hi">{t("exposure.highest")}</th>
              <th scope="col" className="num hide-s">{t("exposure.since")}</th>
            </tr>
          </thead>
          <tbody>
            {of.originators.map((row) => (
              <tr key={row.name}>
                <td>
                  <Agency id={row.name ?? ""} />
                </td>
                <td className="hide-s">
                  <Within may={row.may_pull} has={Math.min(row.held, row.may_pull)} on={row.pass_on} most={most} />
                </td>
                <td className="num">{n(row.held)}</td>
                <td className="num">{n(row.may_pull)}</td>
                <td className="num">{n(row.pass_on)}</td>
                <td className="num">{of.only_of && of.only_of !== row.name ? <span className="faint">–</span> : n(row.only)}</td>
                <td className="hi">
                  <LevelText text={row.highest} />
                </td>
                <td className="num dim hide-s">
                  <Time at={row.since} form="date" />
                </td>
              </tr>
            ))}
            {again && (
              <tr className="dim">
                <td className="over">{t("exposure.again")}</td>
                <td className="hide-s" />
                {counts.map((count) => {
                  const one = sum(count);
                  return (
                    <td key={count} className="num">
                      {one.again === 0 ? "0" : <How by={<p>{t("exposure.againHow", one)}</p>}>{`−${n(one.again)}`}</How>}
                    </td>
                  );
                })}
                <td colSpan={2} />
                <td className="hide-s" />
              </tr>
            )}
            <tr className="sum">
              <td>{t("exposure.allRow")}</td>
              <td className="hide-s" />
              {counts.map((count) => (
                <td key={count} className="num">
                  {n(of.all[count])}
                </td>
              ))}
              <td className="num">
                <How by={<p>{t("exposure.onlyHow", { of: of.only_of ?? t("exposure.onlyAll") })}</p>}>{n(of.all.only)}</How>
              </td>
              <td colSpan={1} />
              <td className="hide-s num dim">
                <Time at={of.all.since} form="date" />
              </td>
            </tr>
          </tbody>
        </table>
      </div>
      <More of={of} url={url} />
    </Section>
  );
}

const lists = ["levels", "topics", "clauses", "agreements"] as const;
function More({ of, url }: { of: Exposure; url: ReturnType<typeof useUrl> }) {
  const t = useT();
  const n = useNumber();
  const by = lists.find((one) => one === url.get("by"));
  const sort: Sort = { by: url.get("sort", "may_pull").replace(/^-/, ""), down: !url.get("sort", "-").startsWith("+") };
  const number = (id: Count | "only", head: Key): Column<Line> => ({ id, head: t(head), number: true, cell: (row) => n(row[id]), value: (row) => row[id] });
  const columns: Column<Line>[] = [
    { id: "name", head: t("exposure.name"), cell: (row) => (by === "levels" ? <LevelText text={row.name} /> : <span className="wrap">{row.name}</span>), value: (row) => row.name },
    number("held", "exposure.held"),
    number("may_pull", "exposure.may"),
    number("pass_on", "exposure.passOn"),
    { id: "since", head: t("exposure.since"), number: true, hide: "small", cell: (row) => <span className="dim"><Time at={row.since} form="date" /></span>, value: (row) => row.since },
  ];
  return (
    <div className="mt">
      <Segments label={t("exposure.by")} value={by ?? ("" as string)} options={lists.map((id) => ({ id: id as string, text: t(`exposure.by.${id}`) }))} onChange={(id) => url.change({ by: id === by ? "" : id, sort: "" })} />
      {by && (
        <div className="mt">
          <Table label={t(`exposure.by.${by}`)} columns={columns} rows={sorted(of[by], columns, sort)} id={(row) => row.name ?? ""} tight sort={sort} onSort={(next) => url.change({ sort: `${next.down ? "-" : "+"}${next.by}` })} />
        </div>
      )}
    </div>
  );
}

export function Agencies({ of, rank, roles }: { of: Exposure; rank?: Schemas["ExposureRank"]; roles: ReadonlyMap<string, string> }) {
  const t = useT();
  const n = useNumber();
  const share = new Map(rank?.members.map((one) => [one.name, one.share]));
  const columns: Column<Line>[] = [
    { id: "agency", head: t("exposure.agency"), cell: (row) => <Agency id={row.name ?? ""} />, value: (row) => row.name },
    { id: "role", head: "", hide: "small", cell: (row) => <span className="dim">{roles.get(row.name ?? "") ?? ""}</span>, value: (row) => roles.get(row.name ?? "") },
    { id: "held", head: t("exposure.held"), number: true, cell: (row) => n(row.held), value: (row) => row.held },
    { id: "may_pull", head: t("exposure.may"), number: true, cell: (row) => n(row.may_pull), value: (row) => row.may_pull },
    { id: "only", head: <How by={<p>{t("exposure.onlyHow", { of: of.only_of ?? t("exposure.onlyAll") })}</p>}>{t("exposure.only")}</How>, number: true, cell: (row) => <b>{n(row.only)}</b>, value: (row) => row.only },
    ...(share.size ? [{ id: "share", head: <How by={<p>{t("exposure.shareHow")}</p>}>{t("exposure.share")}</How>, number: true, cell: (row: Line) => (share.has(row.name ?? "") ? n(share.get(row.name ?? "")!, 1) : "–"), value: (row: Line) => share.get(row.name ?? "") } satisfies Column<Line>] : []),
    { id: "people", head: t("exposure.people"), number: true, hide: "small", cell: (row) => (row.people === undefined ? "–" : n(row.people)), value: (row) => row.people },
  ];
  return (
    <Section title={t("exposure.byAgency")} note={t("exposure.several")}>
      <Table label={t("exposure.byAgency")} columns={columns} rows={of.agencies} id={(row) => row.name ?? ""} tight />
    </Section>
  );
}
