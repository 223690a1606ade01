// Statements: written here, signed outside, brought back; and verified by somebody who is not logged in.
import { equal, ok } from "node:assert/strict";
import { copyFile, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const id = "NZL-story-2026";
const path = `/statements/${id}`;

async function taken(person, click, to) {
  const [download] = await Promise.all([person.page.waitForEvent("download"), click()]);
  await copyFile(await download.path(), to);
  return to;
}

export default {
  "a statement is signed with one abstainer": async ({ node, as, kept, shot }) => {
    const dir = await mkdtemp(join(tmpdir(), "comity-statement-"));
    const wellington = await as("NZL.GCSB.official", { path: "/statements?view=draft" });
    const page = wellington.page;
    await page.getByLabel(/^Id/).fill(id);
    await page.getByLabel("Title", { exact: true }).fill("EXERCISE Joint statement of a story");
    await page.getByLabel("Paragraph p1").fill("EXERCISE We watch over harbours together.");
    await page.getByRole("button", { name: "Add a paragraph" }).click();
    await page.getByLabel("Paragraph p2").fill("EXERCISE We tell each other within a day.");
    for (const party of ["AUS", "JPN"]) await page.getByRole("checkbox", { name: party, exact: true }).first().check();
    await page.getByLabel("So many have to agree").fill("2");
    await page.getByRole("button", { name: "everybody here" }).click();
    equal((await wellington.axe()).join("\n"), "");
    await page.getByRole("button", { name: "Propose", exact: true }).click();
    await page.waitForURL(`**${path}`);
    await page.getByText("open for signature").waitFor();

    // The exact bytes, and the command that signs them: each party where its key is.
    const bring = async (person, party, choose, shown) => {
      await choose?.();
      const command = await person.page.locator(".st-bring .bytes pre").innerText();
      for (const part of shown) ok(command.includes(part), command);
      const bytes = await taken(person, () => person.page.getByRole("button", { name: "Download bytes" }).click(), join(dir, `${party}-bytes.json`));
      return bytes;
    };
    const sign = async (person, party, deed, bytes, more) => {
      const out = join(dir, `${party}-position.json`);
      await node.comity("statement", deed, bytes, "--key", node.key(party), "--as", party, ...more, "-o", out);
      await person.page.getByLabel("Bring the signed file back:").setInputFiles(out);
      await person.page.getByText(/recorded, record \d+/).waitFor();
    };
    await sign(wellington, "NZL", "sign", await bring(wellington, "NZL", undefined, [`comity statement sign ${id}-v1.json`, "--as NZL"]), []);

    const canberra = await as("AUS.ASD.official", { path });
    const reservation = "EXERCISE A day runs from when it is confirmed.";
    const australian = await bring(
      canberra,
      "AUS",
      async () => {
        await canberra.page.locator("#paragraph-p2").getByRole("button", { name: "Reserve on this paragraph" }).click();
        await canberra.page.getByLabel("AUS reserves on p2").fill(reservation);
      },
      [`--reserve 'p2=${reservation}'`],
    );

    const tokyo = await as("JPN.CIRO.official", { path, language: "ja" });
    const japanese = await taken(
      tokyo,
      async () => {
        await tokyo.page.getByRole("button", { name: "棄権" }).click();
        await tokyo.page.getByLabel("他国への一言").fill("EXERCISE 国内調整中。");
        await tokyo.page.getByRole("button", { name: "バイト列をダウンロード" }).click();
      },
      join(dir, "JPN-bytes.json"),
    );
    equal((await tokyo.axe()).join("\n"), "");
    await node.comity("statement", "abstain", japanese, "--key", node.key("JPN"), "--as", "JPN", "--note", "EXERCISE 国内調整中。", "-o", join(dir, "JPN-position.json"));
    await tokyo.page.getByLabel("署名済みファイルを提出：").setInputFiles(join(dir, "JPN-position.json"));
    await tokyo.page.getByText(/記録済み（記録 \d+/).waitFor();
    let answer = (await tokyo.api("GET", `/api/v1/statements/${id}`)).body;
    equal(answer.state, "open");

    await sign(canberra, "AUS", "sign", australian, ["--reserve", `p2=${reservation}`]);
    answer = (await canberra.api("GET", `/api/v1/statements/${id}`)).body;
    equal(answer.state, "adopted");
    equal(Object.fromEntries(answer.parties.map((one) => [one.party, one.position])).JPN, "abstained");

    // What the third one sees: adopted, who reserved at which paragraph, who left the line.
    await wellington.page.reload();
    await page.getByText("Left the line: JPN.").waitFor();
    await page.locator("#paragraph-p2").getByText("AUS reserves").waitFor();
    await page.locator("#paragraph-p2").getByText(reservation).waitFor();
    await page.locator(".st-parties").getByText("abstained").waitFor();
    await page.locator(".st-history").getByText("signed with reservations").waitFor();
    equal((await wellington.axe()).join("\n"), "");
    await shot(wellington, "statement-adopted");
    kept.file = await taken(wellington, () => page.getByRole("button", { name: "Statement's file" }).click(), join(dir, "statement.json"));
    await page.goto(`${node.url}/statements?view=positions`);
    await page.getByRole("table", { name: "Who left the line" }).getByText("EXERCISE Joint statement of a story").waitFor();
    equal((await wellington.axe()).join("\n"), "");
  },

  "and verified by nobody logged in": async ({ as, kept, node, shot }) => {
    const anybody = await as(undefined, { path: "/verify", theme: "dark" });
    const { page } = anybody;
    const files = page.getByLabel("Statement's file");
    await files.waitFor();
    const before = anybody.traffic.length;
    await files.setInputFiles(kept.file);
    await page.getByText("Every record is in the log, and every signature is good").waitFor();
    await page.getByText("The keys are what the file itself says.").waitFor();
    await page.locator(".st-parties").getByText("abstained").waitFor();
    await page.getByText("adopted", { exact: true }).waitFor();
    equal((await anybody.axe()).join("\n"), "");
    await shot(anybody, "verify");

    const file = JSON.parse(await readFile(kept.file, "utf8"));
    await page.getByLabel(/^Keys that you trust/).fill(JSON.stringify({ parties: file.keys, log: file.log }));
    await page.getByText("The signatures are by keys that you gave.").waitFor();
    // Another key for one party: the file is by nobody whom this reader trusts.
    await page.getByLabel(/^Keys that you trust/).fill(JSON.stringify({ parties: { ...file.keys, JPN: file.keys.NZL } }));
    await page.getByText("A signature for JPN is by a key that is not its authority's").waitFor();
    await page.getByLabel(/^Keys that you trust/).fill("");

    // One bit of one record.
    const text = await readFile(kept.file, "utf8");
    const at = text.indexOf('"payload":"') + 60;
    const wrong = kept.file.replace(".json", "-wrong.json");
    await writeFile(wrong, text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1));
    await files.setInputFiles(wrong);
    await page.getByText("Do not rely on this file").waitFor();
    await page.getByText(/Record \d+ is not in the log/).waitFor();
    equal((await anybody.axe()).join("\n"), "");

    await anybody.settled();
    equal(anybody.traffic.length, before, "something was asked for while a file was verified");
    ok(anybody.traffic.every((one) => !new URL(one.url).pathname.startsWith("/api/")), "a page that verifies asks no node");
    // And as the command line says.
    ok(JSON.parse(await node.comity("statement", "verify", kept.file, "--json")).state === "adopted");
  },
};
