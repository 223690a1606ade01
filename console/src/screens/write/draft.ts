// A draft, and the STIX bundle that it becomes. Pure: identifiers and times are passed in.
import { kPortions } from "~/screens/product/parts";

export const kLabel = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44"; // docs/format/label.md

// How something is marked: a level word of the author's scheme and whom it may go to; or a line that was typed, with the label that the node read from it.
export type Mark = { word: string; to: string[] | null; line?: string; label?: Label };
export type Label = { [member: string]: unknown };
export type Portion = { id: string; text: string; mark: Mark | null }; // null: as the whole
export type Draft = {
  version: 1;
  title: string;
  type: string;
  objectId: string;
  created: string;
  mark: Mark;
  caveats: string[];
  topics: string[];
  controls: string[];
  summary: string;
  portions: Portion[];
  attached: { id: string; title: string }[]; // what it is about: object_refs
  sources: { id: string; title: string }[]; // what it was made from: these decide who reads it
  pasted: string; // further STIX objects, as JSON
  tearline: boolean;
  fields: Record<string, string>; // members that this type needs beside
  corrects?: string;
};
export type Author = { person: string; agency: string; party: string; scheme: string };

// Types that can be written: one row each. `title`, `text`: the members that the title and the summary become.
export const kTypes: readonly { id: string; title: string; text: string; refs?: boolean; fields: readonly string[] }[] = [
  { id: "report", title: "name", text: "description", refs: true, fields: [] },
  { id: "note", title: "abstract", text: "content", refs: true, fields: [] },
  { id: "grouping", title: "name", text: "description", refs: true, fields: ["context"] },
  { id: "indicator", title: "name", text: "description", fields: ["pattern"] },
];
const typeOf = (id: string) => kTypes.find((one) => one.id === id) ?? kTypes[0]!;

export function emptyDraft(type: string, word: string, uuid: () => string, now: string): Draft {
  return { version: 1, title: "", type, objectId: `${type}--${uuid()}`, created: now, mark: { word, to: null }, caveats: [], topics: [], controls: [], summary: "", portions: [{ id: uuid(), text: "", mark: null }], attached: [], sources: [], pasted: "", tearline: false, fields: {} };
}

export function withType(draft: Draft, type: string): Draft {
  return { ...draft, type, objectId: `${type}--${draft.objectId.split("--")[1]}` };
}

// As STIX writes: what is empty is left out. Not so readers: a list of none is nobody.
const kLeftOut = ["caveats", "compartments", "duties", "permitting", "restricting", "unknowns", "warnings", "tlp"];
function written(label: Label): Label {
  const clean = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(clean)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).filter(([name, one]) => !(kLeftOut.includes(name) && (one as { length?: number }).length === 0)).map(([name, one]) => [name, clean(one)]))
        : value;
  return clean(label) as Label;
}

// The label of a mark. One that was typed says all by itself, but for what it is about: a line has no words for topics, and an agreement for some topics alone takes
// nothing that names none. So each portion has the product's.
export function labelOf(mark: Mark, author: Author, marked: string, topics: readonly string[] = []): Label {
  const about = topics.length ? { topics: [topics] } : {};
  if (mark.label) {
    const { topics: _, ...said } = written(mark.label);
    return { ...said, marked, originators: [author.agency], ...about };
  }
  return { marked, originators: [author.agency], levels: { [author.party]: [{ scheme: author.scheme, word: mark.word }] }, ...about, ...(mark.to ? { releasable: { [author.party]: [[...new Set([author.party, ...mark.to])].sort()] } } : {}) };
}
export const sameMark = (a: Mark | null, b: Mark | null) => JSON.stringify(a) === JSON.stringify(b);
export const markText = (mark: Mark) => mark.line ?? `${mark.word}${mark.to ? `//REL TO ${mark.to.join(", ")}` : ""}`;

type Stix = { [member: string]: unknown };
export type Made = { bundle: { type: "bundle"; id: string; objects: Stix[] }; id: string; problem?: string };

