// Every screen, light and dark, before a person to whom it has something to show: axe finds nothing serious in any of them.
import assert from "node:assert/strict";
import { world } from "./alignment.story.mjs";

export { world };

// A person goes to places in the light and is judged in both themes at each. A place: its address, what has to stand there, and whether it has to say that nothing is there.
async function clean(person, places) {
  const { page } = person;
  const found = [];
  for (const [place, stands, empty] of places) {
    await person.go(place);
    await page.locator(stands).first().waitFor();
    await person.quiet();
    assert.equal(await page.locator("main .empty").count() > 0, !!empty, `${place} ${empty ? "says that it is empty" : "has something to show"}`);
    for (const theme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: theme });
      found.push(...(await person.axe()).map((one) => `${place}, ${theme}: ${one}`));
    }
    await page.emulateMedia({ colorScheme: "light" });
  }
  assert.equal(found.join("\n"), "");
}
const ask = async (person, path) => {
  const { status, body } = await person.api("GET", path);
  assert.equal(status, 200, path);
  return body;
};

export default {
  "what an analyst reads": async ({ as }) => {
    const person = await as("NZL.GCSB.analyst");
    const { found } = await ask(person, "/api/v1/search?q=PALE+HERON+type:report");
    assert.ok(found.length > 0);
    await clean(person, [
      ["/", "main .figure, main .grp"],
      ["/search?q=routers", "tbody tr"],
      ["/search?q=%22PALE+HERON%22+type:intrusion-set&view=graph", "svg a, svg [role=link], svg g"],
      [`/product/${found[0].id}`, ".said"],
      ["/no/such/place", "h1", true],
    ]);
  },

  "what a submitter writes, and the rounds that it answers": async ({ as }) => {
    const person = await as("NZL.GCSB.submitter");
    const { page } = person;
    await person.go("/write/new");
    await page.getByLabel("Title", { exact: true }).fill("EXERCISE A draft for the list");
    await page.getByText("kept in your notebook").waitFor();
    const { rounds } = await ask(person, "/api/v1/rounds");
    assert.ok(rounds.length > 0);
    await clean(person, [
      [new URL(page.url()).pathname, ".portion"],
      ["/write", "main li"],
      ["/assess", "tbody tr"],
      ...rounds.slice(0, 2).map((one) => [`/assess/${one.id}`, "h1"]),
      ["/assess?view=track", "h1"],
      ["/assess?view=open", "form, h1"],
    ]);
  },

  "what an official looks after": async ({ as }) => {
    const person = await as("NZL.GCSB.official");
    const { statements } = await ask(person, "/api/v1/statements");
    assert.ok(statements.length > 0);
    await clean(person, [
      ["/", "main h1"],
      ["/agreements", "table"],
      ["/agreements/JPN-NZL", "h1"],
      ["/handling", "tbody tr"],
      ["/handling/JPN", "tbody tr"],
      ["/exposure?members=JPN", "tbody tr"],
      ["/statements", "tbody tr"],
      [`/statements/${statements[0].id}`, ".said"],
      ["/statements?view=draft", "form"],
      ["/statements?view=meetings", "h1"],
      ["/statements?view=positions", "h1"],
      ["/statements?view=concerns", "h1"],
      ["/alignment?member=AUS,CAN,FRA,GBR,JPN,NZL,USA&year=2019", "svg"],
      ["/admin", "h1"],
    ]);
  },

  "what the operator runs, and what nobody needs a log-in for": async ({ as }) => {
    await clean(await as("operator", { path: "/admin" }), [
      ["/admin/node", ".admin > *"],
      ["/agreements", "table"],
      ["/exposure?members=JPN", "tbody tr"],
    ]);
    await clean(await as(null), [
      ["/", "form"],
      ["/verify", "h1"],
    ]);
  },
};
