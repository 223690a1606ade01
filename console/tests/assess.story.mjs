// Rounds: several agencies, through the browser and on the command line. Nobody sees a number before the seals are opened, and none is sent.
import { equal, ok } from "node:assert/strict";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const labels = {
  NZL: '{"levels":{"NZL":["RESTRICTED"]},"topics":[["cyber"]],"releasable":{"NZL":[["FVEY","JPN"]]}}',
  AUS: '{"levels":{"AUS":["PROTECTED"]},"topics":[["cyber"]],"releasable":{"AUS":[["FVEY","JPN"]]}}',
  JPN: '{"levels":{"JPN":["秘"]},"topics":[["cyber"]],"releasable":{"JPN":[["FVEY"]]}}',
};
const day = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);

async function openRound(node, title, agencies) {
  const out = await node.comity(
    "round", "open", "--title", title, "--question", `EXERCISE Will ${title} happen?`, "--criteria", "EXERCISE An operator says so.", "--resolves", day(200),
    ...agencies.flatMap((one) => ["--invite", one]),
    "--commit-until", day(5), "--reveal-until", day(10), "--discuss-until", day(15), "--second-commit-until", day(20), "--second-reveal-until", day(25),
    "--label", labels.NZL, "--dir", node.dir, "--as", "NZL.NAB.submitter", "--json",
  );
  return JSON.parse(out).id;
}
// By command line: what was judged lies in `dir`.
async function judge(node, dir, round, agency, stage, p, low, high, rationale) {
  const party = agency.split(".")[0];
  const [judgement, commitment] = ["judgement", "commitment"].map((what) => join(dir, `${agency}-${stage}.${what}`));
  await node.comity("round", "judge", round, "--agency", agency, "--stage", String(stage), "--p", p, "--low", low, "--high", high, "--confidence", "moderate", "--rationale", rationale, "--key", node.key(party), "--as", party, "-o", judgement, "--commitment", commitment);
  await node.comity("round", "commit", commitment, "--dir", node.dir, "--as", `${agency}.submitter`);
  return () => node.comity("round", "reveal", judgement, "--label", labels[party], "--dir", node.dir, "--as", `${agency}.submitter`);
}
const taken = async (person, click) => {
  const [download] = await Promise.all([person.page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), path: await download.path() };
};

