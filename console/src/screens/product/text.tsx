// The text with portion marks in the margin; what a partner is not given is hatched in an owner's preview.
import { Link } from "react-router-dom";
import type { Schemas } from "~/api/client";
import { useRead } from "~/api/read";
import { useT } from "~/i18n";
import { highest, Level, Withheld } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { Time } from "~/kit/time";
import { isCut, isCutWhole, isJapanese, markOf, percents, piecesOf, type Band, type Fact, type Json, type Parts } from "./parts";

type Portion = Schemas["PortionList"][number];
type Banner = Schemas["Banner"];

export function useBands(): Band[] {
  const { data } = useRead("/api/v1/yardsticks", undefined, { stale: Infinity });
  const own = data?.yardsticks.find((one) => one.id === data.own);
  return own?.bands.flatMap((band) => [band.term, ...band.also].map((term) => ({ term, from: band.from, to: band.to }))) ?? [];
}

export function Margin({ mark, banner }: { mark?: Portion; banner?: Banner }) {
  const schemes = useSchemes();
  const level = highest(mark?.levels ?? banner?.levels, schemes.find);
  const to = mark ? mark.releasable : banner?.releasable;
  return (
    <div className="pm">
      {level && <Level {...level} short />}
      {to && <span className="rel">{to.join(" ")}</span>}
    </div>
  );
}

function Said({ text, bands }: { text: string; bands: readonly Band[] }) {
  return (
    <>
      {piecesOf(text, bands).map((piece, i) =>
        piece.band ? (
          <span key={i}>
            <span className="est">{piece.text}</span>
            <sub>{percents(piece.band)}</sub>
          </span>
        ) : piece.technique ? (
          <span key={i} className="tag">
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}

function Value({ value }: { value: Json }) {
  if (typeof value === "string") {
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return <Time at={value} />;
    return <span className={/^[\x21-\x7e]{20,}$|[[\]{}=]/.test(value) ? "mono" : undefined} lang={isJapanese(value) ? "ja" : undefined}>{value}</span>;
  }
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return <span lang={isJapanese(value.join()) ? "ja" : undefined}>{value.join(", ")}</span>;
  if (typeof value === "object") return <span className="mono">{JSON.stringify(value, null, 1)}</span>;
  return <span>{String(value)}</span>;
}

export function Texts({ parts, reading, cut, from }: { parts: Parts; reading: Schemas["Reading"]; cut: readonly string[]; from?: string }) {
  const bands = useBands();
  return (
    <>
      {parts.texts.map((text) => (
        <div key={text.selector} className={`por ${isCutWhole(cut, text.selector) ? "gone" : ""}`}>
          <Margin mark={markOf(reading.portions, text.selector)} banner={reading.banner} />
          <div className="said" lang={isJapanese(text.paragraphs.join()) ? "ja" : undefined}>
            {isCut(cut, text.selector) && (
              <p>
                <Withheld from={from} />
              </p>
            )}
            {text.paragraphs.map((one, i) => (
              <p key={i}>
                <Said text={one} bands={bands} />
              </p>
            ))}
          </div>
        </div>
      ))}
    </>
  );
}

export function Facts({ parts, reading, cut, from }: { parts: Parts; reading: Schemas["Reading"]; cut: readonly string[]; from?: string }) {
  const t = useT();
  const schemes = useSchemes();
  const titles = useTitles(parts.references.map((one) => one.id));
  if (parts.facts.length + parts.references.length === 0) return null;
  const levelCell = (selector: string) => {
    const level = highest(markOf(reading.portions, selector)?.levels, schemes.find);
    return level ? <Level {...level} short /> : null;
  };
  const factRow = (fact: Fact) => (
    <tr key={fact.selector}>
      <th scope="row">{fact.name}</th>
      <td>
        {isCut(cut, fact.selector) && <Withheld from={from} />} {!isCutWhole(cut, fact.selector) && <Value value={fact.value} />}
      </td>
      <td>{levelCell(fact.selector)}</td>
    </tr>
  );
  return (
    <table className="tbl tight facts" aria-label={t("product.facts")}>
      <tbody>
        {parts.facts.map(factRow)}
        {parts.references.map((one) => (
          <tr key={one.selector}>
            <th scope="row">{one.name}</th>
            <td>
              {isCut(cut, one.selector) ? (
                <Withheld from={from} />
              ) : (
                <Link className="link" to={`/product/${one.id}`}>
                  {titles.get(one.id) ?? <span className="mono">{one.id}</span>}
                </Link>
              )}{" "}
              <span className="faint sm">{one.id.split("--")[0]}</span>
            </td>
            <td>{levelCell(one.selector)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// Titles of what is referred to, as far as it is released: one question for all of them.
export function useTitles(ids: readonly string[]): Map<string, string> {
  const asked = [...new Set(ids)].slice(0, 100);
  const { data } = useRead("/api/v1/search", { query: { id: asked, limit: 100 } }, { enabled: asked.length > 0, stale: 60_000 });
  return new Map((data?.found ?? []).filter((one) => one.title).map((one) => [one.id, one.title]));
}
