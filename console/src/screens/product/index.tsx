// One product: the text with its marks, who can see it and by which clause, what it rests on, who received it, and what can be done with it.
import { useEffect, useMemo, useState } from "react";
import { Link, useParams } from "react-router-dom";
import { useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Segments } from "~/kit/layout";
import { Agency, Decision, highest, State } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { Empty, Got, Skeleton, Trouble } from "~/kit/states";
import { isAbsent } from "~/api/problem";
import { Time } from "~/kit/time";
import { useUrl } from "~/kit/url";
import { useActs, useFrame } from "~/shell/frame";
import { useSession } from "~/shell/session";
import type { Schemas } from "~/api/client";
import { changesOf } from "./changes";
import { DeedForm, type Deed } from "./deeds";
import { LineageOf } from "./lineage";
import { isCutWhole, isJapanese, markOf, partsOf, type StixObject } from "./parts";
import { linesOf, Readers, Receipts, type Line } from "./readers";
import { Requests, useRequests } from "./requests";
import { Facts, Margin, Texts } from "./text";
import "./product.css";

function Shown({ object, reading, taken }: { object: StixObject; reading: Schemas["Reading"]; taken?: boolean }) {
  const t = useT();
  const url = useUrl();
  const schemes = useSchemes();
  const { me, is } = useSession();
  const party = me?.party ?? "";
  const parts = useMemo(() => partsOf(object), [object]);
  const path = { id: reading.id };
  const originates = reading.originators.some((one) => one.split(".")[0] === party); // only people of an originating party are told of readers
  const readers = useRead("/api/v1/objects/{id}/readers", { path }, { enabled: originates });
  const seen = originates ? readers.data?.objects.find((one) => one.owner === reading.owner) : undefined;
  const holders = useRead("/api/v1/objects/{id}/holders", { path, query: { owner: reading.owner } }, { enabled: originates && is("registrar", "official") });
  const as = originates ? url.get("as") : "";
  const preview = useRead("/api/v1/objects/{id}/preview", { path, query: { as, owner: reading.owner } }, { enabled: as !== "", keep: false });
  const cut = as && preview.data ? preview.data.cut : [];
  const deed = url.get("do") as Deed | "";
  const about = url.get("of");

  const owns = reading.owner === party;
  const registrar = is("registrar");
  const may: Partial<Record<Deed, boolean>> = {
    approve: !!reading.waits && owns && is("releaser", "official"),
    correct: originates && is("submitter"),
    reclassify: owns && registrar,
    recall: originates && (registrar || is("submitter")),
    erase: owns && registrar && !!reading.revoked,
    consent: originates && is("official"),
    refuse: originates && is("registrar", "official"),
  };
  const begin = (next: Deed, of = "", request = "") => url.change({ do: next, of, request });
  const asked = useRequests(reading.id, party, originates && is("registrar", "official"));
  const request = asked.requests.find((one) => one.id === url.get("request"));
  const deeds = (["approve", "consent", "correct", "reclassify", "recall", "erase"] as const).filter((one) => may[one]);
  useActs(deeds.map((one) => ({ id: one, text: t(`product.${one}`), key: { approve: "v", consent: "o", correct: "c", reclassify: "m", recall: "r", erase: "e" }[one], run: () => begin(one) })));

  const banner = as && preview.data?.banner ? preview.data.banner : reading.banner;
  const rung = highest(banner.levels, schemes.find)?.rung;
  const text = banner.text || reading.banner.text || t("product.unmarked");
  // One line for each kind, so that they leave room for what they stand over.
  const notices = [...new Set(reading.notices.map((one) => one.kind))].map((kind) => ({ kind: t(`product.notice.${kind}`), text: [...new Set(reading.notices.filter((one) => one.kind === kind).map((one) => one.text))].join(" ") }));
  useFrame({
    title: parts.title,
    crumb: (
      <>
        <Link to="/search">{t("search.title")}</Link> / <b className="clip">{parts.title}</b>
      </>
    ),
    banner: { text: banner.releasable?.length && !/\bREL\b/.test(text) ? `${text} // REL TO ${banner.releasable.join(", ")}` : text, rung },
    notices,
  });

  const lines = seen ? linesOf(seen.people, party) : [];
  const partners = lines.filter((one) => one.party !== party);
  const acts = (line: Line) => {
    if (line.reads) return null;
    const others = reading.originators.map((one) => one.split(".")[0]!).filter((one) => one !== party);
    return (
      <>
        {[...new Set(others)].map((one) => (
          <button key={one} type="button" className="btn s" onClick={() => begin("ask", one)}>
            {t("product.ask", { party: one })}
          </button>
        ))}
        {may.consent && (
          <button type="button" className="btn s" onClick={() => begin("consent", line.party)}>
            {t("product.consentTo", { party: line.party })}
          </button>
        )}
        {is("submitter") && (
          <Link className="btn s" to={`/write/new?tearline=${reading.id}&for=${line.party}`}>
            {t("product.tearline")}
          </Link>
        )}
      </>
    );
  };
  const copies = holders.data?.objects.flatMap((one) => one.people).length ?? 0;
  const titleCut = isCutWhole(cut, parts.titleSelector);
  return (
    <div className="product split">
      <article className="doc">
        <div className="ttl">
          <Margin mark={markOf(reading.portions, parts.titleSelector)} banner={reading.banner} />
          <div>
            <h1 className={titleCut ? "hatch" : undefined} lang={isJapanese(parts.title) ? "ja" : undefined}>
              {parts.title}
            </h1>
            <div className="meta">
              <span>{reading.type}</span>
              <span>
                {t("product.originators")}{" "}
                {reading.originators.map((one, i) => (
                  <span key={one}>
                    {i > 0 && ", "}
                    <Agency id={one} />
                  </span>
                ))}
              </span>
              <Time at={reading.version} form="full" />
              {reading.waits && <State shape="draft">{t("product.waits")}</State>}
              {reading.revoked && (
                <State shape="recalled" tone="bad">
                  {t("product.isRecalled")}
                </State>
              )}
            </div>
          </div>
        </div>
        {(partners.length > 0 || deeds.length > 0) && (
          <div className="bar2">
            {partners.length > 0 && (
              <>
                <span className="dim nw">{t("product.previewAs")}</span>
                {partners.length <= 6 ? (
                  <Segments label={t("product.previewAs")} value={as} options={[{ id: "", text: t("product.you") }, ...partners.map((one) => ({ id: one.agency, text: one.agency }))]} onChange={(id) => url.change({ as: id })} />
                ) : (
                  <select className="btn" aria-label={t("product.previewAs")} value={as} onChange={(event) => url.change({ as: event.target.value })}>
                    <option value="">{t("product.you")}</option>
                    {partners.map((one) => (
                      <option key={one.agency}>{one.agency}</option>
                    ))}
                  </select>
                )}
              </>
            )}
            <span className="row sp">
              {deeds.map((one) => (
                <button key={one} type="button" className={`btn ${one === "recall" || one === "erase" ? "d" : one === "approve" ? "p" : ""}`} aria-expanded={deed === one} onClick={() => begin(one)}>
                  {t(`product.${one}`)}
                </button>
              ))}
            </span>
          </div>
        )}
        {as && preview.data && (
          <p className="bar2" role="status">
            <Decision reads={preview.data.reads} cut={preview.data.cut.length > 0} /> <span>{t("product.previewOf", { as, text: preview.data.text })}</span>
            {preview.data.marking && <b>{preview.data.marking}</b>}
            {!preview.data.reads && partners.filter((one) => one.agency === as).map((one) => <span key={one.agency} className="row">{acts(one)}</span>)}
          </p>
        )}
        <Requests of={asked} consent={may.consent ? (one) => begin("consent", one.person.split(".")[0], one.id) : undefined} refuse={(one) => begin("refuse", "", one.id)} />
        {deed && (may[deed] || (deed === "ask" && about)) && (
          <DeedForm key={deed + about + url.get("request")} deed={deed} id={reading.id} owner={reading.owner} version={reading.version} party={about || undefined} own={party} request={request} holders={copies} close={() => url.change({ do: "", of: "", request: "" })} />
        )}
        {taken || (as && preview.data && !preview.data.reads) ? null : (
          <>
            <Texts parts={parts} reading={reading} cut={cut} from={as || undefined} />
            <Facts parts={parts} reading={reading} cut={cut} from={as || undefined} />
          </>
        )}
      </article>
      <aside className="side" aria-label={t("product.aside")}>
        {seen && <Readers of={seen} own={party} chosen={url.get("who")} choose={(who) => url.change({ who })} acts={acts} />}
        {!originates && <OwnWhy id={reading.id} owner={reading.owner} />}
        <LineageOf id={reading.id} />
        {originates && is("registrar", "official") && <Receipts id={reading.id} owner={reading.owner} />}
        <Versions id={reading.id} now={reading.version} />
      </aside>
    </div>
  );
}

