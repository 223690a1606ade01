// Administration: the operator and people, one's own log-ins, clearances that an authority signs outside, backups.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const world = { exercise: false };

const password = "kereru over the harbour";
const analyst = "NZL.GCSB.analyst";

// RFC 6238, as an authenticator does it.
function codeOf(secret, step = 0) {
  const bits = [...secret.replace(/=+$/, "")].map((one) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const digest = createHmac("sha1", key).update(counter).digest();
  return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function logIn(person, id, secret, code) {
  const { page } = person;
  await page.getByLabel("Person", { exact: false }).first().fill(id);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  if (code) {
    await page.getByRole("button", { name: "I have a one-time password" }).click();
    await page.getByLabel("One-time password").fill(code);
  }
  await page.getByRole("button", { name: "Log in" }).click();
}

export default {
  "an invitation becomes a password, once": async ({ as, node }) => {
    const operator = await as("operator", { path: `/admin/people?person=${analyst}` });
    await operator.page.getByRole("button", { name: "Make an invitation" }).click();
    const shown = operator.page.getByRole("group", { name: `Invitation for ${analyst}` });
    const link = await shown.locator("pre").innerText();
    assert.match(link, /\/enter\?person=NZL\.GCSB\.analyst#comity-invitation_/);

    const invited = await as(null, { path: link.slice(node.url.length) });
    await invited.page.getByLabel("New password").waitFor();
    assert.equal(await invited.page.getByLabel("Person").inputValue(), analyst);
    assert.equal(new URL(invited.page.url()).hash, "", "the invitation leaves the address");
    await invited.page.getByLabel("New password").fill(password);
    await invited.page.getByRole("button", { name: "Set password and log in" }).click();
    await invited.page.getByRole("link", { name: "Desk" }).waitFor();
    assert.equal((await invited.api("GET", "/api/v1/session")).body.person, analyst);

    const again = await as(null, { path: link.slice(node.url.length) });
    await again.page.getByLabel("New password").fill("another of four words");
    await again.page.getByRole("button", { name: "Set password and log in" }).click();
    await again.page.getByText("this invitation does not hold").waitFor();
  },

  "who is suspended is out at the next step, and comes back after": async ({ as }) => {
    const person = await as(null, { path: "/" });
    await logIn(person, analyst, password);
    await person.page.getByRole("heading", { level: 1 }).waitFor();
    const operator = await as("operator", { path: `/admin/people?person=${analyst}` });
    const panel = operator.page.getByRole("complementary", { name: analyst });
    await panel.getByRole("button", { name: "Suspend" }).click();
    await panel.getByText("suspended", { exact: true }).waitFor();
    await person.page.getByRole("link", { name: "Admin" }).click();
    await person.page.getByText("Your session has ended").waitFor();
    await panel.getByRole("button", { name: "Resume" }).click();
    await panel.getByText("active", { exact: true }).waitFor();
    assert.equal((await operator.api("GET", `/api/v1/people/${analyst}`)).body.suspended, false);
  },

  "a token is shown once, opens what its scopes say, and is revoked": async ({ as, node }) => {
    const person = await as(null, { path: "/admin/account" });
    await logIn(person, analyst, password);
    const { page } = person;
    await page.locator("summary", { hasText: "Make a token" }).click();
    const form = page.getByRole("form", { name: "Make a token" });
    await form.getByLabel("What for").fill("nightly export");
    await form.getByLabel("Days").fill("7");
    await form.getByRole("button", { name: "Make a token" }).click();
    const once = page.getByRole("group", { name: `Token of ${analyst}` });
    const secret = await once.locator("pre").innerText();
    const ask = (path) => fetch(node.url + path, { headers: { Authorization: `Bearer ${secret}` } }).then((answer) => answer.status);
    assert.equal(await ask("/api/v1/me"), 200);
    assert.equal(await ask("/api/v1/tokens"), 403, "it was given read alone");
    await once.getByRole("button", { name: "I have kept it" }).click();
    assert.equal(await page.getByText(secret).count(), 0);
    await page.getByRole("button", { name: "Revoke nightly export" }).click();
    await page.getByRole("row", { name: /nightly export/ }).getByText("revoked").waitFor();
    assert.equal(await ask("/api/v1/me"), 401);
  },

  // The node lets a session of the last quarter of an hour administer. That it is older is said in its place, once; all else is the node's.
  "who gave a password too long ago gives it again in place, and goes on": async ({ as }) => {
    const person = await as(null, { path: "/admin/account" });
    await logIn(person, analyst, password);
    const { page } = person;
    await page.locator("summary", { hasText: "Make a token" }).click();
    let told = 0;
    await page.route("**/api/v1/tokens", (route) => {
      if (route.request().method() !== "POST" || told++) return route.continue();
      return route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify({ title: "Forbidden", status: 403, detail: "this needs a password given a short while ago", where: "session" }) });
    });
    const form = page.getByRole("form", { name: "Make a token" });
    await form.getByLabel("What for").fill("after a while");
    await form.getByRole("button", { name: "Make a token" }).click();
    const again = page.getByRole("form", { name: "Password again" });
    await again.getByLabel("Password", { exact: true }).fill("a wrong one, surely");
    await again.getByRole("button", { name: "Go on" }).click();
    await again.getByRole("alert").waitFor();
    await again.getByLabel("Password", { exact: true }).fill(password);
    await again.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("group", { name: `Token of ${analyst}` }).waitFor();
    assert.equal((await person.api("GET", "/api/v1/tokens")).body.tokens.filter((one) => one.note === "after a while").length, 1);
  },

  "one-time passwords are set up, asked for, and recovered": async ({ as, kept }) => {
    const person = await as(null, { path: "/admin/account" });
    await logIn(person, analyst, password);
    const { page } = person;
    const begin = page.getByRole("form", { name: "Set up" });
    await begin.getByLabel("Password").fill("not the password at all");
    await begin.getByRole("button", { name: "Set up" }).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.getByRole("heading", { name: "Admin" }).isVisible(), true, "a wrong password ends no session");
    await begin.getByLabel("Password").fill(password);
    await begin.getByRole("button", { name: "Set up" }).click();
    await page.getByRole("img", { name: "QR code of the secret" }).waitFor();
    const secret = await page.getByText(/^[A-Z2-7]{26,}=*$/).innerText();
    await page.getByLabel("Code that the device shows").fill(codeOf(secret));
    await page.getByRole("button", { name: "Confirm" }).click();
    const codes = (await page.getByRole("group", { name: "Recovery codes" }).locator("pre").innerText()).split("\n");
    assert.ok(codes.length >= 8);
    await page.getByRole("button", { name: "I have kept it" }).click();
    assert.equal((await person.api("GET", `/api/v1/people/${analyst}`)).body.totp, true);
    kept.codes = codes;

    const later = await as(null, { path: "/admin/account" });
    await logIn(later, analyst, password);
    await later.page.getByRole("alert").waitFor();
    await later.page.getByLabel("One-time password").fill(codes[0]);
    await later.page.getByRole("button", { name: "Log in" }).click();
    await later.page.getByText(`set up, ${codes.length - 1} recovery codes left`).waitFor();
  },

  "a clearance is written here, signed outside, and brought back": async ({ as, node, shot }) => {
    const official = await as("NZL.GCSB.official", { path: "/admin/clearances?person=NZL.NAB.analyst" });
    const { page } = official;
    await page.getByRole("form", { name: "A new clearance" }).getByLabel("Until").fill("2031-06-30");
    await page.getByRole("button", { name: "Write the bytes" }).click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download bytes" }).click()]);
    const prepared = join(node.dir, file.suggestedFilename());
    await file.saveAs(prepared);
    const bytes = await readFile(prepared, "utf8");
    assert.equal(JSON.parse(bytes).until, "2031-06-30T00:00:00.000000Z");
    await shot(official, "admin-clearance");
    await page.getByLabel("Signed clearance").setInputFiles(prepared);
    await page.getByText("is no signed clearance").waitFor();

    const signed = join(node.dir, "signed.json");
    await node.comity("clearance", "sign", "--prepared", prepared, "--key", node.key("NZL"), "-o", signed);
    // A signature that is not the authority's is refused, in place.
    const forged = join(node.dir, "forged.json");
    const made = JSON.parse(await readFile(signed, "utf8"));
    await writeFile(forged, JSON.stringify({ ...made, clearance: made.clearance.replace("2031", "2041") }));
    await page.getByLabel("Signed clearance").setInputFiles(forged);
    await page.getByRole("alert").getByText("is not its authority's").waitFor();
    await page.getByLabel("Signed clearance").setInputFiles(signed);
    await page.getByText("Recorded; the node decides by it").waitFor();
    const recorded = (await official.api("GET", "/api/v1/clearances")).body.clearances.find((one) => one.person === "NZL.NAB.analyst");
    assert.equal(recorded.until, "2031-06-30T00:00:00.000000Z");
    await page.getByRole("row", { name: /NAB\.analyst/ }).getByText("30 Jun 2031").waitFor();
  },

  "an official sees its party's people and no other's, and no act that it may not do": async ({ as }) => {
    const official = await as("JPN.CIRO.official", { path: "/admin" });
    const { page } = official;
    await page.getByRole("row", { name: /JPN\.CIRO\.analyst/ }).waitFor();
    assert.equal(await page.getByRole("row", { name: /NZL\./ }).count(), 0);
    await page.getByRole("row", { name: /JPN\.CIRO\.analyst/ }).click();
    await page.getByRole("complementary", { name: "JPN.CIRO.analyst" }).getByText("Clearance", { exact: true }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Suspend" }).count(), 0);
    assert.equal(await page.getByRole("link", { name: "Tokens" }).count(), 0);
    await official.go("/admin/tokens");
    await page.getByText("Nothing here for you.").waitFor();
    await official.settled();
    assert.equal(official.traffic.some((one) => one.url.includes("/api/") && one.body.includes("NZL.GCSB.analyst") && !one.url.includes("/directory")), false);
  },

  "the operator makes a backup and sees it done": async ({ as }) => {
    const operator = await as("operator", { path: "/" });
    const { page } = operator;
    await page.waitForURL(/\/admin$/);
    await page.getByText("can do its work").waitFor();
    await page.getByRole("button", { name: "Make a backup" }).click();
    await page.getByText(/^Done, [\d,]+ records$/).waitFor();
    assert.equal((await operator.api("GET", "/api/v1/backups")).body.state, "done");
    await page.getByRole("link", { name: "Audit" }).click();
    await page.getByRole("row", { name: /backup begun/ }).waitFor();
  },

  "every topic is clean, in both themes": async ({ as, shot }) => {
    for (const theme of ["light", "dark"]) {
      const operator = await as("operator", { path: "/admin/node", theme });
      const { page } = operator;
      for (const topic of ["node", "people?person=NZL.GCSB.analyst", "clearances?person=NZL.GCSB.analyst", "roles", "tokens", "certificates", "audit", "account"]) {
        await operator.go(`/admin/${topic}`);
        await page.locator(".admin > *").first().waitFor();
        await page.locator(".skel").first().waitFor({ state: "detached" });
        assert.deepEqual(await operator.axe(), [], `${topic}, ${theme}`);
        await shot(operator, `admin-${topic.split("?")[0]}-${theme}`);
      }
    }
  },
};
