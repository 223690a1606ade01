// Agreements: drafted, simulated, signed outside, suspended; and what partners and third parties see of it.
import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

// RFC 8785, for what is compared here.
const canonical = (value) =>
  Array.isArray(value) ? `[${value.map(canonical).join(",")}]` : value && typeof value === "object" ? `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}` : JSON.stringify(value);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const number = (text) => Number(text.replace(/[^0-9]/g, ""));

// The file that a button hands out, signed outside by a party's key.
async function signed({ node, page, name, party, what }) {
  const dir = await mkdtemp(join(tmpdir(), "comity-signed-"));
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download bytes" }).click()]);
  assert.equal(download.suggestedFilename(), name);
  const file = join(dir, name);
  await writeFile(file, await readFile(await download.path()));
  const out = join(dir, `signed-${name}`);
  const printed = await node.comity(what, "sign", file, "--key", node.key(party), "--as", party, "-o", out, "--json");
  return { dir, file, out, printed: JSON.parse(printed), content: JSON.parse(await readFile(file, "utf8")) };
}
const shownDigest = (page) => page.locator("[data-sha256]").getAttribute("data-sha256");
async function clean(person) {
  const found = await person.axe();
  assert.deepEqual(found, [], `${person.id} at ${person.page.url()}`);
}

