// On how many independent origins the judgements rest, and which sources parties both read.
import { Link } from "react-router-dom";
import { useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { stepClass } from "~/chart/plot";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Section } from "~/kit/layout";
import { Got } from "~/kit/states";
import { citedBy, lastOpen } from "./rows";

export function Origins({ round }: { round: Schemas["Round"] }) {
  const t = useT();
  const cited = citedBy(round).slice(0, 256);
  const found = useRead("/api/v1/corroboration", { query: { ids: cited } }, { enabled: cited.length > 0 });
  const n = (lastOpen(round)?.judgements ?? []).filter((one) => one.pooled).length;
  if (cited.length === 0)
    return round.origins ? (
      <Section title={t("assess.origins")}>
        <div className="big">
          <How by={<p>{t("assess.how.origins")}</p>}>
            <b>{span(round.origins)}</b>
          </How>
          <span className="dim">{t("assess.originsNone", { n })}</span>
        </div>
      </Section>
    ) : null;
  return (
    <Section title={t("assess.origins")} note={t("assess.flow")}>
      <Got from={found}>
        {(data) => (
          <>
            <div className="big">
              <How by={<><p>{t("assess.how.origins")}</p><p>{data.method}</p></>}>
                <b>{span(data.independent)}</b>
              </How>
              <span className="dim">{t("assess.originsOf", { n: data.reports, unknown: data.unknown })}</span>
            </div>
            {data.chokes.length > 0 && (
              <p className="dim chokes">
                {t("assess.chokes")}{" "}
                {data.chokes.flat().map((name, i) => {
                  const one = data.nodes.find((node) => node.node === name);
                  return (
                    <span key={name}>
                      {i > 0 && " · "}
                      {one?.kind === "object" && one.id ? (
                        <Link className="link" to={`/product/${one.id}`}>
                          {one.title || one.id}
                        </Link>
                      ) : (
                        one?.title || t("assess.unknownSource")
                      )}
                    </span>
                  );
                })}
              </p>
            )}
          </>
        )}
      </Got>
      <Overlap cited={cited} />
    </Section>
  );
}

const span = (one: { low: number; high: number }) => (one.low === one.high ? String(one.low) : `${one.low}–${one.high}`);

function Overlap({ cited }: { cited: readonly string[] }) {
  const t = useT();
  const found = useRead("/api/v1/corroboration/overlap", { query: { ids: [...cited], by: "party" } });
  const pairs = found.data?.pairs ?? [];
  if (pairs.length === 0) return null;
  const readers = [...new Set(pairs.flatMap((one) => [one.first, one.second]))].sort().slice(0, 12);
  const of = (a: string, b: string) => pairs.find((one) => (one.first === a && one.second === b) || (one.first === b && one.second === a));
  const percent = (p: number | null) => (p === null ? "–" : `${Math.round(p * 100)}`);
  return (
    <div className="mt">
      <p className="note">{t("assess.overlap")}</p>
      <div className="scroll">
        <table className="heat" aria-label={t("assess.overlap")}>
          <tbody>
            {readers.slice(1).map((row, i) => (
              <tr key={row}>
                <th scope="row">{row}</th>
                {readers.slice(0, i + 1).map((column) => {
                  const pair = of(row, column);
                  if (!pair || pair.low === null || pair.high === null) return <td key={column} className="hatch" aria-label={t("assess.noReading")} />;
                  return (
                    <td key={column} className={stepClass(pair.high, 0, 1)}>
                      <How by={<p>{t("assess.how.overlap", { both: pair.both, either: pair.either, untold: pair.not_told })}</p>}>
                        {pair.low === pair.high ? percent(pair.high) : `${percent(pair.low)}–${percent(pair.high)}`}%
                      </How>
                    </td>
                  );
                })}
              </tr>
            ))}
            <tr>
              <td />
              {readers.slice(0, -1).map((one) => (
                <th key={one} scope="col">
                  {one}
                </th>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
    </div>
  );
}
