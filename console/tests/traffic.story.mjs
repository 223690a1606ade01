// The story that matters most: a reader of low clearance goes through every screen and everything that it can click, and no byte that it is sent is one that release denies it.
// What is denied is taken from what the owners read by their own log-ins (denied.mjs); the same search over the traffic of somebody who is cleared finds it.
import assert from "node:assert/strict";
import { asker, deniedTo, found } from "./denied.mjs";

const low = "NZL.NAB.reader"; // RESTRICTED
const cleared = "NZL.GCSB.analyst"; // TOP SECRET

const told = (finds) => [...new Set(finds.map((one) => `"${one.part}" of ${one.from} in ${one.url}`))].slice(0, 24).join("\n  ");
async function clean(person, denied) {
  await person.quiet();
  await person.settled();
  const finds = found(denied, person.traffic);
  assert.equal(finds.length, 0, `${finds.length} parts of what ${low} is denied were sent to it:\n  ${told(finds)}`);
}
// What stands on the page as well, whatever way it came there.
async function shows(person, denied, place) {
  const text = await person.page.evaluate(() => document.documentElement.innerText + [...document.querySelectorAll("[title],[aria-label]")].map((one) => ` ${one.getAttribute("title")} ${one.getAttribute("aria-label")}`).join(" "));
  const finds = found(denied, [{ url: place, body: text }]);
  assert.equal(finds.length, 0, `${place} shows what is denied:\n  ${told(finds)}`);
}

async function denials({ node, kept }) {
  return (kept.denied ??= await deniedTo(node, low));
}
const titles = (denied) => denied.objects.filter((one) => !one.reads && one.title && one.type !== "marking-definition");

const clickable = "main button:visible:enabled, main summary:visible, main [role=tab]:visible, main tr[data-row]:visible";

// Screens of the rail, and of each whatever else can be clicked: links to its own places, buttons, rows.
async function walk(person, { most = 60, places, click = true } = {}) {
  const { page } = person;
  await person.quiet();
  const queue = places ?? (await page.locator("nav a").evaluateAll((links) => [...new Set(links.map((one) => one.getAttribute("href")))]));
  const been = new Set();
  const clicked = [];
  while (queue.length && been.size < most) {
    const place = queue.shift();
    if (!place || been.has(place)) continue;
    been.add(place);
    await person.go(place);
    await person.quiet();
    for (const href of await page.locator("main a[href^='/']").evaluateAll((links) => links.map((one) => one.getAttribute("href")))) if (!been.has(href) && !queue.includes(href) && !href.startsWith("/api/")) queue.push(href);
    if (!click) continue;
    const buttons = page.locator(clickable);
    for (let i = 0; i < Math.min(await buttons.count(), 30); ++i) {
      const button = buttons.nth(i);
      const name = await button.evaluate((one) => one.innerText || one.getAttribute("aria-label") || one.tagName).catch(() => "");
      await button.click({ timeout: 1_000 }).then(() => clicked.push(`${place}: ${name}`), () => {}); // gone, or behind another: the next
      await page.keyboard.press("Escape");
      if (new URL(page.url()).pathname !== new URL(place, page.url()).pathname) {
        await person.go(place);
        await person.quiet();
      }
    }
    await person.quiet();
  }
  return { been, clicked };
}

const rail = ["/", "/search", "/write", "/agreements", "/handling", "/exposure", "/assess", "/statements", "/alignment", "/admin"];

async function clicking(world, place) {
  const denied = await denials(world);
  const person = await world.as(low);
  await person.go(place);
  await person.quiet();
  const there = await person.page.locator(clickable).count();
  const { been, clicked } = await walk(person, { most: 1, places: [place] });
  assert.ok(been.has(place));
  if (there) assert.ok(clicked.length > 0, `${place} has ${there} places to click, and none was clicked`);
  await shows(person, denied, place);
  await clean(person, denied);
}

