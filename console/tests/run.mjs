// Runs the stories: each file *.story.mjs against a node of its own, each person in a browser context of its own.
//   node console/tests/run.mjs --comity build/release/comity [--junit FILE] [--shots DIR] [NAME…]
// NAME: parts of names of files. COMITY_CHROMIUM names the browser (default: Debian's chromium).
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { startNode } from "./node.mjs";
import { personOf } from "./person.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const options = { names: [] };
for (const args = process.argv.slice(2); args.length; ) {
  const one = args.shift();
  if (["--comity", "--junit", "--shots"].includes(one)) options[one.slice(2)] = resolve(args.shift() ?? "");
  else if (one.startsWith("-")) {
    console.error(`run.mjs: unknown option ${one}`);
    process.exit(2);
  } else options.names.push(one);
}
if (!options.comity || !existsSync(options.comity)) {
  console.error("run.mjs: --comity names the program to serve with");
  process.exit(2);
}
const executablePath = process.env.COMITY_CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!executablePath) {
  console.error("run.mjs: no Chromium; install it (apt-get install chromium) or name it in COMITY_CHROMIUM");
  process.exit(2);
}
const shots = options.shots ?? join(here, "../shots");
await mkdir(shots, { recursive: true });

const files = (await readdir(here)).filter((name) => name.endsWith(".story.mjs") && (!options.names.length || options.names.some((part) => name.includes(part)))).sort();
const results = [];
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--disable-background-networking", "--disable-component-update"] });
for (const file of files) {
  const { default: stories, world } = await import(pathToFileURL(join(here, file)).href);
  const suite = file.replace(".story.mjs", "");
  let node;
  try {
    node = await startNode(options.comity, world);
  } catch (error) {
    for (const name of Object.keys(stories)) results.push({ suite, name, seconds: 0, error });
    console.log(`FAILED ${suite}: ${error.message}`);
    continue;
  }
  const kept = {}; // what one story leaves for the next of its file
  for (const [name, story] of Object.entries(stories)) {
    const open = [];
    const start = Date.now();
    let error;
    const as = async (id, how) => {
      const person = await personOf(browser, node, id, how);
      open.push(person);
      return person;
    };
    const deadline = new Promise((_, reject) => setTimeout(() => reject(new Error("the story did not end in two minutes")), 120_000).unref());
    try {
      await Promise.race([story({ node, as, browser, kept, shot: (person, as_what) => person.page.screenshot({ path: join(shots, `${as_what}.png`) }) }), deadline]);
      for (const person of open) person.judge();
    } catch (caught) {
      error = caught;
      for (const person of open) await person.page.screenshot({ path: join(shots, `failed-${suite}-${results.length}.png`) }).catch(() => {});
      for (const person of open) error.message += `\n  ${person.id} at ${person.page.url()}${person.trouble.length ? `\n  ${person.trouble.join("\n  ")}` : ""}`;
    }
    for (const person of open) await person.context.close();
    const seconds = (Date.now() - start) / 1000;
    results.push({ suite, name, seconds, error });
    console.log(`${error ? "FAILED" : "ok"}     ${suite}: ${name} (${seconds.toFixed(1)} s)${error ? `\n${error.stack ?? error}` : ""}`);
  }
  await node.stop();
}
await browser.close();

const failed = results.filter((one) => one.error).length;
if (options.junit) {
  const text = (value) => String(value).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  const cases = results.map((one) => `    <testcase classname="console.${text(one.suite)}" name="${text(one.name)}" time="${one.seconds}">${one.error ? `<failure message="${text(one.error.message)}"/>` : ""}</testcase>`);
  await writeFile(options.junit, `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="console" tests="${results.length}" failures="${failed}" errors="0" skipped="0">\n${cases.join("\n")}\n  </testsuite>\n</testsuites>\n`);
}
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed || !results.length ? 1 : 0);
