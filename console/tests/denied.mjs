// What a reader is denied, taken from what others read by their own log-ins: every object that anybody is given, and of each the verdict that an originator's person is told for that
// reader. What those texts say and nothing that the reader may read says, no byte that the reader is sent may say.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./node.mjs";

const idForm = /\b[a-z0-9-]+--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const isId = (text) => new RegExp(`^(?:${idForm.source})$`).test(text);
const isTime = (text) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text);
const japanese = /[\u3040-\u30ff\u3400-\u9fff]{6,}/g;
const kWindow = 6; // characters of Japanese
const kRun = 4; // words

// The parts of a text by which it is told from others: single words, runs of words, windows of Japanese, identifiers.
export function* partsOf(text) {
  const plain = String(text).normalize("NFC").toLowerCase();
  yield* plain.match(idForm) ?? [];
  for (const run of plain.match(japanese) ?? []) for (let i = 0; i + kWindow <= run.length; ++i) yield run.slice(i, i + kWindow);
  // A number with points or slashes in it (an address, a report's number) is one word; a point at the end belongs to the sentence.
  const words = (plain.replace(idForm, " ").match(/[\p{Script=Latin}\p{Nd}]+(?:[./:@][\p{Script=Latin}\p{Nd}]+)*/gu) ?? []).filter((word) => !/^\d{4}-?\d\d/.test(word));
  for (let i = 0; i < words.length; ++i) {
    if (words[i].length >= 5 && !/^[\d:]+$/.test(words[i])) yield words[i];
    const run = words.slice(i, i + kRun).join(" ");
    if (i + kRun <= words.length && run.length >= 16) yield run;
  }
}

// Every name and leaf of a JSON value.
function* leaves(value) {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const one of value) yield* leaves(one);
  else if (value && typeof value === "object")
    for (const [name, one] of Object.entries(value)) {
      yield name;
      yield* leaves(one);
    }
}
// As a body reads, whatever it is: JSON, an event, HTML, a script.
export function* textsOf(body) {
  try {
    yield* leaves(JSON.parse(body));
  } catch {
    yield body.replace(/\\n/g, " ");
  }
}

// The values that a selector of granular markings names.
function at(value, selector) {
  // Names of extensions hold no point; steps into lists are "[n]".
  return selector.split(".").reduce((now, step) => (now === undefined || now === null ? undefined : step.startsWith("[") ? now[Number(step.slice(1, -1))] : now[step]), value);
}
function without(value, selectors, here = "") {
  if (selectors.some((one) => one === here)) return undefined;
  if (Array.isArray(value)) return value.map((one, i) => without(one, selectors, `${here}.[${i}]`)).filter((one) => one !== undefined);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, without(one, selectors, here ? `${here}.${name}` : name)]).filter(([, one]) => one !== undefined));
  return value;
}

export const asker = (node) => async (person, path) => {
  const answer = await fetch(node.url + path, { headers: { Authorization: `Bearer ${node.people[person].token}`, Accept: "application/json" } });
  return { status: answer.status, body: await answer.json().catch(() => undefined) };
};

