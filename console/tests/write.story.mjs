// Write: portions are marked by keyboard and the banner follows; the node says whom a source costs; what was typed outlives a reload; a second person lets it go.
import assert from "node:assert/strict";

const kLabel = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44";
const kPortions = "extension-definition--8e1a6f0c-52d4-4b0e-9c55-3d1f7a2b6e90";
const banner = (page) => page.locator(".banner.at-top");
const portion = (page, n) => page.getByLabel(`Portion ${n}`, { exact: true });
const kept = (page) => page.getByText("kept in your notebook").waitFor();

async function begin(person, title) {
  await person.go("/write/new");
  await person.page.getByLabel("Title", { exact: true }).fill(title);
}

export default {
  async "portions are marked by keyboard, and the banner follows"({ as }) {
    const author = await as("NZL.GCSB.submitter");
    const { page } = author;
    await begin(author, "EXERCISE A vessel off the coast");
    await portion(page, 1).click();
    await page.keyboard.type("EXERCISE. A vessel was seen.");
    await banner(page).filter({ hasText: "RESTRICTED" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("EXERCISE. Its agent was heard.");
    await page.keyboard.press("Alt+3");
    await banner(page).filter({ hasText: /^SECRET/ }).waitFor();
    await page.keyboard.press("Alt+m");
    await page.getByLabel("Marking of this portion").fill("C//REL AUS NZL");
    await page.keyboard.press("Enter");
    await banner(page).filter({ hasText: /^CONFIDENTIAL/ }).waitFor();
    await page.locator(".por").nth(1).locator(".rel").filter({ hasText: "AUS NZL" }).waitFor();
    await kept(page);
    assert.deepEqual(await author.axe(), []);
    // The same after a reload, from the node.
    await page.reload();
    await page.getByText("Its agent was heard.").first().waitFor();
    await page.locator(".por").nth(1).locator(".rel").filter({ hasText: "AUS NZL" }).waitFor();
  },

  async "words of estimation are held against the yardstick"({ as }) {
    const author = await as("NZL.GCSB.submitter");
    const { page } = author;
    await begin(author, "EXERCISE Estimates");
    await portion(page, 1).fill("It might be so.");
    await page.locator(".lints li").filter({ hasText: "might" }).waitFor();
    const { body } = await author.api("POST", "/api/v1/judgement/lint", { text: "It might be so." });
    await page.locator(".lints").getByText(body.findings[0].says, { exact: false }).waitFor();
    await page.locator(".layered .fault, .layered .advice").filter({ hasText: "might" }).waitFor();
  },

  async "citing a source says whom it costs"({ as }) {
    const author = await as("NZL.GCSB.submitter");
    const { page } = author;
    await begin(author, "EXERCISE Built on a partner's report");
    await page.getByLabel("my party’s default").uncheck();
    for (const name of ["FVEY", "JPN", "cyber"]) await page.getByLabel(name, { exact: true }).check();
    await page.getByText(/goes to \d+ agencies of .*JPN/).waitFor();
    await page.getByLabel("Cite a source").fill("type:report from:USA level:\"USA:SECRET\"");
    await page.locator("li").filter({ has: page.getByRole("button", { name: "Add", exact: true }) }).first().getByRole("button", { name: "Add", exact: true }).click();
    const cost = page.getByText(/Citing this source loses (?!nobody)/);
    await cost.first().waitFor();
    const lost = (await cost.first().innerText()).replace("Citing this source loses ", "").split(", ");
    assert.ok(lost.length > 0 && lost.every((one) => /^[A-Z]{3}/.test(one)), lost.join());
    await page.getByLabel("This is a tearline: marked lower than its sources").check();
    await page.getByText("Each originating party of the sources approves it first.").waitFor();
    assert.deepEqual(await author.axe(), []);
  },

  async "a second person lets it go, and a partner reads what is theirs"({ as }) {
    const author = await as("NZL.GCSB.submitter");
    const { page } = author;
    await begin(author, "EXERCISE Two persons");
    await portion(page, 1).click();
    await page.keyboard.type("EXERCISE. For all.");
    await page.keyboard.press("Enter");
    await page.keyboard.type("EXERCISE. For us.");
    await page.getByLabel("my party’s default").uncheck();
    for (const name of ["FVEY", "JPN", "cyber"]) await page.getByLabel(name, { exact: true }).check();
    await portion(page, 2).press("Alt+m");
    await page.getByLabel("Marking of this portion").fill("TS//REL NZL");
    await page.keyboard.press("Enter");
    await banner(page).filter({ hasText: /^TOP SECRET/ }).waitFor();
    const share = page.getByRole("button", { name: /^Share/ });
    await page.locator("button.btn.p:not(:disabled)").filter({ hasText: "Share" }).waitFor();
    assert.match(await share.innerText(), /second person/, "TOP SECRET waits for a second person");
    await share.click();
    await page.waitForURL(/\/product\/report--/);
    const id = /report--[0-9a-f-]{36}/.exec(page.url())[0];
    const mine = await author.api("GET", `/api/v1/objects/${id}`);
    assert.deepEqual(mine.body.extensions[kPortions].portions, ["EXERCISE. For all.", "EXERCISE. For us."]);
    assert.deepEqual(mine.body.extensions[kLabel].label.topics, [["cyber"]]);
    const partner = await as("AUS.ASD.analyst");
    assert.equal((await partner.api("GET", `/api/v1/objects/${id}`)).status, 404);
    const second = await as("NZL.GCSB.releaser", { path: "/write" });
    await second.page.locator("li").filter({ hasText: "EXERCISE Two persons" }).getByRole("link", { name: "Review" }).click();
    await second.page.waitForURL(/do=approve/);
    await second.page.locator(".deed button.p").click();
    await second.page.waitForFunction(async (id) => !(await (await fetch("/api/v1/approvals")).json()).approvals.some((one) => one.id === id), id);
    const theirs = await partner.api("GET", `/api/v1/objects/${id}`);
    assert.equal(theirs.status, 200);
    assert.deepEqual(theirs.body.extensions[kPortions].portions, ["EXERCISE. For all."]);
    assert.deepEqual((await author.api("GET", "/api/v1/notebook?kind=draft")).body.entries.filter((one) => one.title === "EXERCISE Two persons"), []);
  },
};