export default {
  "a round is sealed and revealed": async ({ node, as, kept, shot }) => {
    const dir = await mkdtemp(join(tmpdir(), "comity-round-"));
    const round = await openRound(node, "EXERCISE a sealed round", ["NZL.GCSB", "AUS.ONI", "JPN.CIRO"]);
    kept.round = round;

    const submitter = await as("NZL.GCSB.submitter");
    const sent = [];
    submitter.page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
    await submitter.go("/assess");
    await submitter.page.getByRole("link", { name: "EXERCISE a sealed round" }).click();
    await submitter.page.getByText("of 3 invited have sealed a judgement").waitFor();
    equal(await submitter.page.locator(".sealed-count .figure").innerText(), "0");
    equal((await submitter.axe()).join("\n"), "");

    // Written, sealed, kept.
    await submitter.page.getByLabel("percent", { exact: true }).fill("62.5");
    await submitter.page.getByLabel("low", { exact: true }).fill("51.5");
    await submitter.page.getByLabel("high", { exact: true }).fill("73.5");
    await submitter.page.getByRole("button", { name: "moderate" }).click();
    await submitter.page.getByLabel("Why").fill("EXERCISE GREEN LANTERN was seen at two stations.");
    await submitter.page.getByText("likely", { exact: true }).first().waitFor();
    await submitter.page.getByRole("button", { name: "Seal", exact: true }).click();
    const judgement = await taken(submitter, () => submitter.page.getByRole("button", { name: "Keep it as a file" }).click());
    const commitment = await taken(submitter, () => submitter.page.getByRole("button", { name: "Download the commitment" }).click());
    equal((await submitter.axe()).join("\n"), "");
    const own = JSON.parse(await readFile(judgement.path, "utf8"));
    equal(own.p, "0.625");
    equal(own.term, "likely");
    ok(!(await readFile(commitment.path, "utf8")).includes("0.625"));
    // Signed outside, brought back.
    await node.comity("round", "sign", commitment.path, "--key", node.key("NZL"), "--as", "NZL");
    await submitter.page.getByLabel("Bring the signed commitment").setInputFiles(commitment.path);
    await submitter.page.getByText("Your commitment is recorded").waitFor();
    equal(await submitter.page.locator(".sealed-count .figure").innerText(), "1");

    const revealAustralia = await judge(node, dir, round, "AUS.ONI", 1, "0.7175", "0.585", "0.805", "EXERCISE AMBER LANTERN was not.");

    // Somebody of a party that has yet to commit: a count, and nothing else.
    const watcher = await as("JPN.CIRO.analyst", { path: `/assess/${round}`, theme: "dark" });
    await watcher.page.getByText("of 3 invited have sealed a judgement").waitFor();
    equal(await watcher.page.locator(".sealed-count .figure").innerText(), "2");
    equal((await watcher.axe()).join("\n"), "");
    await shot(watcher, "assess-sealed");
    await watcher.settled();
    await submitter.settled();
    const secrets = ["0.625", "62.5", "0.515", "0.735", "GREEN LANTERN", "0.7175", "71.7", "0.585", "0.805", "AMBER LANTERN", own.nonce];
    for (const person of [watcher, submitter])
      for (const { url, body } of person.traffic) for (const secret of secrets) ok(!body.includes(secret), `${person.id} was sent "${secret}" before the reveal, by ${url}`);
    for (const one of sent) for (const secret of secrets) ok(!one.includes(secret), `the browser sent "${secret}" before the reveal: ${one.slice(0, 200)}`);
    const sealed = (await watcher.api("GET", `/api/v1/rounds/${round}`)).body;
    equal(sealed.part, "commit");
    ok(sealed.stages.every((one) => one.judgements === undefined && one.pools === undefined));

    const revealJapan = await judge(node, dir, round, "JPN.CIRO", 1, "0.155", "0.085", "0.245", "EXERCISE 収集であり準備ではない。");
    // All have committed: the seals are opened, each by its own.
    await submitter.page.reload();
    await submitter.page.getByLabel("The judgement's file:").setInputFiles(join(dir, "AUS.ONI-1.judgement"));
    await submitter.page.getByText("This is not the judgement of this round").waitFor();
    await submitter.page.getByLabel("The judgement's file:").setInputFiles(judgement.path);
    await submitter.page.getByText("GREEN LANTERN").waitFor();
    await submitter.page.getByLabel("Marking").fill("RESTRICTED//REL TO AUS, CAN, GBR, JPN, NZL, USA");
    await submitter.page.getByRole("button", { name: "Reveal", exact: true }).click();
    await submitter.page.getByText("you have revealed").waitFor();
    equal((await submitter.axe()).join("\n"), "");
    await revealAustralia();
    await revealJapan();

    await watcher.page.reload();
    const strip = watcher.page.getByRole("img", { name: /Probability of yes in percent, by agency/ });
    await strip.waitFor();
    const alternative = await strip.getAttribute("aria-label");
    for (const part of ["AUS.ONI 71.8", "NZL.GCSB 62.5", "JPN.CIRO 15.5"]) ok(alternative.includes(part), alternative);
    // Who stands apart says why, in its own words.
    await watcher.page.locator(".dissent").getByText("EXERCISE 収集であり準備ではない。").waitFor();
    const opened = (await watcher.api("GET", `/api/v1/rounds/${round}`)).body;
    equal(opened.part, "discussion");
    equal(opened.stages[0].judgements.find((one) => one.agency === "NZL.GCSB").p, 0.625);
    equal((await watcher.axe()).join("\n"), "");
    await shot(watcher, "assess-revealed");
  },

  "a second stage shows who moved": async ({ node, as, kept }) => {
    const dir = await mkdtemp(join(tmpdir(), "comity-round-"));
    const convenor = await as("NZL.NAB.submitter", { path: `/assess/${kept.round}` });
    await convenor.page.getByLabel("Say something").fill("EXERCISE On whose sources does this rest?");
    await convenor.page.getByLabel("Marking").fill("RESTRICTED//REL TO AUS, CAN, GBR, JPN, NZL, USA");
    await convenor.page.getByRole("button", { name: "Add the note" }).click();
    await convenor.page.locator(".notes").getByText("EXERCISE On whose sources does this rest?").waitFor();
    await convenor.page.getByRole("button", { name: "End the discussion" }).click();
    await convenor.page.getByText("of 3 invited have sealed a judgement").waitFor();
    const reveals = [];
    for (const [agency, p, low, high] of [["NZL.GCSB", "0.58", "0.5", "0.7"], ["AUS.ONI", "0.66", "0.5", "0.8"], ["JPN.CIRO", "0.35", "0.2", "0.5"]]) reveals.push(await judge(node, dir, kept.round, agency, 2, p, low, high, "EXERCISE Again."));
    for (const reveal of reveals) await reveal();
    await convenor.page.reload();
    const strip = convenor.page.getByRole("img", { name: /Probability of yes in percent, by agency/ });
    await strip.waitFor();
    ok((await strip.getAttribute("aria-label")).includes("JPN.CIRO 15.5 → 35"));
    const round = (await convenor.api("GET", `/api/v1/rounds/${kept.round}`)).body;
    equal(round.part, "over");
    ok(round.convergence.closer);
    await convenor.page.getByRole("table", { name: "Convergence" }).getByText("Disagreement, bits").waitFor();
    // Every number opens.
    await convenor.page.getByRole("table", { name: "Pool" }).getByRole("button").first().click();
    await convenor.page.locator(".how-panel:popover-open").getByText(/Genest and Zidek 1986/).waitFor();
    equal((await convenor.axe()).join("\n"), "");
    // Resolved: the track record has it.
    await convenor.page.keyboard.press("Escape");
    await convenor.page.getByRole("button", { name: "Record an outcome" }).click();
    await convenor.page.getByLabel("Why").fill("EXERCISE A notice says so.");
    await convenor.page.getByRole("button", { name: "Record", exact: true }).click();
    await convenor.page.getByText("came out: yes").first().waitFor();
    await convenor.go("/assess?view=track");
    await convenor.page.getByRole("link", { name: "EXERCISE a sealed round" }).waitFor();
    equal((await convenor.axe()).join("\n"), "");
  },
};
