// From a report that waits to one that a partner reads, that a third never sees, and that is taken back.
import assert from "node:assert/strict";
import { asker } from "./denied.mjs";

const label = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44";
const id = "report--7d0b3f52-6c5e-4f0a-9b0e-2f4f3f6f7a10";
const name = "EXERCISE Bollard readings at a northern quay";
const said = "EXERCISE. Quartz moorings were counted at dusk.";

async function share(node, person) {
  const now = new Date().toISOString();
  const report = {
    type: "report", spec_version: "2.1", id, created: now, modified: now, published: now, name, description: said, report_types: ["threat-report"], object_refs: ["intrusion-set--6301bbfc-a0c5-454e-aff9-bb510944fe0c"],
    extensions: { [label]: { extension_type: "property-extension", label: { levels: { NZL: ["TOP SECRET"] }, topics: [["cyber", "maritime", "pacific"]], releasable: { NZL: [["FVEY"]] } } } },
  };
  const answer = await fetch(`${node.url}/api/v1/objects`, { method: "POST", headers: { Authorization: `Bearer ${node.people[person].token}`, "Content-Type": "application/json" }, body: JSON.stringify({ type: "bundle", id: "bundle--7d0b3f52-6c5e-4f0a-9b0e-2f4f3f6f7a11", objects: [report] }) });
  const body = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(body));
}

export default {
  "publish with two persons": async ({ node, as }) => {
    const ask = asker(node);
    await share(node, "NZL.NAB.submitter");
    assert.equal((await ask("NZL.NAB.releaser", `/api/v1/objects/${id}`)).status, 200);
    assert.equal((await ask("AUS.ASD.registrar", `/api/v1/objects/${id}`)).status, 404, "a partner reads it before a second person let it go");

    const { page, quiet, axe } = await as("NZL.NAB.releaser");
    await quiet();
    await page.getByRole("link", { name: new RegExp(`: .*${name}|${name}`) }).first().waitFor();
    await page.goto(`${node.url}/product/${id}`);
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await page.getByText("waits for a second person").waitFor();
    await page.getByRole("button", { name: "Release", exact: true }).click();
    assert.deepEqual(await axe(), []);
    await page.getByRole("button", { name: "Release to partners" }).click();
    await page.getByText("It goes.").waitFor();
    assert.equal((await ask("AUS.ASD.registrar", `/api/v1/objects/${id}`)).status, 200);
  },

  "a partner reads it, and is told by which agreement": async ({ as }) => {
    const person = await as("AUS.ASD.registrar", { path: `/product/${id}` });
    const { page } = person;
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await page.getByText("Quartz moorings").waitFor();
    await page.getByRole("heading", { name: "Why you can see this" }).waitFor();
    await page.getByRole("complementary").getByText(/FIVE-EYES v1|AUS-NZL-CYBER v1/).first().waitFor();
    await person.quiet();
    assert.deepEqual(await person.axe(), []);
  },

  "a third cannot: not by search, not by its address, not in any byte": async ({ as }) => {
    const person = await as("JPN.CIRO.analyst");
    const { page } = person;
    await person.go(`/product/${id}`);
    await page.locator("main .empty").waitFor();
    await person.go("/product/report--7d0b3f52-6c5e-4f0a-9b0e-2f4f3f6f7a99");
    await page.locator("main .empty").waitFor();
    await person.go("/search?q=moorings");
    await person.quiet();
    assert.equal(await page.getByText(name).count(), 0);
    await page.keyboard.press("Control+k");
    await page.locator("dialog.palette input").fill("Bollard");
    await person.quiet();
    assert.equal(await page.getByRole("option").filter({ hasText: name }).count(), 0);
    await person.settled();
    assert.ok(person.traffic.length > 20);
    for (const one of person.traffic) for (const text of [name, "Quartz moorings", "northern quay"]) assert.ok(!one.body.includes(text), `"${text}" in ${one.url}`);
  },

  "a recall reaches whoever has it open, and the desk": async ({ node, as }) => {
    const partner = await as("AUS.ASD.registrar", { path: `/product/${id}` });
    await partner.page.getByText("Quartz moorings").waitFor();
    const registrar = await as("NZL.GCSB.registrar", { path: `/product/${id}` });
    const { page } = registrar;
    await page.getByRole("button", { name: "Recall", exact: true }).click();
    await page.getByLabel("Reason").fill("EXERCISE. Counted twice.");
    await page.getByRole("button", { name: /^Recall: \d+ cop/ }).click();
    await page.getByText(/^Recalled\. \d+ people/).waitFor();
    // What is open goes as the node says that it went.
    await partner.page.getByText(/no longer released to you|Changed since you opened this: ?recalled/).waitFor();
    assert.equal(await partner.page.getByText("Quartz moorings").count(), 0);
    await partner.go("/");
    await partner.page.getByRole("heading", { name: /NZL recalled/ }).waitFor();
    await partner.page.getByText("Counted twice").first().waitFor();
    await partner.quiet();
    assert.deepEqual(await partner.axe(), []);
    const { body } = await asker(node)("AUS.ASD.registrar", "/api/v1/desk");
    assert.ok(body.lost.groups.some((group) => group.first.some((one) => one.id === id)), JSON.stringify(body.lost));
  },
};