// By what one reads it oneself.
function OwnWhy({ id, owner }: { id: string; owner: string }) {
  const t = useT();
  const { data } = useRead("/api/v1/objects/{id}/explanation", { path: { id } });
  const one = data?.objects.find((object) => object.owner === owner);
  if (!one) return null;
  return (
    <section className="sec">
      <h2>{t("product.whyYou")}</h2>
      <ul className="rec mt">
        {one.explanation.origins.map((origin) => {
          const branch = origin.branches.find((branch) => branch.permits);
          return (
            <li key={origin.party}>
              <State shape={origin.permits ? "yes" : "no"} tone={origin.permits ? "ok" : "bad"}>
                <span className="sr">{t(origin.permits ? "product.permits" : "product.permitsNot")}</span>
              </State>
              <span className="party">{origin.party}</span>
              <span>
                {branch?.agreement ? (
                  <Link className="link" to={`/agreements/${encodeURIComponent(branch.agreement)}`}>{`${branch.agreement} v${branch.version}`}</Link>
                ) : (
                  t(origin.permits ? "product.permits" : "product.permitsNot")
                )}
              </span>
              <span className="faint sm" lang="en">{branch?.clauses.at(-1)?.text}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Versions({ id, now }: { id: string; now: string }) {
  const t = useT();
  const { data } = useRead("/api/v1/objects/{id}/versions", { path: { id }, query: {} });
  if (!data || data.versions.length < 2) return null;
  return (
    <section className="sec">
      <h2>
        {t("product.versions")} <span className="c">{data.versions.length}</span>
      </h2>
      <ul className="list">
        {[...data.versions].reverse().map((one) => (
          <li key={one.version}>
            <Link className={one.version === now ? "b" : "link"} to={`?version=${encodeURIComponent(one.version)}`}>
              <Time at={one.version} form="full" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

// What changed since it was opened, in one line; what was opened stays until the reader says so, but for what is recalled or no longer released.
function Opened({ id, version }: { id: string; version?: string }) {
  const t = useT();
  const object = useRead("/api/v1/objects/{id}", { path: { id }, query: { version } }, { keep: false });
  const reading = useRead("/api/v1/objects/{id}/reading", { path: { id }, query: { version } }, { keep: false, every: 60_000 });
  const [held, hold] = useState<{ object: StixObject; reading: Schemas["Reading"] }>();
  useEffect(() => {
    // Both as they are now: of an earlier visit one may be older than the other.
    if (!held && object.data && reading.data && !object.isFetching && !reading.isFetching) hold({ object: object.data as unknown as StixObject, reading: reading.data });
  }, [held, object.data, reading.data, object.isFetching, reading.isFetching]);
  const [problem, setProblem] = useState<unknown>();
  // The reading first: what comes of the object after it is no older, and a newer one is told of by the next reading.
  const show = async () => {
    setProblem(undefined);
    const how = await reading.refetch();
    const what = await object.refetch();
    if (how.isError || what.isError) setProblem(how.error ?? what.error);
    else if (how.data && what.data) hold({ object: what.data as unknown as StixObject, reading: how.data });
  };
  const gone = held !== undefined && isAbsent(reading.error);
  const changes = held && reading.data ? changesOf(held.reading, reading.data) : [];
  if (gone)
    return (
      <>
        <p className="changed" role="status">
          <b>{t("product.changed.gone")}</b> <Link className="link" to="/">{t("product.changed.desk")}</Link>
        </p>
        <Empty>{t("product.absent")}</Empty>
      </>
    );
  return (
    <>
      {changes.length > 0 && (
        <p className="changed" role="status">
          <b>{t("product.changed.since")}</b> <span>{changes.map((one) => t(`product.changed.${one}`)).join(" · ")}</span>
          <button type="button" className="btn s" onClick={() => void show()}>
            {t("shell.show")}
          </button>
        </p>
      )}
      {problem !== undefined && <Trouble error={problem} again={() => void show()} />}
      {held ? <Shown key={held.reading.version} object={held.object} reading={held.reading} taken={changes.includes("recalled") || (!!reading.data?.revoked && !version)} /> : <Got from={reading} rows={8} hint={t("product.absent")}>{() => <Got from={object} rows={8} hint={t("product.absent")}>{() => <Skeleton rows={8} />}</Got>}</Got>}
    </>
  );
}

export default function Product() {
  const { id = "" } = useParams();
  const version = useUrl().get("version") || undefined;
  return <Opened key={id + (version ?? "")} id={id} version={version} />;
}