// { objects: [{ id, title, reads, cut, given, denied }], agreements: [{ id, title }] (of which the reader's party signed none), parts: Map from part to where it is from }
export async function deniedTo(node, reader) {
  const ask = asker(node);
  const all = new Map();
  const agreements = new Map();
  for (const person of Object.keys(node.people)) {
    if (person === reader) continue;
    for (let next = ""; next !== undefined; ) {
      const { status, body } = await ask(person, `/api/v1/objects?version=all&limit=1000${next && `&next=${encodeURIComponent(next)}`}`);
      if (status !== 200) break; // somebody who must declare a purpose each time, or whose clearance has ended
      for (const object of body.objects) {
        const key = `${object.id} ${object.modified ?? object.created ?? ""}`;
        const one = all.get(key) ?? { object, people: new Map(), whole: 0 };
        const size = JSON.stringify(object).length;
        if (size > one.whole) Object.assign(one, { object, whole: size }); // whoever is given the most of it
        if (!one.people.has(node.people[person].party)) one.people.set(node.people[person].party, person);
        all.set(key, one);
      }
      next = body.next;
    }
    const signed = await ask(person, "/api/v1/agreements");
    for (const one of signed.body?.agreements ?? []) agreements.set(one.id, { id: one.id, title: one.title, parties: [...(one.standing?.bound ?? []), ...(one.parties ?? [])] });
  }
  const own = node.people[reader].party;
  // An agreement's parties are those whose people are told of it.
  const told = new Set();
  for (const person of Object.keys(node.people).filter((one) => one !== reader && node.people[one].party === own)) for (const one of (await ask(person, "/api/v1/agreements")).body?.agreements ?? []) told.add(one.id);

  const objects = [];
  for (const { object, people } of all.values()) {
    const version = object.modified ?? object.created;
    let verdict = { reads: false, cut: [] }; // of what nobody may judge any more (a recalled version) nothing is released
    for (const person of people.values()) {
      const { status, body } = await ask(person, `/api/v1/objects/${object.id}/preview?as=${reader}${version ? `&version=${version}` : ""}`);
      if (status !== 200) continue;
      verdict = { reads: body.reads, cut: body.cut };
      break;
    }
    objects.push({
      id: object.id,
      type: object.type,
      title: object.name ?? "",
      parties: [...people.keys()],
      reads: verdict.reads,
      cut: verdict.cut,
      given: verdict.reads ? without(object, verdict.cut) : undefined,
      denied: verdict.reads ? verdict.cut.map((one) => at(object, one)) : object,
    });
  }

  const given = new Set();
  const allow = (text) => {
    for (const part of partsOf(text)) given.add(part);
  };
  // What anybody may know before a log-in, and what is the same for whoever is logged in: the console's own texts, the directory, the marking schemes, what a node says of itself.
  for (const file of await readdir(join(root, "console/dist"), { recursive: true })) if (/\.(html|js|css)$/.test(file)) allow(await readFile(join(root, "console/dist", file), "utf8"));
  // By the log-in of a state that no agreement binds, which is released nothing at all; and who is in the directory, as a colleague finds it there.
  for (const path of ["/api/v1/openapi.json", "/api/v1/problems", "/api/v1/directory", "/api/v1/schemes", "/api/v1/yardsticks", "/api/v1/me", "/api/v1/session", "/api/v1/objects"]) {
    const { status, body } = await ask("KOR.NIS.analyst", path);
    if (path.endsWith("/objects") && body?.objects?.length) throw new Error("somebody whom no agreement binds reads something");
    if (status === 200) for (const text of leaves(body)) allow(text);
  }
  for (const text of leaves((await ask("NZL.GCSB.official", "/api/v1/directory")).body)) allow(text);
  // What the project's own pages call things: words alone, never a run of them.
  const docs = join(root, "docs");
  for (const file of await readdir(docs, { recursive: true })) if (file.endsWith(".md")) for (const part of partsOf(await readFile(join(docs, file), "utf8"))) if (/^[\p{Script=Latin}_]+$/u.test(part)) given.add(part);
  for (const one of objects) if (one.reads) for (const text of leaves(one.given)) allow(text);
  // What its own party signed, by its official's log-in.
  for (const id of told) for (const text of leaves((await ask("NZL.GCSB.official", `/api/v1/agreements/${id}`)).body)) allow(text);

  const parts = new Map();
  const deny = (text, from) => {
    for (const part of partsOf(text)) if (!given.has(part) && !parts.has(part)) parts.set(part, from);
  };
  const readable = new Set(objects.filter((one) => one.reads).map((one) => one.id));
  for (const one of objects) {
    const refused = one.denied;
    for (const text of leaves(refused)) if (!isTime(text) && !(isId(text) && readable.has(text))) deny(text, one.id);
  }
  const unsigned = [...agreements.values()].filter((one) => !told.has(one.id));
  for (const one of unsigned) for (const text of [one.id, one.title]) deny(text, `agreement ${one.id}`);
  return { objects, agreements: unsigned, parts, exact: unsigned.map((one) => one.id) };
}

// What of it stands in the traffic: [{ part, from, url }]. A reader's own words, given back to it, tell it nothing: what stands in an answer's own address or question is passed over.
export function found(denied, traffic) {
  const out = [];
  for (const one of traffic) {
    const asked = new Set();
    for (const text of [decodeURIComponent(one.url.replace(/\+/g, " ")), one.asked ?? ""]) for (const part of partsOf(text)) asked.add(part);
    const own = decodeURIComponent(one.url.replace(/\+/g, " ")).toLowerCase() + (one.asked ?? "").toLowerCase();
    const seen = new Set();
    const look = (text) => {
      for (const part of partsOf(text))
        if (denied.parts.has(part) && !asked.has(part) && !own.includes(part) && !seen.has(part)) {
          seen.add(part);
          out.push({ part, from: denied.parts.get(part), url: one.url });
        }
    };
    for (const text of textsOf(one.body)) look(text);
    for (const [name, value] of Object.entries(one.headers ?? {})) look(`${name} ${value}`);
    // Names of agreements have hyphens: as they stand.
    for (const id of denied.exact) if (one.body.includes(id) && !own.includes(id.toLowerCase())) out.push({ part: id, from: `agreement ${id}`, url: one.url });
  }
  return out;
}
