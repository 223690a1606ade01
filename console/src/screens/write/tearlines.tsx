// Tearlines of which the official's party made sources: each waits until all those parties approve these very bytes. docs/format/act.md.
import { useState } from "react";
import type { Schemas } from "~/api/client";
import { useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Section } from "~/kit/layout";
import { Agency, highest, Level } from "~/kit/marks";
import { useSchemes, type LevelWord } from "~/kit/schemes";
import { Got } from "~/kit/states";
import { useUrl } from "~/kit/url";
import { Link } from "react-router-dom";
import { actTime, grouped } from "~/screens/agreements/canonical";
import { Outside } from "~/screens/product/outside";
import { isJapanese } from "~/screens/product/parts";
import { approvalOf, levelsOf } from "./approval";

type Waits = Schemas["TearlineList"]["tearlines"][number];

function LevelIn({ label }: { label: Schemas["Label"] }) {
  const schemes = useSchemes();
  const level: LevelWord | undefined = highest(levelsOf(label), schemes.find);
  return level ? <Level {...level} /> : <span className="faint">–</span>;
}

function Tearline({ one, title, party, chosen, choose }: { one: Waits; title?: string; party: string; chosen: boolean; choose: () => void }) {
  const t = useT();
  const [act, setAct] = useState<Schemas["Act"]>();
  return (
    <li>
      <div className="spread">
        <Link className="b clip" to={`/product/${one.id}?version=${encodeURIComponent(one.version)}`} lang={isJapanese(title ?? "") ? "ja" : undefined}>
          {title || one.id}
        </Link>
        <button type="button" className="btn s" aria-expanded={chosen} aria-label={`${t("write.review")}: ${title || one.id}`} onClick={choose}>
          {t("write.review")}
        </button>
      </div>
      <p className="sm dim">
        <Agency id={one.owner} /> · {t.nodes("write.tearlineLevels", { now: <LevelIn label={one.label} />, then: <LevelIn label={one.own_label} /> })}
        {one.others.length > 0 && <> · {t("write.tearlineOthers", { names: one.others.join(", ") })}</>}
      </p>
      {chosen && (
        <div className="col mt">
          <dl className="sm">
            <dt className="dim">{t("write.tearlineSources")}</dt>
            {one.sources.map((source) => (
              <dd key={source.owner + source.id + source.version}>
                <Link className="link mono wrap" to={`/product/${source.id}${source.version ? `?version=${encodeURIComponent(source.version)}` : ""}`}>
                  {source.id}
                </Link>
              </dd>
            ))}
            <dt className="dim">SHA-256</dt>
            <dd className="mono wrap">{grouped(one.sha256)}</dd>
            <dt className="dim">{t("write.tearlineLabel")}</dt>
            <dd className="mono wrap">{JSON.stringify(one.own_label)}</dd>
          </dl>
          {act ? (
            <Outside act={act} name="approve-tearline" signer={party} note={t("write.tearlineAct")} />
          ) : (
            <div>
              <button type="button" className="btn p s" onClick={() => setAct(approvalOf(one, party, actTime(new Date())))}>
                {t("write.tearlineApprove")}
              </button>
            </div>
          )}
        </div>
      )}
    </li>
  );
}

export function Tearlines({ party }: { party: string }) {
  const t = useT();
  const url = useUrl();
  const waiting = useRead("/api/v1/tearlines", { query: {} });
  const ids = [...new Set((waiting.data?.tearlines ?? []).map((one) => one.id))].slice(0, 100);
  const named = useRead("/api/v1/search", { query: { id: ids, limit: 100 } }, { enabled: ids.length > 0 });
  const chosen = url.get("tearline");
  return (
    <Section title={t("write.tearlines")} count={waiting.data?.tearlines.length} note={t("write.tearlinesNote")}>
      <Got from={waiting} empty={(data) => data.tearlines.length === 0} hint={t("write.noApprovals")}>
        {(data) => (
          <ul className="list">
            {data.tearlines.map((one) => (
              <Tearline key={one.owner + one.id + one.version + one.sha256} one={one} party={party} title={named.data?.found.find((found) => found.id === one.id && found.owner === one.owner && found.version === one.version)?.title}
                chosen={chosen === one.id} choose={() => url.change({ tearline: chosen === one.id ? "" : one.id })} />
            ))}
          </ul>
        )}
      </Got>
    </Section>
  );
}
