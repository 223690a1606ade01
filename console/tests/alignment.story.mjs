// Alignment and handling: the numbers on the screens are the node's, a pair opens beside the map, and the words that say what it is not stand on the charts.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Real votes where they are at hand, else a file of the test's own: members that are none of a state's votes.
const shared = process.env.COMITY_SHARED && join(process.env.COMITY_SHARED, "data/votes");
const real = shared !== undefined && existsSync(join(shared, "rollcalls.csv.gz"));
function invented() {
  const dir = mkdtempSync(join(tmpdir(), "comity-votes-"));
  const codes = { AUS: 900, CAN: 20, FRA: 220, GBR: 200, JPN: 740, KOR: 732, NZL: 920, USA: 2, DEU: 255, CHN: 710 };
  const votes = ["rcid,ccode,vote"];
  const calls = ["rcid,date,session"];
  let id = 0;
  let state = 7; // a generator with a fixed seed
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let year = 2005; year <= 2019; year++)
    for (let call = 1; call <= 24; call++) {
      id++;
      calls.push(`${id},${year}-11-${String(call).padStart(2, "0")},${year - 1945}`);
      Object.values(codes).forEach((code, i) => votes.push(`${id},${code},${next() < 0.55 + i / 40 ? 1 : next() < 0.5 ? 2 : 3}`));
    }
  const at = (name, lines) => {
    const path = join(dir, name);
    writeFileSync(path, gzipSync(lines.join("\n") + "\n"));
    return path;
  };
  return [at("votes.csv.gz", votes), at("calls.csv.gz", calls)];
}
const [votes, calls] = real ? [join(shared, "rollcall_votes_1946_2019.csv.gz"), join(shared, "rollcalls.csv.gz")] : invented();
export const world = { settings: `[alignment]\nvotes = "${votes}"\nrollcalls = "${calls}"\n` };

const short = (value) => {
  const text = Math.abs(value).toFixed(2).replace(/^0\./, ".").replace(/^1\.00$/, "1");
  return Number(text) === 0 ? "0" : value < 0 ? `−${text}` : text;
};
const group = "AUS,CAN,FRA,GBR,JPN,NZL,USA,DEU,CHN";

