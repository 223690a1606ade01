// What agencies and pools were right about, over the resolved rounds that the reader gets.
import { scaleLinear } from "d3-scale";
import { Link } from "react-router-dom";
import { useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { AxisX, AxisY, frameOf, Plot } from "~/chart/plot";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Page, Section } from "~/kit/layout";
import { Agency } from "~/kit/marks";
import { Got } from "~/kit/states";
import { SaveCsv, sorted, Table, type Column } from "~/kit/table";
import { useUrl } from "~/kit/url";
import { useFrame } from "~/shell/frame";
import { useMarks } from "./marked";
import { Part } from "./part";
import { useMethodName, useNumber, usePercent } from "./tables";

type Row = Schemas["TrackRow"] & { pool: boolean };

export function Track() {
  const t = useT();
  const url = useUrl();
  const found = useRead("/api/v1/rounds/track");
  const { mark } = useMarks(found.data?.rounds.map((one) => one.id) ?? []);
  const name = useMethodName();
  const number = useNumber();
  useFrame({
    title: t("assess.track"),
    mark,
    crumb: (
      <>
        <Link to="/assess">{t("assess.title")}</Link> / <b>{t("assess.track")}</b>
      </>
    ),
  });
  const by = url.get("sort") || "brier";
  const sort = { by: by.replace(/^-/, ""), down: by.startsWith("-") };
  const columns: Column<Row>[] = [
    { id: "who", head: t("assess.whoHead"), cell: (row) => (row.pool ? <span>{name(row.who)}</span> : <Agency id={row.who} />), value: (row) => row.who },
    { id: "n", head: t("assess.n"), number: true, cell: (row) => row.n, value: (row) => row.n },
    { id: "brier", head: t("assess.brier"), number: true, cell: (row) => <How by={<p>{t("assess.how.brierMean", { n: row.n })}</p>}>{number(row.brier)}</How>, value: (row) => row.brier ?? undefined },
    { id: "log", head: t("assess.log"), number: true, cell: (row) => <How by={<p>{t("assess.how.log")}</p>}>{number(row.log)}</How>, value: (row) => row.log ?? undefined },
    { id: "reliability", head: t("assess.reliability"), number: true, cell: (row) => (row.murphy ? <How by={<p>{t("assess.how.murphy")}</p>}>{number(row.murphy.reliability)}</How> : "–"), value: (row) => row.murphy?.reliability, hide: "small" },
    { id: "resolution", head: t("assess.resolutionPart"), number: true, cell: (row) => (row.murphy ? number(row.murphy.resolution) : "–"), value: (row) => row.murphy?.resolution, hide: "small" },
    { id: "uncertainty", head: t("assess.uncertainty"), number: true, cell: (row) => (row.murphy ? number(row.murphy.uncertainty) : "–"), value: (row) => row.murphy?.uncertainty, hide: "small" },
  ];
  return (
    <Page title={t("assess.track")} sub={t("assess.trackSub")}>
      <Got from={found} empty={(data) => data.rounds.length === 0} hint={t("assess.trackNone")}>
        {(data) => {
          const rows: Row[] = [...data.agencies.map((one) => ({ ...one, pool: false })), ...data.pools.map((one) => ({ ...one, pool: true }))];
          const who = url.get("who") || rows.find((one) => one.pool && one.who === "geometric_odds")?.who || rows[0]?.who;
          const chosen = rows.find((one) => one.who === who);
          const table = (title: string, some: Row[]) => (
            <Section title={title} note={<SaveCsv name="track" columns={columns} rows={some} />}>
              <Table label={title} columns={columns} rows={sorted(some, columns, sort)} id={(row) => row.who} open={(row) => url.change({ who: row.who }, { push: true })} selected={(row) => row.who === who} sort={sort} onSort={(next) => url.change({ sort: `${next.down ? "-" : ""}${next.by}` })} />
            </Section>
          );
          return (
            <div className="grid">
              <div className="span7">
                {table(t("assess.agencies"), rows.filter((one) => !one.pool))}
                {table(t("assess.pools"), rows.filter((one) => one.pool))}
                <Section title={t("assess.weights")}>
                  {data.no_weights ? (
                    <p className="dim">{t("assess.noWeights")}</p>
                  ) : (
                    <ul className="list">
                      {data.weights.map((one) => (
                        <li key={one.who} className="spread">
                          <Agency id={one.who} /> <How by={<p>{t("assess.how.cooke", { calibration: number(one.calibration), information: number(one.information), n: one.n })}</p>}>{number(one.weight)}</How>
                        </li>
                      ))}
                    </ul>
                  )}
                </Section>
              </div>
              <div className="span5">
                {chosen && <Calibration row={chosen} name={chosen.pool ? name(chosen.who) : chosen.who} />}
                <Section title={t("assess.resolvedRounds")} count={data.rounds.length}>
                  <ul className="list">
                    {data.rounds.map((one) => (
                      <li key={one.id} className="spread">
                        <Link className="b said-inline" to={`/assess/${one.id}`}>
                          {one.title}
                        </Link>
                        <Part part="over" outcome={one.outcome} />
                      </li>
                    ))}
                  </ul>
                </Section>
              </div>
            </div>
          );
        }}
      </Got>
    </Page>
  );
}

