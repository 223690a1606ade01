// How long the console takes from an input to the next paint, with a heat map of 200 × 200 pairs and a table of 10^5 rows. The answers are made up here, as the node gives at most 60 members; the screens are
// the real ones. Prints JSON: milliseconds of the browser's own event timing (Event Timing API, from the input's time to the paint after it, in steps of 8 ms). Nothing is asserted: numbers are for people.
//   node console/tests/bench.mjs --comity build/release/comity
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { chromium } from "playwright-core";
import { startNode } from "./node.mjs";
import { personOf } from "./person.mjs";

const given = process.argv.indexOf("--comity");
const comity = given > 0 && resolve(process.argv[given + 1] ?? "");
const executablePath = process.env.COMITY_CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!comity || !existsSync(comity) || !executablePath) {
  console.error("bench.mjs: --comity names the program to serve with, COMITY_CHROMIUM the browser");
  process.exit(2);
}

const members = 200;
const objects = 100_000;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const names = Array.from({ length: members }, (_, i) => letters[Math.floor(i / 26)] + letters[i % 26] + "X");
const about = { roll_calls: 90, from: "2019-01-01", to: "2019-12-31", abstain: "middle", absent: "leave-out", unanimous: "keep", important: false, issues: [] };
const group = names.map((name, i) => ({ name, ccode: i + 1 }));
const value = (i, j) => ((i * 7919 + j * 104_729) % 1000) / 1000;
const row = (i, j) => ({ iso1: names[j], iso2: names[i], ccode1: j, ccode2: i, year: 2019, n: 90, t11: 90, t12: 0, t13: 0, t21: 0, t22: 0, t23: 0, t31: 0, t32: 0, t33: 0, agree2: value(i, j), agree3: value(i, j), S_abs: value(i, j), S_sq: value(i, j), kappa_nom: null, kappa_lin: null, kappa_sq: null, pi_nom: null, pi_lin: null, pi_sq: null });
const rows = [];
for (let i = 1; i < members; i++) for (let j = 0; j < i; j++) rows.push(row(i, j));
const line = { held: objects, delivered: objects, may_pull: objects, pass_on: 0, only: 0 };
const exposure = { members: ["NZL"], at: "2026-01-01T00:00:00Z", present: true, weight: { by: "object", table: "" }, all: line, objects: line, own: 0, only_of: "NZL", originators: [], levels: [], topics: [], agreements: [], clauses: [], agencies: [], notes: [] };
const answers = {
  "/api/v1/alignment/pairs": () => ({ about, members: group, pairs: rows }),
  "/api/v1/alignment/rice": () => ({ about, group, periods: [{ period: "2019", year: 2019, from: "2019-01-01", to: "2019-12-31", n: 90, mean: 0.5, interval: null }], calls: [] }),
  "/api/v1/alignment/pair": (query) => ({ about, a: query.get("a"), b: query.get("b"), series: [row(1, 0)], table: row(1, 0), splits_total: 0, splits: [] }),
  "/api/v1/alignment/lone": () => ({ about, alone: "no", group, by_member: [], lone: [] }),
  "/api/v1/alignment/line": () => ({ about, group, periods: [], departures: [] }),
  "/api/v1/exposure": () => exposure,
  "/api/v1/exposure/objects": () => ({ total: objects, objects: Array.from({ length: objects }, (_, i) => ({ owner: "NZL", id: `indicator--${String(i).padStart(12, "0")}`, version: "2026-01-01T00:00:00.000Z", type: "indicator", held: true, may_pull: true, pass_on: i % 3 === 0, only: false })) }),
};

const node = await startNode(comity, { exercise: false });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const out = { compares: "input to next paint, ms", members, pairs: rows.length, rows: objects };
try {
  const person = await personOf(browser, node, "NZL.GCSB.official");
  const { page } = person;
  page.setDefaultTimeout(120_000);
  await page.route("**/api/v1/{alignment,exposure}/**", answer);
  await page.route("**/api/v1/exposure?*", answer);
  async function answer(route) {
    const url = new URL(route.request().url());
    const made = answers[url.pathname];
    if (made) await route.fulfill({ json: made(url.searchParams) });
    else await route.fulfill({ status: 404, contentType: "application/problem+json", json: { type: "/api/v1/problems#not_found", title: "Not Found", status: 404, detail: "" } });
  }
  const watch = () =>
    page.evaluate(() => {
      globalThis.seen = [];
      globalThis.watcher?.disconnect();
      globalThis.watcher = new PerformanceObserver((list) => globalThis.seen.push(...list.getEntries().map((one) => one.duration)));
      globalThis.watcher.observe({ type: "event", durationThreshold: 16 });
    });
  const told = async (inputs) => {
    const seen = await page.evaluate(() => new Promise((fulfil) => requestAnimationFrame(() => setTimeout(() => fulfil(globalThis.seen.sort((a, b) => a - b)), 100))));
    // What took under 16 ms is not reported by the browser.
    return { inputs, over_16_ms: seen.length, median_of_these: seen[Math.floor(seen.length / 2)] ?? 0, longest: seen.at(-1) ?? 0 };
  };

  await person.go("/alignment?year=2019");
  const cells = page.locator("svg .cells");
  await cells.waitFor();
  const box = await cells.boundingBox();
  await watch();
  for (let i = 0; i < 60; i++) await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * (0.4 + i / 150));
  out.heat_hover = await told(60);
  await watch();
  for (let i = 0; i < 10; i++) await page.mouse.click(box.x + box.width * 0.3, box.y + box.height * (0.4 + i / 20));
  out.heat_click = await told(10);
  await watch();
  for (let i = 0; i < 60; i++) await page.keyboard.press("ArrowDown");
  out.heat_keys = await told(60);
  await watch();
  await page.getByLabel("Index").selectOption("S_abs");
  out.heat_other_index = await told(1);

  await person.go("/exposure?objects=may_pull");
  const table = page.getByRole("table", { name: "Objects of NZL" });
  await table.locator("tr[data-row]").first().waitFor();
  await table.locator("tr[data-row]").first().focus();
  await watch();
  for (let i = 0; i < 60; i++) await page.keyboard.press("j");
  out.table_keys = await told(60);
  // A wheel is no event of this kind: frames instead.
  out.table_scroll = await page.evaluate(
    () =>
      new Promise((fulfil) => {
        const gaps = [];
        let last = performance.now();
        let n = 0;
        const step = (now) => {
          gaps.push(Math.round(now - last));
          last = now;
          if (n++ >= 60) return fulfil({ frames: gaps.length, median_gap: gaps.sort((a, b) => a - b)[30], longest_gap: gaps.at(-1) });
          scrollBy(0, 5_000);
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
  );
  out.table_rows_in_page = await table.locator("tr[data-row]").count();
} finally {
  await browser.close();
  await node.stop();
}
console.log(JSON.stringify(out, undefined, 2));