export default {
  "a pair opens beside the map": async ({ as, shot }) => {
    const official = await as("NZL.GCSB.official", { path: `/alignment?member=${group}&year=2019` });
    const { page } = official;
    const cell = page.locator('text[data-pair="JPN-AUS"], text[data-pair="AUS-JPN"]');
    await cell.waitFor();
    const { body: pairs } = await official.api("GET", `/api/v1/alignment/pairs?member=${group}&year=2019`);
    assert.equal(pairs.pairs.length, 36);
    for (const one of pairs.pairs) {
      const shown = page.locator(`text[data-pair="${one.iso1}-${one.iso2}"], text[data-pair="${one.iso2}-${one.iso1}"]`);
      assert.equal(await shown.textContent(), short(one.agree3), `${one.iso1}-${one.iso2}`);
    }
    await cell.click();
    await page.waitForURL(/pair=/);
    const table = page.getByRole("table", { name: /Choices of (AUS|JPN) by choices of (AUS|JPN)/ });
    await table.waitFor();
    const [a, b] = new URL(page.url()).searchParams.get("pair").split("-");
    await page.getByRole("heading", { name: new RegExp(`^${a}–${b}, 2019`) }).waitFor();
    const { body: pair } = await official.api("GET", `/api/v1/alignment/pair?a=${a}&b=${b}&year=2019`);
    const t = pair.table;
    assert.deepEqual((await table.locator("td").allInnerTexts()).map(Number), [t.t11, t.t12, t.t13, t.t21, t.t22, t.t23, t.t31, t.t32, t.t33]);

    // By the keyboard: the cursor is one button, arrows move it, Enter chooses.
    const cursor = page.getByRole("button", { name: /^[A-Z]{3} and [A-Z]{3}: / });
    await cursor.focus();
    const before = await cursor.getAttribute("aria-label");
    await page.keyboard.press("ArrowDown");
    assert.notEqual(await cursor.getAttribute("aria-label"), before);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("pair") !== `${a}-${b}`);
    await page.goBack();
    await page.waitForURL((url) => url.searchParams.get("pair") === `${a}-${b}`);

    // Another index, everywhere, from the address.
    await page.getByLabel("Index").selectOption("kappa_lin");
    const kappa = pairs.pairs.find((one) => one.iso1 === "AUS" && one.iso2 === "JPN").kappa_lin;
    await page.locator(`text[data-pair="JPN-AUS"], text[data-pair="AUS-JPN"]`).filter({ hasText: short(kappa) }).waitFor();
    assert.match(page.url(), /index=kappa_lin/);
    assert.deepEqual(await official.axe(), []);
    await shot(official, "alignment");
  },

  "around a day, with what came before and the rank": async ({ as, shot }) => {
    const official = await as("NZL.GCSB.official", { path: `/alignment?member=${group}&pair=AUS-JPN&day=2013-03-22`, theme: "dark" });
    const { page } = official;
    await page.getByText("not a cause: other things changed in these years too").waitFor();
    const { body: window } = await official.api("GET", "/api/v1/alignment/window?a=AUS&b=JPN&date=2013-03-22T00:00:00Z&index=agree3&before=5&after=5&donor=CAN,FRA,GBR,NZL,USA,DEU,CHN");
    assert.equal(window.donor_pairs, 21);
    if (window.rank) await page.getByText(`${window.rank.k} of ${window.rank.n}`).waitFor();
    else await page.getByText("No comparison is claimed.").waitFor();
    await page.getByText(window.pre_trend.holds ? /Pre-trend holds/ : /Pre-trend fails/).waitFor();
    // On each chart that sets one thing beside another.
    assert.equal(await page.locator("svg text.words", { hasText: "association, not cause" }).count(), 2);
    assert.deepEqual(await official.axe(), []);
    await shot(official, "alignment-day-dark");
  },

  "sharing is told to officials": async ({ as }) => {
    const analyst = await as("NZL.GCSB.analyst");
    const requests = [];
    analyst.page.on("request", (request) => requests.push(request.url()));
    await analyst.go("/alignment");
    await analyst.page.getByRole("table", { name: /Who left the line/ }).waitFor();
    await analyst.page.getByText("What is shared is told to officials and registrars").waitFor();
    assert.ok(requests.some((one) => one.includes("/alignment/pairs")));
    assert.deepEqual(requests.filter((one) => one.includes("/alignment/sharing")), []);
  },

  "numbers of a partner open into records": async ({ as, shot }) => {
    const official = await as("NZL.GCSB.official", { path: "/handling" });
    const { page } = official;
    const { body: record } = await official.api("GET", "/api/v1/handling/AUS");
    const held = record.numbers.find((one) => one.id === "may_have_received").value;
    assert.ok(held > 0);
    await page.getByRole("button", { name: `AUS, May have received: ${held}. Open the records` }).click();
    await page.waitForURL(/\/handling\/AUS\?kind=lease/);
    assert.equal(await page.locator('[data-number="may_have_received"]').innerText(), String(held));
    const { body: evidence } = await official.api("GET", "/api/v1/handling/AUS/evidence?kind=lease&limit=100");
    const rows = page.getByRole("table", { name: "Leases" }).locator("tbody tr[data-row]");
    await rows.first().waitFor();
    assert.equal(await rows.count(), evidence.evidence.length);
    assert.equal(Number(await rows.first().locator("td").last().innerText()), evidence.evidence[0].record);
    assert.deepEqual(await official.axe(), []);
    await shot(official, "handling");
    await page.goBack();
    await page.waitForURL(/\/handling$/);
  },
};
