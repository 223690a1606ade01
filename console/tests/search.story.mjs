// Search: facets are the node's, a saved search is the person's, coming back finds the place, Japanese is asked once it is composed, and the graph stays within its bound.
import assert from "node:assert/strict";

const rows = (page) => page.locator("tr[data-row]");

export default {
  async "facets and total are those that the node counts"({ as }) {
    const analyst = await as("NZL.GCSB.analyst", { path: "/search" });
    const { body } = await analyst.api("GET", "/api/v1/search?order=newest&facets=all&limit=100");
    await analyst.page.getByText(`${body.total} objects`).waitFor();
    const [first] = body.facets.type;
    const box = analyst.page.getByRole("group", { name: "Type" }).locator("label").filter({ hasText: first.value });
    assert.equal(await box.locator(".n").innerText(), String(first.objects));
    await box.getByRole("checkbox").check();
    await analyst.page.getByText(`${first.objects} objects`).waitFor();
    assert.equal(new URL(analyst.page.url()).searchParams.get("type"), first.value);
    const only = await analyst.api("GET", `/api/v1/search?order=newest&type=${first.value}&limit=100`);
    assert.equal(only.body.total, first.objects);
    assert.deepEqual(await analyst.axe(), []);
  },

  async "a saved search is kept by the node, and gone when it is forgotten"({ as }) {
    const analyst = await as("NZL.GCSB.analyst", { path: "/search?q=routers&type=report" });
    await analyst.page.getByRole("button", { name: "Save this search" }).click();
    const saved = analyst.page.getByRole("group", { name: "Saved searches" }).getByRole("button", { name: "routers", exact: true });
    await saved.waitFor();
    const kept = await analyst.api("GET", "/api/v1/notebook?kind=search");
    assert.deepEqual(kept.body.entries.map((one) => one.title), ["routers"]);
    await analyst.go("/search");
    await saved.click();
    await analyst.page.waitForURL((url) => url.searchParams.get("q") === "routers" && url.searchParams.get("type") === "report");
    await analyst.page.getByRole("button", { name: "Forget “routers”" }).click();
    await saved.waitFor({ state: "detached" });
    assert.deepEqual((await analyst.api("GET", "/api/v1/notebook?kind=search")).body.entries, []);
  },

  async "a selection stands beside the list; back from a product finds the same place"({ as }) {
    const analyst = await as("NZL.GCSB.analyst", { path: "/search" });
    await rows(analyst.page).nth(40).locator("td").first().click();
    await analyst.page.locator(".beside .banner").waitFor();
    const at = await analyst.page.evaluate(() => scrollY);
    assert.ok(at > 0, "the row lies below the first screen");
    const address = analyst.page.url();
    await analyst.page.locator(".beside").getByRole("link", { name: "Open" }).click();
    await analyst.page.waitForURL(/\/product\//);
    await analyst.page.goBack();
    await analyst.page.locator(".beside .banner").waitFor();
    assert.equal(analyst.page.url(), address);
    await analyst.page.waitForFunction((at) => Math.abs(scrollY - at) < 4, at);
    assert.deepEqual(await analyst.axe(), []);
  },

  async "a Japanese word is asked for once it is composed"({ as }) {
    const analyst = await as("NZL.GCSB.analyst", { path: "/search", language: "ja" });
    await rows(analyst.page).first().waitFor();
    const box = analyst.page.getByRole("searchbox");
    const asked = [];
    analyst.page.on("request", (request) => request.url().includes("/api/v1/search") && asked.push(new URL(request.url()).searchParams.get("q")));
    const client = await analyst.context.newCDPSession(analyst.page);
    await box.focus();
    for (const text of ["く", "くん", "くんれん"]) await client.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    assert.equal(await box.inputValue(), "くんれん");
    await client.send("Input.insertText", { text: "訓練" });
    await analyst.page.waitForURL((url) => url.searchParams.get("q") === "訓練");
    const { body } = await analyst.api("GET", `/api/v1/search?q=${encodeURIComponent("訓練")}&limit=100`);
    assert.ok(body.total > 0);
    await analyst.page.getByText(new RegExp(`^${body.total}\\s*件`)).first().waitFor();
    assert.deepEqual([...new Set(asked.filter((one) => one))], ["訓練"]);
    assert.deepEqual(await analyst.axe(), []);
  },

  async "a query that goes wrong is shown where"({ as }) {
    const analyst = await as("NZL.GCSB.analyst", { path: `/search?q=${encodeURIComponent('abc "def')}` });
    const alert = analyst.page.locator(".wrong");
    await alert.waitFor();
    assert.equal(await alert.locator("b.bad").innerText(), '"def');
  },

  async "the graph opens out by Enter, within 300, and has a table"({ as }) {
    const analyst = await as("NZL.GCSB.analyst", { path: "/search?q=%22PALE+HERON%22+type:intrusion-set&view=graph" });
    const nodes = analyst.page.locator("svg.graph .node");
    await nodes.nth(1).waitFor();
    const before = await nodes.count();
    const [place, name] = [await nodes.nth(1).getAttribute("transform"), await nodes.nth(1).getAttribute("aria-label")];
    for (let i = 1; i < Math.min(before, 6); i += 1) {
      await nodes.nth(i).focus();
      await analyst.page.keyboard.press("Enter");
      await analyst.page.locator(`svg.graph .node.open`).nth(i).waitFor();
    }
    const after = await nodes.count();
    assert.ok(after > before && after <= 300, `${before} nodes became ${after}`);
    assert.equal(await analyst.page.locator(`svg.graph .node[aria-label="${name}"]`).getAttribute("transform"), place);
    await analyst.page.getByText("As a table").click();
    assert.ok((await analyst.page.getByRole("table", { name: "As a table" }).locator("tr").count()) >= after - 1);
    assert.deepEqual(await analyst.axe(), []);
  },
};
