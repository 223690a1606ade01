// Exposure: the numbers on the screen are the node's, a what-if says who loses what, and the slider moves the point and its numbers together.
import assert from "node:assert/strict";

const number = (text) => Number(text.replaceAll(",", "").replace("−", "-"));
const at = async (person, name) => number(await person.page.locator(`[data-number="${name}"]`).first().innerText());
// The node works out one question at a time; the page may be asking as well.
async function asked(person, method, path, body) {
  for (let tries = 0; tries < 40; tries++) {
    const { status, body: said } = await person.api(method, path, body);
    if (status !== 503) {
      assert.equal(status, 200, `${path}: ${JSON.stringify(said)}`);
      return said;
    }
  }
  throw new Error(`${path} stayed busy`);
}
const drawn = (person) => person.page.getByRole("slider", { name: "Point on the frontier" });

export default {
  "what-if on a member": async ({ as, shot }) => {
    const official = await as("NZL.GCSB.official", { path: "/exposure?members=JPN" });
    const { page } = official;
    await drawn(official).waitFor();
    await page.getByRole("heading", { name: /Partners by what they reach/ }).waitFor();

    const counts = await asked(official, "GET", "/api/v1/exposure?members=JPN");
    assert.ok(counts.all.may_pull > 0, "the exercise exposes something to JPN");
    assert.deepEqual([await at(official, "held"), await at(official, "may"), await at(official, "pass")], [counts.all.held, counts.all.may_pull, counts.all.pass_on]);
    const rank = await asked(official, "GET", "/api/v1/exposure/rank?members=JPN");
    assert.equal(await at(official, "agreements_total"), rank.agreements_total);
    assert.ok(Math.abs(rank.agreements.reduce((sum, one) => sum + one.share, 0) - rank.agreements_total) < 1e-6);
    assert.equal(await page.getByText("do not sum to").count(), 0);

    // The change is made by its form, and stands in the address.
    const form = page.getByRole("form", { name: "Change" });
    await form.getByLabel("Change").selectOption("suspend");
    await form.getByLabel("Agreement").selectOption("JPN-NZL");
    await form.getByLabel("Direction").selectOption("NZL>JPN");
    await form.getByRole("button", { name: "Add" }).click();
    await page.getByRole("button", { name: "Remove Suspend JPN-NZL, NZL → JPN" }).waitFor();
    await page.locator("h1").click();
    await page.keyboard.press("s");
    await page.getByRole("heading", { name: /Who loses what/ }).waitFor();
    assert.match(page.url(), /sim=suspend/);

    const said = await asked(official, "POST", "/api/v1/exposure/what-if", { members: ["JPN"], changes: ["suspend=JPN-NZL:NZL>JPN"] });
    const lost = Math.max(...said.agencies.map((one) => one.lost));
    assert.ok(lost > 0, "suspending the only agreement takes something away");
    assert.deepEqual([await at(official, "before"), await at(official, "after"), Math.abs(await at(official, "removed"))], [said.before, said.after, said.removed]);
    const losers = page.getByRole("table", { name: "Who loses what" });
    for (const one of said.agencies) {
      const row = losers.getByRole("row").filter({ hasText: one.name });
      assert.deepEqual((await row.locator("td.num").allInnerTexts()).map((text) => Math.abs(number(text))), [one.lost, one.read]);
    }
    assert.deepEqual(await official.axe(), []);
    await shot(official, "exposure-what-if");

    // Back is the screen without the outcome; forward again the same.
    await page.goBack();
    await page.getByRole("heading", { name: /Who loses what/ }).waitFor({ state: "detached" });
    await page.goForward();
    await page.getByRole("heading", { name: /Who loses what/ }).waitFor();
  },

  "the slider by keyboard": async ({ as, shot }) => {
    const official = await as("NZL.GCSB.official", { path: "/exposure", theme: "dark" });
    const { page } = official;
    const slider = drawn(official);
    await slider.waitFor();
    await page.getByRole("heading", { name: /Partners by what they reach/ }).waitFor();
    const frontier = await asked(official, "GET", "/api/v1/exposure/frontier?members=NZL&steps=topic");
    assert.ok(frontier.points.length > 2);
    assert.equal(frontier.exposed, frontier.points[0].exposed);
    await slider.focus();
    for (let point = 1; point < Math.min(5, frontier.points.length); point++) {
      await page.keyboard.press("ArrowRight");
      // No wait: what the slider moves is there already.
      const [value, exposed, text] = await page.evaluate(() => [document.querySelector('input[type="range"]').value, document.querySelector('[data-number="exposed"]').textContent, document.querySelector('input[type="range"]').getAttribute("aria-valuetext")]);
      assert.equal(Number(value), point);
      assert.equal(number(exposed), frontier.points[point].exposed);
      assert.ok(text.includes(exposed), text);
      assert.equal(await page.locator(".fr li.on").count(), point);
    }
    await page.waitForURL(/point=4|point=\d/);
    await page.keyboard.press("Home");
    assert.equal(number(await page.locator('[data-number="exposed"]').innerText()), frontier.exposed);
    // Rows of what points add sum to what the last one removed.
    const rows = (await page.locator(".fr li .num").allInnerTexts()).map((text) => -number(text));
    assert.equal(rows.reduce((a, b) => a + b, 0), frontier.points.at(-1).removed);
    assert.deepEqual(await official.axe(), []);
    await shot(official, "exposure-frontier-dark");
  },

  "another question runs": async ({ as }) => {
    const official = await as("NZL.GCSB.official", { path: "/desk" });
    const { page } = official;
    let busy = true;
    await page.route("**/api/v1/exposure?*", (route) => (busy ? route.fulfill({ status: 503, contentType: "application/problem+json", headers: { "Retry-After": "1" }, body: JSON.stringify({ type: "/api/v1/problems#unavailable", title: "Service Unavailable", status: 503, detail: "another question about exposure is being worked out; ask again" }) }) : route.fallback()));
    await official.go("/exposure");
    await page.getByRole("alert").getByText("another question about exposure is being worked out; ask again").waitFor();
    busy = false;
    await page.getByRole("alert").getByRole("button", { name: "Try again" }).click();
    await page.locator('[data-number="held"]').waitFor();
  },

  "others see what is empty": async ({ as }) => {
    const analyst = await as("NZL.GCSB.analyst");
    const requests = [];
    analyst.page.on("request", (request) => requests.push(request.url()));
    await analyst.go("/exposure");
    await analyst.page.getByText("Nothing here for you.").waitFor();
    assert.ok(requests.some((one) => one.includes("/api/v1/me")));
    assert.deepEqual(requests.filter((one) => one.includes("/api/v1/exposure")), [], "nothing that is refused is asked for");
    assert.deepEqual(await analyst.axe(), []);
  },
};
