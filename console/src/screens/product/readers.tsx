// Who can see this: party and agency, yes or no, and the clause that decided. What refuses stands first when one is opened, then what to do about it.
import type { Schemas } from "~/api/client";
import { useRead } from "~/api/read";
import { useT, type Translate } from "~/i18n";
import { Section } from "~/kit/layout";
import { Agency, Decision, State } from "~/kit/marks";
import { Skeleton } from "~/kit/states";
import { Time } from "~/kit/time";

type Sight = Schemas["Readers"]["objects"][number]["people"][number];
export type Line = { id: string; agency: string; party: string; reads: boolean; cut: boolean; clause: string; text: string; people: number; person?: string };

// The clause that decided, in words: a sentence where the node tells one, else what the clause's name says.
export function said(t: Translate, line: Pick<Line, "text" | "clause">): string {
  if (line.text) return [...new Set(line.text.split("; "))].join("; ");
  const refusing = /^2:(.+)$/.exec(line.clause);
  if (refusing) return t("product.refuses", { party: refusing[1]! });
  const ways = [...new Set(line.clause.split("+"))];
  const words: Record<string, string> = { own: t("product.way.own"), "2a": t("product.way.agreement"), "2b": t("product.way.consent"), "2c": t("product.way.before") };
  return ways.every((one) => words[one]) ? ways.map((one) => words[one]).join("; ") : line.clause;
}

// One line for each agency. Of one's own party, where people differ, whoever reads stands for the agency.
export function linesOf(people: readonly Sight[], own: string): Line[] {
  const out = new Map<string, Line>();
  for (const one of people) {
    const line = out.get(one.agency);
    const reads = one.reads ? 1 : 0;
    const next: Line = { id: one.agency, agency: one.agency, party: one.party, reads: one.reads, cut: !!one.cut, clause: one.clause, text: one.text ?? "", people: reads, person: one.person };
    if (!line) out.set(one.agency, next);
    else {
      const better = (one.reads && !line.reads) || (one.reads && line.reads && line.cut && !one.cut);
      out.set(one.agency, { ...(better ? next : line), people: line.people + reads });
    }
  }
  // Own party first, then parties with somebody who reads, by name.
  const reading = new Set([...out.values()].filter((one) => one.reads).map((one) => one.party));
  const rank = (one: Line) => (one.party === own ? 0 : reading.has(one.party) ? 1 : 2);
  return [...out.values()].sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id));
}

export function Readers({ of, own, chosen, choose, acts }: { of: Schemas["Readers"]["objects"][number]; own: string; chosen: string; choose: (agency: string) => void; acts: (line: Line) => React.ReactNode }) {
  const t = useT();
  const lines = linesOf(of.people, own);
  return (
    <Section title={t("product.readers")} count={t("product.readersOf", { part: lines.filter((one) => one.reads).length, of: lines.length })}>
      <table className="tbl tight readers" aria-label={t("product.readers")}>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id} className={line.id === chosen ? "sel" : undefined}>
              <td>
                <button type="button" className="plain" aria-expanded={line.id === chosen} onClick={() => choose(line.id === chosen ? "" : line.id)}>
                  <Agency id={line.agency} />
                </button>
              </td>
              <td>
                <Decision reads={line.reads} cut={line.cut} />
              </td>
              <td className="dim sm" lang={line.text ? "en" : undefined}>{said(t, line)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.filter((one) => one.id === chosen).map((line) => (
        <Why key={line.id} id={of.id} owner={of.owner} line={line} acts={acts(line)} />
      ))}
    </Section>
  );
}

// Clause by clause, for the agency that is opened.
function Why({ id, owner, line, acts }: { id: string; owner: string; line: Line; acts: React.ReactNode }) {
  const t = useT();
  // People of one's own party are explained one by one; of a partner's agency the sentence is told that decides for it.
  const asked = useRead("/api/v1/objects/{id}/explanation", { path: { id }, query: { as: line.person } }, { keep: false, enabled: !!line.person });
  const preview = useRead("/api/v1/objects/{id}/preview", { path: { id }, query: { as: line.agency, owner } }, { keep: false, enabled: !line.person });
  const one = asked.data?.objects.find((object) => object.owner === owner);
  const origins = [...(one?.explanation.origins ?? [])].sort((a, b) => Number(a.permits) - Number(b.permits));
  return (
    <div className="why">
      <p className="b" lang={line.text || (!line.person && preview.data?.text) ? "en" : undefined}>{line.person ? said(t, line) : preview.data?.text || said(t, line)}</p>
      {(line.person ? asked : preview).isPending && <Skeleton rows={2} />}
      <ul>
        {origins.map((origin) => {
          const branch = origin.branches.find((one) => one.permits) ?? origin.branches[0];
          const said = (branch?.clauses ?? []).filter((clause) => clause.holds === origin.permits);
          return (
            <li key={origin.party}>
              <State shape={origin.permits ? "yes" : "no"} tone={origin.permits ? "ok" : "bad"}>
                {origin.party}
              </State>
              <span>
                {branch?.agreement && <b>{`${branch.agreement} v${branch.version}: `}</b>}
                {said.length ? <span lang="en">{origin.permits ? said[said.length - 1]!.text : said.map((clause) => clause.text).join("; ")}</span> : t(origin.permits ? "product.permits" : "product.permitsNot")}
              </span>
            </li>
          );
        })}
        {(one?.explanation.reader ?? [])
          .filter((clause) => !clause.holds)
          .map((clause) => (
            <li key={clause.name}>
              <State shape="no" tone="bad">
                {t("product.reader")}
              </State>
              <span lang="en">{clause.text}</span>
            </li>
          ))}
      </ul>
      {acts && <div className="row">{acts}</div>}
    </div>
  );
}

export function Receipts({ id, owner }: { id: string; owner: string }) {
  const t = useT();
  const { data } = useRead("/api/v1/objects/{id}/holders", { path: { id }, query: { owner } });
  const versions = data?.objects ?? [];
  if (!versions.some((one) => one.people.length)) return null;
  return (
    <Section title={t("product.receipts")} note={t("product.receiptsNote")}>
      {versions.map((version) => (
        <ul key={version.version} className="rec">
          {version.people.map((one) => (
            <li key={one.person + one.purpose}>
              <State shape={one.delivered ? "ack" : "may"} tone={one.delivered ? "ok" : ""}>
                <span className="sr">{t(one.delivered ? "product.delivered" : one.state === "told" ? "product.told" : "product.mayHold")}</span>
              </State>
              <Agency id={one.person} plain />
              <span className="dim">{t(one.delivered ? "product.delivered" : one.state === "told" ? "product.told" : "product.mayHold")}</span>
              <span className="faint">
                <Time at={one.first} />
              </span>
            </li>
          ))}
        </ul>
      ))}
    </Section>
  );
}