// `uuidOf`: a name of its own for each text, the same each time, so that a preview and what is shared agree.
export function bundleOf(draft: Draft, author: Author, identity: { id: string; name: string }, uuidOf: (text: string) => string, now: string): Made {
  const type = typeOf(draft.type);
  const objects: Stix[] = [];
  const definitions = new Map<string, string>();
  const definition = (mark: Mark): string => {
    const label = labelOf(mark, author, draft.created, draft.topics);
    const text = JSON.stringify(label);
    const known = definitions.get(text);
    if (known) return known;
    const id = `marking-definition--${uuidOf(`${draft.objectId} ${text}`)}`;
    definitions.set(text, id);
    objects.push({ type: "marking-definition", spec_version: "2.1", id, created: draft.created, name: markText(mark), extensions: { [kLabel]: { extension_type: "property-extension", label } } });
    return id;
  };
  const whole = labelOf(draft.mark, author, draft.created, draft.topics);
  const own: Stix = { extension_type: "property-extension", label: { ...whole, ...(draft.caveats.length ? { caveats: draft.caveats } : {}), ...(draft.controls.length ? { restricting: draft.controls.map((name) => ({ party: author.party, name })) } : {}) } };
  if (draft.sources.length) own.sources = draft.sources.map((one) => one.id);
  if (draft.tearline) own.tearline = true;
  const portions = draft.portions.filter((one) => one.text.trim());
  const extensions: Stix = { [kLabel]: own };
  if (portions.length) extensions[kPortions] = { extension_type: "property-extension", portions: portions.map((one) => one.text.trim()) };
  // A tearline is marked as a whole.
  const granular = draft.tearline ? [] : portions.flatMap((one, i) => (one.mark ? [{ marking_ref: definition(one.mark), selectors: [`extensions.${kPortions}.portions.[${i}]`] }] : []));
  const object: Stix = { type: type.id, spec_version: "2.1", id: draft.objectId, created: draft.created, modified: now, [type.title]: draft.title.trim() };
  const summary = draft.summary.trim() || (type.id === "note" ? (portions.find((one) => !one.mark)?.text.trim() ?? draft.title.trim()) : "");
  if (summary) object[type.text] = summary;
  if (type.id === "report") object.published = now;
  if (type.id === "indicator") Object.assign(object, { pattern_type: "stix", valid_from: draft.created });
  for (const field of type.fields) if (draft.fields[field]) object[field] = draft.fields[field];
  if (type.refs) {
    // STIX wants to know what it is about; without anything else, that is whoever wrote it.
    if (draft.attached.length === 0)
      objects.push({ type: "identity", spec_version: "2.1", id: identity.id, created: draft.created, modified: draft.created, name: identity.name, identity_class: "organization", extensions: { [kLabel]: { extension_type: "property-extension", label: whole } } });
    object.object_refs = draft.attached.length ? draft.attached.map((one) => one.id) : [identity.id];
  }
  object.extensions = extensions;
  if (granular.length) object.granular_markings = granular;
  let problem: string | undefined;
  if (draft.pasted.trim())
    try {
      const pasted: unknown = JSON.parse(draft.pasted);
      const list = Array.isArray(pasted) ? pasted : Array.isArray((pasted as Stix).objects) ? ((pasted as Stix).objects as unknown[]) : [pasted];
      objects.push(...(list as Stix[]));
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  objects.push(object);
  return { bundle: { type: "bundle", id: `bundle--${uuidOf(`${draft.objectId} bundle`)}`, objects }, id: draft.objectId, problem };
}

// Changes by keyboard. Each gives a new draft; the place of the caret goes with it.
export type Caret = { draft: Draft; at: number };
export function splitPortion(draft: Draft, at: number, offset: number, uuid: () => string): Caret {
  const one = draft.portions[at]!;
  const next: Portion = { id: uuid(), text: one.text.slice(offset).trimStart(), mark: one.mark };
  return { draft: { ...draft, portions: [...draft.portions.slice(0, at), { ...one, text: one.text.slice(0, offset).trimEnd() }, next, ...draft.portions.slice(at + 1)] }, at: at + 1 };
}
export function joinPortion(draft: Draft, at: number): Caret {
  if (at === 0) return { draft, at };
  const [before, one] = [draft.portions[at - 1]!, draft.portions[at]!];
  // Two texts that are marked differently stay two, unless one is empty.
  if (one.text && before.text && !sameMark(one.mark, before.mark)) return { draft, at };
  const joined: Portion = { ...before, text: [before.text, one.text].filter(Boolean).join(" "), mark: before.text ? before.mark : one.mark };
  return { draft: { ...draft, portions: [...draft.portions.slice(0, at - 1), joined, ...draft.portions.slice(at + 1)] }, at: at - 1 };
}
export function movePortion(draft: Draft, at: number, step: -1 | 1): Caret {
  const to = at + step;
  if (to < 0 || to >= draft.portions.length) return { draft, at };
  const portions = [...draft.portions];
  [portions[at], portions[to]] = [portions[to]!, portions[at]!];
  return { draft: { ...draft, portions }, at: to };
}
export function markPortion(draft: Draft, at: number, mark: Mark | null): Draft {
  return { ...draft, portions: draft.portions.map((one, i) => (i === at ? { ...one, mark } : one)) };
}