export default {
  "what is denied is known, from what the owners read": async (world) => {
    const denied = await denials(world);
    const hidden = denied.objects.filter((one) => !one.reads);
    assert.ok(hidden.length > 100, `only ${hidden.length} objects are hidden`);
    assert.ok(denied.objects.some((one) => one.reads && one.cut.length > 0), "of nothing that it reads anything is cut");
    assert.ok(denied.objects.filter((one) => one.reads).length > 50, "it reads next to nothing");
    assert.deepEqual(denied.agreements.map((one) => one.id).sort(), ["JPN-AUS", "JPN-GBR"]);
    assert.ok(denied.parts.size > 1_000, `only ${denied.parts.size} telling parts`);
    // And what it reads by its own log-in is what the owners said.
    const { body } = await asker(world.node)(low, "/api/v1/objects?version=all&limit=1000");
    assert.deepEqual([...new Set(body.objects.map((one) => one.id))].sort(), [...new Set(denied.objects.filter((one) => one.reads).map((one) => one.id))].sort());
  },

  "control: a cleared reader's traffic holds it, and the search finds it": async (world) => {
    const denied = await denials(world);
    const person = await world.as(cleared);
    const one = titles(denied).find((object) => object.type === "report" && object.parties.includes("NZL"));
    await person.go(`/product/${one.id}`);
    await person.quiet();
    await person.page.keyboard.press("Control+k");
    await person.page.locator("dialog.palette input").fill(one.title);
    await person.page.getByRole("option", { name: one.title }).first().waitFor();
    await walk(person, { most: 4, places: ["/", "/search"], click: false });
    await person.settled();
    const finds = found(denied, person.traffic);
    const from = new Set(finds.map((find) => find.from));
    assert.ok(from.has(one.id), `nothing of ${one.id} was found in the traffic of somebody who opened it`);
    assert.ok(from.size > 10, `only ${from.size} denied objects were found in what ${cleared} was sent`);
    assert.ok(finds.some((find) => find.part === one.id.toLowerCase()), "no identifier was found");
  },

  "every screen of the rail": async (world) => {
    const denied = await denials(world);
    const person = await world.as(low);
    const { been } = await walk(person, { most: 16, click: false });
    for (const place of rail) assert.ok(been.has(place), `${place} was not gone to`);
    await clean(person, denied);
  },

  ...Object.fromEntries(rail.filter((place) => place !== "/admin").map((place) => [`everything at ${place} that can be clicked`, (world) => clicking(world, place)])),

  "every product that it is shown, and where those lead": async (world) => {
    const denied = await denials(world);
    const person = await world.as(low);
    const cut = denied.objects.filter((one) => one.reads && one.cut.length).map((one) => `/product/${one.id}`);
    const { been } = await walk(person, { most: 18, places: [...new Set(cut), "/search?sort=-added", "/search?type=report", "/search?type=note"], click: false });
    assert.ok([...been].filter((one) => one.startsWith("/product/")).length > 8, "it came to few products");
    for (const place of cut.slice(0, 3)) {
      await person.go(place);
      await person.quiet();
      await shows(person, denied, place);
    }
    await clean(person, denied);
  },

  "searches for words of what is hidden, in the screen and in the palette": async (world) => {
    const denied = await denials(world);
    const person = await world.as(low);
    const { page } = person;
    const asked = titles(denied).slice(0, 200).filter((_, i) => i % 9 === 0).map((one) => one.title);
    asked.push("陸揚局", denied.agreements[0].title, ...[...denied.parts.keys()].filter((part) => !part.includes(" ") && part.length > 7).slice(0, 400).filter((_, i) => i % 50 === 0));
    for (const text of asked) {
      await person.go(`/search?q=${encodeURIComponent(text)}`);
      await person.quiet();
    }
    for (const text of asked.slice(0, 8)) {
      await page.keyboard.press("Control+k");
      await page.locator("dialog.palette input").fill(text);
      await person.quiet();
      assert.equal(await page.getByRole("option").filter({ hasText: /^Objects/ }).filter({ hasText: text }).count(), 0, `the palette offers ${text}`);
      await page.keyboard.press("Escape");
      await page.locator("dialog.palette").waitFor({ state: "detached" });
    }
    await clean(person, denied);
  },

  "addresses of what is hidden, mistyped and absent look the same": async (world) => {
    const denied = await denials(world);
    const person = await world.as(low);
    const { page } = person;
    const look = async (id) => {
      await person.go(`/product/${id}`);
      await page.locator("main .empty").waitFor();
      await person.quiet();
      return (await page.locator("#content").innerText()).replaceAll(id, "ID").replace(/\d\d:\d\d/g, "TIME");
    };
    const absent = await look("report--00000000-0000-4000-8000-000000000000");
    const hidden = [...new Set(denied.objects.filter((one) => !one.reads && one.type !== "marking-definition" && !denied.objects.some((other) => other.id === one.id && other.reads)).map((one) => one.id))];
    for (const id of hidden.filter((_, i) => i % 9 === 0)) assert.equal(await look(id), absent, id);
    assert.equal(await look("report--no-such-thing"), absent);
    for (const place of [...hidden.slice(0, 4).flatMap((id) => [`/product/${id}?as=NZL.GCSB`, `/write/new?tearline=${id}&for=JPN`, `/product/${id}?version=2026-11-11T11:00:00.000Z`]), ...denied.agreements.map((one) => `/agreements/${one.id}`)]) {
      await person.go(place);
      await person.quiet();
    }
    await clean(person, denied);
  },

  "every call of the API, by its own session, with what is hidden named": async (world) => {
    const denied = await denials(world);
    const person = await world.as(low);
    const { paths } = (await asker(world.node)(low, "/api/v1/openapi.json")).body;
    const hidden = [...new Set(denied.objects.filter((one) => !one.reads).map((one) => one.id))];
    const readable = [...new Set(denied.objects.filter((one) => one.reads && one.cut.length).map((one) => one.id))];
    const ids = [...hidden.filter((_, i) => i % 12 === 0), ...readable.slice(0, 5), ...denied.agreements.map((one) => one.id), "FIVE-EYES", "JPN-NZL", "AUS-NZL-CYBER", "PACIFIC-CERT", "report--00000000-0000-4000-8000-000000000000"];
    const calls = [];
    for (const [path, methods] of Object.entries(paths)) {
      if (!methods.get || path.endsWith("/stream") || path.endsWith("/metrics")) continue;
      const places = !path.includes("{") ? [path] : path.includes("{party}") ? ["AUS", "GBR", "JPN", "USA", "NZL"].map((party) => path.replace("{party}", party)) : path.includes("{kind}") ? ids.slice(0, 3).map((id) => path.replace("{kind}", "draft").replace("{id}", id)) : ids.map((id) => path.replace("{id}", id));
      for (const place of places) {
        calls.push(place);
        const takes = new Set((methods.get.parameters ?? []).map((one) => one.name));
        if (takes.has("as")) for (const as of ["NZL.GCSB.analyst", "USA.NSA", "JPN.CIRO.analyst"]) calls.push(`${place}?as=${as}`);
        if (takes.has("version")) calls.push(`${place}?version=all`, `${place}?version=first`);
        if (takes.has("agreement")) for (const one of [...denied.agreements.map((agreement) => agreement.id), "FIVE-EYES"]) calls.push(`${place}?agreement=${one}`);
        if (takes.has("q")) for (const one of titles(denied).slice(0, 6)) calls.push(`${place}?q=${encodeURIComponent(one.title)}&facets=type,level,originator,agreement`);
        if (takes.has("id")) for (const id of hidden.slice(0, 6)) calls.push(`${place}?id=${id}`);
        if (takes.has("object")) for (const id of hidden.slice(0, 6)) calls.push(`${place}?object=${id}`);
      }
    }
    assert.ok(calls.length > 300, `only ${calls.length} calls`);
    const statuses = await person.page.evaluate(async (calls) => {
      const out = [];
      for (let i = 0; i < calls.length; i += 4)
        out.push(
          ...(await Promise.all(
            calls.slice(i, i + 4).map(async (call) => {
              const answer = await fetch(call, { headers: { Accept: "application/json" } });
              await answer.text();
              return answer.status;
            }),
          )),
        );
      return out;
    }, calls);
    assert.ok(statuses.filter((one) => one === 200).length > 30, "next to nothing was answered");
    assert.equal(calls.filter((_, i) => statuses[i] >= 500).join(" "), "");
    await clean(person, denied);
  },

  "what happens meanwhile: the event stream tells what it may, and no more": async (world) => {
    const { node } = world;
    const denied = await denials(world);
    const person = await world.as(low);
    await person.quiet();
    // One submitter shares what everybody of its party may read and what only the cleared may, in one bundle.
    const label = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44";
    const now = new Date().toISOString();
    const made = (id, name, level) => ({
      type: "note", spec_version: "2.1", id: `note--${id}`, created: now, modified: now, abstract: `EXERCISE ${name}`, content: `EXERCISE. Nothing but ${name}.`,
      object_refs: ["intrusion-set--6301bbfc-a0c5-454e-aff9-bb510944fe0c"],
      extensions: { [label]: { extension_type: "property-extension", label: { levels: { NZL: [level] }, topics: [["cyber", "maritime", "pacific"]], releasable: { NZL: [["NZL"]] } } } },
    });
    const openNote = made("5b6f0f4e-1c0c-4a51-8e58-0b7d3a2a9c01", "PELICAN OPENLY", "RESTRICTED");
    const secretNote = made("5b6f0f4e-1c0c-4a51-8e58-0b7d3a2a9c02", "KINGFISHER SECRETLY", "SECRET");
    const sent = await fetch(`${node.url}/api/v1/objects`, { method: "POST", headers: { Authorization: `Bearer ${node.people["NZL.NAB.submitter"].token}`, "Content-Type": "application/json" }, body: JSON.stringify({ type: "bundle", id: "bundle--5b6f0f4e-1c0c-4a51-8e58-0b7d3a2a9c03", objects: [secretNote, openNote] }) });
    const became = await sent.json();
    assert.equal(sent.status, 200, JSON.stringify(became));
    const ask = asker(node);
    assert.equal((await ask(cleared, `/api/v1/objects/${secretNote.id}`)).status, 200, JSON.stringify(became));
    assert.equal((await ask(low, `/api/v1/objects/${openNote.id}`)).status, 200, JSON.stringify(became));
    // The page says that something came, and it is the one.
    await person.page.locator(".news").waitFor();
    await person.page.locator(".news button").click();
    await person.quiet();
    await person.settled();
    assert.ok(person.traffic.some((one) => one.event && one.body.includes(openNote.id)), "the stream told nothing of what was released");
    for (const text of [secretNote.id, "KINGFISHER", "SECRETLY"]) for (const one of person.traffic) assert.ok(!one.body.includes(text), `${text} in ${one.url}`);
    await clean(person, denied);
  },

  // Last: whoever clicks everything there revokes the token that it came with.
  "everything at /admin that can be clicked": (world) => clicking(world, "/admin"),
};
