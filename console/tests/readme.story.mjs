// The two pictures of the README. `node console/tests/run.mjs --comity build/release/comity --shots docs/pictures readme` makes them anew.
import assert from "node:assert/strict";

export default {
  "a product, who can see it and by which clause": async ({ as, shot }) => {
    const analyst = await as("NZL.NAB.analyst");
    const found = await analyst.api("GET", "/api/v1/search?q=%22Pre-positioning%22&type=report&limit=1");
    assert.equal(found.body.found.length, 1, "the exercise has the report");
    await analyst.go(`/product/${found.body.found[0].id}`);
    await analyst.page.getByRole("heading", { name: /Pre-positioning/ }).waitFor();
    await analyst.page.getByRole("table", { name: "Who can see this" }).waitFor();
    await analyst.page.waitForLoadState("networkidle").catch(() => {}); // the feed's stream never ends
    await shot(analyst, "readme-product");
  },
  "what a member holds, and what giving something up would cost": async ({ as, shot }) => {
    const registrar = await as("NZL.GCSB.registrar", { theme: "dark" });
    await registrar.go("/exposure");
    await registrar.page.locator("svg.ch").first().waitFor();
    await shot(registrar, "readme-exposure");
  },
};