export default {
  "the matrix leads to a detail, and back to the same place": async ({ as, shot }) => {
    const official = await as("NZL.GCSB.official", { path: "/agreements" });
    const { page } = official;
    await page.getByRole("link", { name: /^JPN to NZL: / }).waitFor();
    const told = (await official.api("GET", "/api/v1/agreements")).body.agreements.map((one) => one.id);
    for (const id of told) await page.getByRole("table", { name: "Agreements released to you" }).getByRole("link", { name: new RegExp(`^${id} v`) }).waitFor();
    await clean(official);
    // By keyboard: down the list, and open.
    await page.getByRole("table", { name: "Agreements released to you" }).locator("tr[data-row]").first().focus();
    const rows = await page.getByRole("table", { name: "Agreements released to you" }).locator("tr[data-row]").evaluateAll((all) => all.map((one) => one.dataset.row));
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: new RegExp(`^${rows[1]} v`) }).waitFor();
    await page.goBack();
    await page.waitForURL(/\/agreements$/);
    assert.equal(await page.getByRole("complementary").count(), 0);
    await page.getByRole("link", { name: /^JPN to NZL: / }).click();
    await page.getByRole("heading", { name: "JPN-NZL v1" }).waitFor();
    assert.match(page.url(), /\/agreements\/JPN-NZL\?from=JPN&to=NZL$/);
    // Its clauses are those of the signed text.
    const whole = (await official.api("GET", "/api/v1/agreements/JPN-NZL")).body;
    const text = whole.versions[0].file.agreement;
    const side = page.getByRole("complementary", { name: "Agreement" });
    assert.match(await side.innerText(), new RegExp(text.topics.any.join(", ")));
    assert.equal(await side.getByText("極秘", { exact: true }).count() > 0, true);
    await clean(official);
    await shot(official, "agreements");
    // As of a day before it was in force; the address says so.
    await page.getByLabel("As of").fill("2025-05-01");
    await page.waitForURL(/at=2025-05-01/);
    await page.getByRole("link", { name: /^JPN to NZL: .* JPN-NZL, signed$/ }).waitFor();
    await page.reload();
    await page.getByRole("link", { name: /^JPN to NZL: .* JPN-NZL, signed$/ }).waitFor();
    assert.equal(await page.getByLabel("As of").inputValue(), "2025-05-01");
    const dark = await as("NZL.GCSB.official", { path: "/agreements/JPN-NZL", theme: "dark", width: 1100 });
    await dark.page.getByRole("heading", { name: "JPN-NZL v1" }).waitFor();
    await clean(dark);
    const small = await as("NZL.GCSB.official", { path: "/agreements", language: "ja", width: 390, height: 844 });
    await small.page.getByRole("heading", { name: "協定", exact: true }).waitFor();
    await small.page.getByRole("link", { name: /^JPN から NZL/ }).waitFor();
    assert.equal(await small.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "the page scrolls sideways");
    await clean(small);
  },

  "a draft is written in the form and in the text, and kept": async ({ as, kept, shot }) => {
    const official = await as("NZL.GCSB.official", { path: "/agreements/JPN-NZL" });
    const { page } = official;
    await page.getByRole("link", { name: "Text and form" }).click();
    const text = page.getByRole("textbox", { name: "Text", exact: true });
    await text.waitFor();
    const start = await text.inputValue();
    assert.match(start, /^id = "JPN-NZL"$/m);
    // The form changes the text …
    await page.getByRole("group", { name: "Purposes" }).getByRole("button", { name: "assessment" }).click();
    await page.getByRole("group", { name: "Topics" }).getByRole("button", { name: "energy" }).click();
    // Some of what it would give is released from later on.
    const month = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel("in force", { exact: true }).fill(month);
    await page.getByLabel("in force", { exact: true }).press("Enter");
    assert.match(await text.inputValue(), new RegExp(`^in_force = ${month}$`, "m"));
    assert.match(await text.inputValue(), /any = \["cyber", "maritime", "energy"\]/);
    assert.match(await text.inputValue(), /any = \["cyber-defence"\]/);
    // What is written while the first save is under way stays.
    const half = page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.url().includes("/notebook/"));
    await page.waitForRequest((asked) => asked.method() === "PUT" && asked.url().includes("/notebook/"));
    await text.fill(`${await text.inputValue()}# written meanwhile\n`);
    await half;
    await page.waitForURL(/edit=[0-9a-f]{18}/);
    assert.match(await text.inputValue(), /# written meanwhile/);
    // … and the text the form; a fault has its line.
    await text.fill(`${await text.inputValue()}\n# said at the table\n[topic]\nany = []\n`);
    await page.getByText(/^Line \d+: “topic” is no clause here/).waitFor();
    await text.fill((await text.inputValue()).replace("[topic]\nany = []\n", "x ="));
    const line = (await text.inputValue()).split("\n").length;
    await page.getByText(new RegExp(`^Line ${line}: `)).waitFor();
    await page.getByText(/The text cannot be read. Mend line/).waitFor();
    await text.fill((await text.inputValue()).replace("x =", ""));
    await page.getByText(/clauses, no fault found/).waitFor();
    await page.getByRole("spinbutton", { name: "tell of a breach, hours" }).fill("12");
    await page.getByRole("spinbutton", { name: "tell of a breach, hours" }).press("Enter");
    assert.match(await text.inputValue(), /# said at the table/);
    // What changed, clause by clause.
    const changed = page.getByRole("region", { name: /^Changed clauses/ });
    await changed.getByText("assessment", { exact: false }).first().waitFor();
    assert.deepEqual((await changed.locator(".del, .add").allInnerTexts()).map((one) => one.replace(/\s+/g, " ").trim()).filter((one) => !one.includes("in force from")).sort(), ["+ comes: 12 hours", "+ comes: energy", "− goes: 24 hours", "− goes: assessment"].sort());
    await page.waitForURL(/edit=[0-9a-f]{18}/);
    await page.getByText("Kept at the node, for you alone").waitFor();
    const id = new URL(page.url()).searchParams.get("edit");
    const note = await official.api("GET", `/api/v1/notebook/agreement-draft/${id}`);
    assert.equal(note.body.text, await text.inputValue());
    await clean(official);
    await shot(official, "agreement-draft");
    // Another window changed it meanwhile: neither is lost.
    await official.api("PUT", `/api/v1/notebook/agreement-draft/${id}`, { ...note.body, text: `${note.body.text}# from elsewhere\n` });
    await text.fill(`${note.body.text}# from here\n`);
    await page.getByText("This draft was changed in another window since").waitFor();
    assert.match((await official.api("GET", `/api/v1/notebook/agreement-draft/${id}`)).body.text, /from elsewhere/);
    await page.getByRole("button", { name: "Keep this one instead" }).click();
    await page.getByText("Kept at the node, for you alone").waitFor();
    assert.match((await official.api("GET", `/api/v1/notebook/agreement-draft/${id}`)).body.text, /from here/);
    await page.reload();
    await text.waitFor();
    assert.match(await text.inputValue(), /from here/);
    // Nobody else has it.
    const other = await as("NZL.GCSB.registrar", { path: "/agreements" });
    await other.page.getByRole("link", { name: /^JPN to NZL: / }).waitFor();
    assert.equal((await other.api("GET", `/api/v1/notebook/agreement-draft/${id}`)).status, 404);
    assert.equal(await other.page.getByText("Your drafts").count(), 0);
    kept.draft = id;
  },

  "a draft is simulated, signed outside and proposed": async ({ node, as, kept, shot }) => {
    const official = await as("NZL.GCSB.official", { path: `/agreements/JPN-NZL?edit=${kept.draft}` });
    const { page } = official;
    await page.getByRole("button", { name: "Simulate" }).click();
    await page.getByText("objects, each counted once").waitFor();
    const [gained, lost] = (await page.locator(".simn .how").innerText()).split("/").map(number);
    assert.equal(gained > 0 && lost > 0, true, `+${gained} / −${lost}`);
    // The node says the same of the bytes that are handed out.
    const file = await signed({ node, page, name: "JPN-NZL.v2.json", party: "NZL", what: "agreement" });
    const said = (await official.api("POST", "/api/v1/agreements/simulation", { draft: file.content })).body;
    assert.deepEqual([said.objects.gained, said.objects.lost], [gained, lost]);
    const shown = await page.getByRole("region", { name: "Simulation" }).locator("table tbody tr").allInnerTexts();
    for (const one of said.receiving_agencies) assert.ok(shown.some((row) => row.includes(one.agency) && (one.lost === 0 || row.includes(`−${one.lost}`)) && (one.gained === 0 || row.includes(`+${one.gained}`))), `${one.agency}: ${shown.join(" | ")}`);
    assert.equal(await shownDigest(page), sha256(canonical(file.content.agreement)));
    assert.equal(file.printed.sha256, await shownDigest(page));
    await clean(official);
    await shot(official, "agreement-simulated");
    // After a reload the same result is there.
    await page.reload();
    await page.getByText("objects, each counted once").waitFor();
    assert.deepEqual((await page.locator(".simn .how").innerText()).split("/").map(number), [gained, lost]);
    await page.getByLabel("Bring signed draft").setInputFiles(file.out);
    await page.getByText("The node has the draft, signed by NZL").waitFor();
    await rm(file.dir, { recursive: true });
    // The partner is told of it, and compares.
    const partner = await as("JPN.CIRO.official", { path: "/agreements/JPN-NZL" });
    const drafts = (await partner.api("GET", "/api/v1/agreements/JPN-NZL")).body.drafts;
    const mine = drafts.find((one) => one.signed_by.includes("NZL"));
    assert.deepEqual(mine.not_signed_by, ["JPN"]);
    await partner.go(`/agreements/JPN-NZL?v=draft-${mine.sha256.slice(0, 8)}`);
    await partner.page.getByText("waits for JPN").first().waitFor();
    assert.match(await partner.page.getByRole("region", { name: /^Changed clauses/ }).innerText(), /assessment/);
    assert.equal(await shownDigest(partner.page), mine.sha256);
    await clean(partner);
  },

  "an agreement is suspended, and a product is lost": async ({ node, as, shot }) => {
    const partner = await as("JPN.CIRO.analyst", { path: "/agreements/JPN-NZL" });
    await partner.page.getByRole("heading", { name: "JPN-NZL v1" }).waitFor();
    assert.equal(await partner.page.getByRole("button", { name: "Suspend" }).count(), 0, "an analyst is shown acts");
    assert.equal(await partner.page.getByRole("button", { name: "New draft" }).count(), 0);
    const before = (await partner.api("GET", "/api/v1/search?agreement=JPN-NZL&originator=NZL&limit=50")).body.found;
    assert.ok(before.length > 0, "the partner has something to lose");
    const official = await as("NZL.GCSB.official", { path: "/agreements/JPN-NZL" });
    const { page } = official;
    await page.getByRole("button", { name: "Suspend" }).click();
    await page.getByLabel("Direction").first().selectOption("NZL JPN");
    await page.getByRole("button", { name: "Simulate" }).click();
    await page.getByText("objects, each counted once").waitFor();
    const [, lost] = (await page.locator(".simn .how").innerText()).split("/").map(number);
    assert.ok(lost > 0);
    await page.getByLabel("Reason").fill("EXERCISE. 試験のため。");
    await page.getByLabel("Reason").blur();
    await page.getByRole("button", { name: "Prepare the bytes" }).click();
    await page.locator("[data-sha256]").waitFor();
    await clean(official);
    await shot(official, "agreement-suspended");
    // The bytes are the same after a reload.
    const digest = await shownDigest(page);
    await page.reload();
    await page.locator("[data-sha256]").waitFor();
    assert.equal(await shownDigest(page), digest);
    const file = await signed({ node, page, name: "suspend-JPN-NZL-NZL-JPN.json", party: "NZL", what: "act" });
    assert.equal(sha256(canonical(file.content.act)), digest);
    assert.deepEqual(file.content.signatures, []);
    assert.equal(file.content.act.reason, "EXERCISE. 試験のため。");
    // Another act than the one shown, or an unsigned one, changes nothing.
    const other = join(file.dir, "other.json");
    await writeFile(other, JSON.stringify({ ...JSON.parse(await readFile(file.out, "utf8")), act: { ...file.content.act, from: "JPN", to: "NZL" } }));
    await page.getByLabel("Bring signed act").setInputFiles(other);
    await page.getByText("This file holds another text than the one shown here").waitFor();
    await page.getByLabel("Bring signed act").setInputFiles(file.file);
    await page.getByRole("alert").waitFor();
    assert.deepEqual((await official.api("GET", "/api/v1/agreements/JPN-NZL")).body.standing.suspensions, []);
    await page.getByLabel("Bring signed act").setInputFiles(file.out);
    await page.getByText(/^Recorded; it holds from policy \d+ on$/).waitFor();
    await rm(file.dir, { recursive: true });
    const standing = (await official.api("GET", "/api/v1/agreements/JPN-NZL")).body.standing;
    assert.deepEqual(standing.suspensions.map((one) => [one.by, one.from, one.to]), [["NZL", "NZL", "JPN"]]);
    // The partner sees it, and no longer has what it released.
    await partner.page.reload();
    await partner.page.getByText("suspended NZL → JPN", { exact: true }).waitFor();
    const history = partner.page.getByRole("region", { name: /^History/ });
    assert.match(await history.innerText(), /NZL suspended NZL → JPN/);
    assert.match(await history.innerText(), /試験のため/);
    assert.deepEqual((await partner.api("GET", "/api/v1/search?agreement=JPN-NZL&originator=NZL&limit=50")).body.found, []);
    let gone = 0;
    for (const one of before) if ((await partner.api("GET", `/api/v1/objects/${one.id}`)).status === 404) ++gone;
    assert.ok(gone > 0, "nothing was lost");
    const desk = (await partner.api("GET", "/api/v1/desk")).body;
    assert.ok(desk.lost.groups.some((one) => one.why.agreement === "JPN-NZL" && one.objects > 0), JSON.stringify(desk.lost));
    await partner.go("/");
    await partner.page.getByRole("region", { name: /^Lost/ }).getByRole("link", { name: /JPN-NZL|Japan–New Zealand/ }).first().waitFor();
  },

  "who is no party is told nothing": async ({ as }) => {
    const third = await as("USA.NSA.analyst", { path: "/agreements/JPN-NZL" });
    await third.page.getByRole("complementary").getByText("Nothing here for you.").waitFor();
    const seen = (await third.page.getByRole("complementary").innerText()).trim();
    assert.equal(await third.page.getByText("JPN-NZL").count(), 0);
    await clean(third);
    await third.go("/agreements/NO-SUCH");
    await third.page.getByRole("complementary").getByText("Nothing here for you.").waitFor();
    assert.equal((await third.page.getByRole("complementary").innerText()).trim(), seen);
    assert.ok(third.traffic.some((one) => one.url.endsWith("/api/v1/agreements") && one.body.includes("FIVE-EYES")), "nothing was recorded");
    for (const one of third.traffic) if (one.url.includes("/api/") && !one.url.endsWith("/JPN-NZL")) assert.equal(one.body.includes("JPN-NZL"), false, one.url);
  },
};
