// The frame around every screen: palette and keys, the place that "back" returns to, sessions that end, both languages, and what a first load costs.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

const analyst = "NZL.GCSB.analyst";
const kFirstLoad = 180 * 1024; // bytes, gzip: the budget of the first load

const atTop = (page) => page.waitForFunction(() => scrollY === 0);

export default {
  "a first load is small, and loads no other screen": async ({ as, node }) => {
    const person = await as(analyst);
    await person.page.getByRole("heading", { level: 1, name: "Desk" }).waitFor();
    await person.quiet();
    await person.settled();
    const files = [...new Map(person.traffic.filter((one) => one.status === 200 && !new URL(one.url).pathname.startsWith("/api/")).map((one) => [one.url, one])).values()]; // the log-in link loads some a second time
    assert.ok(files.some((one) => one.url.endsWith(".js")) && files.some((one) => one.url.endsWith(".css")));
    // As many bytes as the node sent, where it says so, and it compresses; else what gzip makes of the file.
    const sizeOf = ({ headers, body }) => (headers["content-encoding"] && headers["content-length"] ? Number(headers["content-length"]) : gzipSync(body).length);
    const bytes = files.reduce((sum, one) => sum + sizeOf(one), 0);
    assert.ok(files.some((one) => one.url.endsWith(".js") && one.body.includes("/api/v1/desk")), "the Desk's own file counts");
    assert.ok(bytes <= kFirstLoad, `${bytes} bytes, of ${kFirstLoad}`);
    for (const one of files) assert.match(one.headers["content-security-policy"] ?? "", /default-src 'none'.*script-src 'self'/, one.url);

    const scripts = () => new Set(person.traffic.map((one) => one.url).filter((url) => url.endsWith(".js")));
    const before = scripts();
    await person.page.getByRole("link", { name: "Admin" }).click();
    await person.page.getByRole("heading", { level: 1, name: "Admin" }).waitFor();
    await person.settled();
    const added = [...scripts()].filter((url) => !before.has(url));
    assert.ok(added.length > 0, "the screen was loaded when it was opened, not before");
    assert.ok(added.every((url) => url.startsWith(node.url)));
  },

  "the palette finds screens, acts and objects by keyboard alone": async ({ as }) => {
    const person = await as(analyst);
    const { page } = person;
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Search or run a command" });
    await palette.getByRole("combobox").waitFor();
    await page.keyboard.type("agree");
    await palette.getByRole("option", { name: /Agreements/ }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/agreements$/);
    await page.getByRole("heading", { level: 1, name: "Agreements" }).waitFor();
    // Focus is on the new screen's heading, so that reading goes on from there.
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");

    await page.keyboard.press("Control+k");
    await page.keyboard.type("FIVE-EYES");
    await palette.getByRole("option", { name: /FIVE-EYES/ }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/agreements\/FIVE-EYES/);

    await page.keyboard.press("Control+k");
    await page.keyboard.type("dark");
    await palette.getByRole("option", { name: "Theme Dark" }).click();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    assert.deepEqual(await person.axe(), []);

    await page.keyboard.press("Control+k");
    await palette.getByRole("combobox").waitFor();
    assert.deepEqual(await person.axe(), []);
    await page.keyboard.press("Escape");
    await palette.waitFor({ state: "detached" });
  },

  "letters go to screens, and question mark lists them": async ({ as }) => {
    const person = await as(analyst);
    const { page } = person;
    await page.getByRole("heading", { level: 1 }).waitFor();
    for (const [key, path] of [["e", "/exposure"], ["m", "/admin"], ["d", "/"]]) {
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await page.waitForURL((url) => url.pathname === path);
    }
    await page.keyboard.press("?");
    const keys = page.getByRole("dialog", { name: "Keys" });
    await keys.getByText("g a").waitFor();
    assert.deepEqual(await person.axe(), []);
    await page.keyboard.press("Escape");
    await keys.waitFor({ state: "detached" });
    // In a field letters are letters.
    await page.goto(page.url().replace(/\/$/, "/admin/account"));
    await page.getByLabel("Days").waitFor({ state: "attached" });
    await page.locator("summary", { hasText: "Make a token" }).click();
    await page.getByLabel("What for").pressSequentially("go");
    assert.equal(new URL(page.url()).pathname, "/admin/account");
  },

  "back returns to the same place on a long page": async ({ as }) => {
    const operator = await as("operator", { path: "/admin/people" });
    const { page } = operator;
    const row = page.getByRole("row", { name: /USA\./ }).last();
    await row.scrollIntoViewIfNeeded();
    const place = await page.evaluate(() => scrollY);
    assert.ok(place > 200, `the list is longer than the window, and is at ${place}`);
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.getByRole("heading", { level: 1, name: "Agreements" }).waitFor();
    await atTop(page);
    await page.goBack();
    await row.waitFor();
    await page.waitForFunction((place) => Math.abs(scrollY - place) < 4, place);
  },

  "an unknown address says so, and has the way on": async ({ as }) => {
    const person = await as(analyst, { path: "/no/such/place" });
    await person.page.getByRole("heading", { level: 1, name: "No such screen" }).waitFor();
    assert.deepEqual(await person.axe(), []);
    await person.page.getByRole("link", { name: "Desk" }).click();
    await person.page.waitForURL((url) => url.pathname === "/");
  },

  "what was typed survives a session that ends, for who comes back": async ({ as, node }) => {
    const person = await as(analyst, { path: "/admin/account" });
    const { page } = person;
    await page.locator("summary", { hasText: "Make a token" }).click();
    const field = page.getByRole("form", { name: "Make a token" }).getByLabel("What for");
    await field.fill("half a thought");
    const operator = await as("operator", { path: `/admin/people?person=${analyst}` });
    const sessions = (await operator.api("GET", `/api/v1/sessions?person=${analyst}`)).body.sessions;
    assert.ok(sessions.length > 0);
    for (const one of sessions) assert.equal((await operator.api("DELETE", `/api/v1/sessions/${one.id}?person=${analyst}`)).status, 200);

    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByText("Your session has ended").waitFor();
    assert.equal(await field.isVisible(), false, "the screen is out of sight meanwhile");
    assert.equal(await page.getByRole("navigation").count(), 0, "and out of reach");
    assert.equal((await person.api("GET", "/api/v1/me")).status, 401);
    // In the same page, as a new log-in does; the sample's people have no password, but a link.
    const invitation = (await operator.api("POST", `/api/v1/people/${analyst}/invitation`)).body.invitation;
    await page.getByRole("button", { name: "I have an invitation" }).click();
    await page.getByLabel("Invitation").fill(invitation);
    await page.getByLabel("New password").fill("kereru over the harbour");
    await page.getByRole("button", { name: "Set password and log in" }).click();
    await field.waitFor();
    assert.equal(await field.inputValue(), "half a thought");
  },

  "who logs out leaves nothing behind": async ({ as }) => {
    const person = await as(analyst, { path: "/admin/account" });
    const { page } = person;
    await page.getByText("Accesses").waitFor();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("button", { name: "Log in" }).waitFor();
    assert.equal(await page.locator("#content").count(), 0);
    assert.equal((await person.api("GET", "/api/v1/me")).status, 401);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).sort().filter((key) => !["comity.language", "comity.theme"].includes(key))), []);
  },

  "Japanese from the way in to the palette, without a reload": async ({ as, shot }) => {
    const person = await as("JPN.CIRO.official", { language: "ja", path: "/admin/people" });
    const { page } = person;
    await page.getByRole("heading", { level: 1, name: "管理" }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), "ja");
    // An input method: the Enter that ends its conversion opens nothing.
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog");
    const field = palette.getByRole("combobox");
    await field.waitFor();
    const debug = await page.context().newCDPSession(page);
    await debug.send("Input.imeSetComposition", { text: "きょうてい", selectionStart: 5, selectionEnd: 5 });
    await field.dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true });
    assert.equal(await palette.isVisible(), true);
    await debug.send("Input.insertText", { text: "協定" });
    assert.equal(await field.inputValue(), "協定");
    await palette.getByRole("option", { name: /協定/ }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/agreements/);
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "管理" }).waitFor();
    assert.deepEqual(await person.axe(), []);
    await shot(person, "shell-ja");
    await page.getByLabel("絞り込み").fill("analyst");
    await page.evaluate(() => (globalThis.stays = true));
    await page.getByLabel("言語").first().selectOption("en");
    await page.getByRole("heading", { level: 1, name: "Admin" }).waitFor();
    assert.equal(await page.getByLabel("Find").inputValue(), "analyst");
    assert.equal(await page.evaluate(() => globalThis.stays), true, "the page was not loaded anew");
  },

  "a narrow screen has five tabs and a way to all the others": async ({ as, shot }) => {
    const person = await as(analyst, { width: 390, height: 844 });
    const { page } = person;
    const tabs = page.getByRole("navigation", { name: "Main screens" });
    await tabs.waitFor();
    assert.equal(await tabs.getByRole("link").count(), 5);
    await page.getByRole("button", { name: "All screens" }).click();
    const menu = page.getByRole("dialog", { name: "All screens" });
    assert.ok((await menu.getByRole("link").count()) >= 10);
    assert.deepEqual(await person.axe(), []);
    await shot(person, "shell-menu-390");
    await menu.getByRole("link", { name: "Admin" }).click();
    await page.getByRole("heading", { level: 1, name: "Admin" }).waitFor();
    await menu.waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing pushes the page sideways");
  },

  "the rail is icons with names below 1180, and the marks stand on paper": async ({ as, shot }) => {
    const person = await as(analyst, { width: 1100 });
    const { page } = person;
    const rail = page.getByRole("navigation", { name: "Screens" });
    const link = rail.getByRole("link", { name: "Agreements" });
    await link.waitFor();
    const shown = () => link.locator(".name").evaluate((name) => getComputedStyle(name).opacity === "1");
    assert.equal(await shown(), false);
    assert.deepEqual(await person.axe(), []);
    await link.focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Shift+Tab");
    assert.equal(await shown(), true, "the name stands beside the icon that has the focus");
    await shot(person, "shell-1100");
    await page.emulateMedia({ media: "print" });
    assert.equal(await rail.isVisible(), false);
    assert.equal(await page.locator(".exercise.on-paper").isVisible(), true);
  },

  "while the node does not answer, a line says so, and the screen stays": async ({ as }) => {
    const person = await as(analyst, { path: "/admin/account" });
    const { page } = person;
    await page.getByText("Accesses").waitFor();
    await person.context.setOffline(true);
    await page.getByRole("link", { name: "Desk" }).click();
    await page.getByRole("status").getByText("The node does not answer").waitFor();
    await person.context.setOffline(false);
    await page.getByRole("status").getByText("The node does not answer").waitFor({ state: "detached" });
    await page.getByRole("heading", { level: 1, name: "Desk" }).waitFor();
  },
};