function Calibration({ row, name }: { row: Row; name: string }) {
  const t = useT();
  const percent = usePercent();
  const frame = frameOf(420, 340, { top: 28, left: 44, bottom: 40 });
  const x = scaleLinear([0, 1], [frame.left, frame.width - frame.right]);
  const y = scaleLinear([0, 1], [frame.height - frame.bottom, frame.top]);
  const text = row.calibration.map((one) => t("assess.calibrationText", { forecast: percent(one.forecast, 0), share: percent(one.share, 0), n: one.n })).join("; ");
  type Tenth = Row["calibration"][number];
  const columns: Column<Tenth>[] = [
    { id: "from", head: t("assess.tenth"), cell: (one) => `${percent(one.from, 0)}–${percent(one.to, 0)}`, value: (one) => one.from },
    { id: "n", head: t("assess.n"), number: true, cell: (one) => one.n, value: (one) => one.n },
    { id: "forecast", head: t("assess.forecast"), number: true, cell: (one) => percent(one.forecast), value: (one) => one.forecast },
    { id: "share", head: t("assess.share"), number: true, cell: (one) => percent(one.share), value: (one) => one.share },
    { id: "low", head: t("assess.low"), number: true, cell: (one) => percent(one.low, 0), value: (one) => one.low },
    { id: "high", head: t("assess.high"), number: true, cell: (one) => percent(one.high, 0), value: (one) => one.high },
  ];
  return (
    <Plot title={t("assess.calibration", { who: name })} note={t("assess.calibrationNote")} text={text || t("kit.nothing")} frame={frame} name="calibration" table={<Table label={t("assess.calibration", { who: name })} columns={columns} rows={row.calibration} id={(one) => String(one.from)} tight />}>
      <AxisX scale={x} frame={frame} label={t("assess.forecastAxis")} format={(value) => String(Math.round(value * 100))} />
      <AxisY scale={y} frame={frame} label={t("assess.shareAxis")} format={(value) => String(Math.round(value * 100))} />
      <path className="base dashed" d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`} />
      {row.calibration.map((one) => (
        <g key={one.from}>
          <path className="ci" d={`M${x(one.forecast)} ${y(one.low)}V${y(one.high)}`} />
          <circle className="mark" cx={x(one.forecast)} cy={y(one.share)} r="4" />
          <text className="lab" x={x(one.forecast) + 7} y={y(one.share) + 4}>
            n={one.n}
          </text>
        </g>
      ))}
    </Plot>
  );
}
