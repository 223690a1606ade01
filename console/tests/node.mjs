// A node of its own for a file of stories: the sample alliance, the exercise that `./run` plays, and the console, served on a free port of loopback.
import { spawn } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const sample = join(root, "alliances/sample");

function done(program, args) {
  return new Promise((fulfil, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.on("data", (data) => (out += data));
    child.stderr.on("data", (data) => (err += data));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? fulfil(out) : reject(new Error(`comity ${args.join(" ")} ended with ${code}: ${err || out}`))));
  });
}

// { url, people: { "NZL.GCSB.analyst": { link, token, … } }, operator, dir, comity(args…), stop() }
export async function startNode(comity, { exercise = true, settings = "" } = {}) {
  const dir = join(await mkdtemp(join(tmpdir(), "comity-console-")), "node");
  await done(comity, ["init", dir, "--alliance", sample, ...(exercise ? ["--play", join(sample, "exercise.toml")] : [])]);
  if (settings) await appendFile(join(dir, "node.toml"), settings);
  const child = spawn(comity, ["serve", dir, "--port", "0", "--logins", "--json", "--console", join(root, "console/dist")], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.on("data", (data) => (log += data));
  const ended = new Promise((fulfil) => child.on("close", fulfil));
  const line = await new Promise((fulfil, reject) => {
    createInterface({ input: child.stdout }).once("line", fulfil);
    child.once("close", (code) => reject(new Error(`the node ended with ${code}: ${log}`)));
  });
  const said = JSON.parse(line);
  return {
    url: said.url.replace(/\/$/, ""),
    people: Object.fromEntries(said.people.map((one) => [one.id, one])),
    operator: said.operator,
    dir,
    log: () => log,
    comity: (...args) => done(comity, args),
    key: (party) => join(dir, "exercise/authorities", `${party}.key`),
    read: (path) => readFile(join(dir, path), "utf8"),
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(dirname(dir), { recursive: true, force: true });
    },
  };
}
