// From a STIX object to what is shown of it: a title, texts in reading order, facts, and what it refers to. Knows no type by heart but for the order of what people read first:
// what it does not know it shows under its own name.
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type StixObject = { type: string; id: string } & { [name: string]: Json };

export const kPortions = "extension-definition--8e1a6f0c-52d4-4b0e-9c55-3d1f7a2b6e90"; // docs/format/product.md
const kLabel = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44"; // docs/format/label.md: what decides is not what is said

// `selector` as in granular_markings.
export type Text = { selector: string; name: string; paragraphs: string[] };
export type Fact = { selector: string; name: string; value: Json };
export type Parts = { title: string; titleSelector: string; texts: Text[]; facts: Fact[]; references: { selector: string; name: string; id: string }[] };

const kTitles = ["name", "abstract", "value", "path", "user_id", "opinion", "display_name", "subject", "number"];
const kTexts = ["description", "abstract", "content", "explanation", "statement", "body"];
const kFrame = new Set(["type", "id", "spec_version", "created", "modified", "revoked", "granular_markings", "object_marking_refs", "extensions", "lang", "confidence_scale"]);

const isText = (value: Json | undefined): value is string => typeof value === "string";
const isId = (value: Json): value is string => typeof value === "string" && /^[a-z0-9-]+--[0-9a-f-]{36}$/.test(value);
const isObject = (value: Json | undefined): value is { [name: string]: Json } => typeof value === "object" && value !== null && !Array.isArray(value);
const paragraphsOf = (text: string) => text.split(/\n\s*\n/).map((one) => one.trim()).filter(Boolean);
// "external_references" reads "External references".
export const nameOf = (name: string) => {
  const words = name.replace(/^x_/, "").replace(/_(refs?)$/, "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export function titleOf(object: StixObject): { title: string; selector: string } {
  if (object.type === "relationship") return { title: String(object.relationship_type ?? "relationship").replaceAll("-", " "), selector: "relationship_type" };
  for (const name of kTitles) if (isText(object[name]) && object[name]) return { title: object[name] as string, selector: name };
  const text = kTexts.map((name) => object[name]).find(isText);
  return { title: text ? text.slice(0, 90) : object.type, selector: "" };
}

export function partsOf(object: StixObject): Parts {
  const { title, selector: titleSelector } = titleOf(object);
  const out: Parts = { title, titleSelector, texts: [], facts: [], references: [] };
  const taken = new Set([...kFrame, titleSelector]);
  const addText = (selector: string, name: string, value: Json | undefined) => {
    if (isText(value) && value.trim()) out.texts.push({ selector, name, paragraphs: paragraphsOf(value) });
  };
  for (const name of kTexts) {
    if (taken.has(name) || !isText(object[name])) continue;
    taken.add(name);
    addText(name, nameOf(name), object[name]);
  }
  const extensions = isObject(object.extensions) ? object.extensions : {};
  const own = extensions[kPortions];
  const portions = isObject(own) && Array.isArray(own.portions) ? own.portions : [];
  // A description that only says a portion again is not read twice.
  const again = new Set(portions.filter(isText).flatMap(paragraphsOf));
  out.texts = out.texts.filter((text) => !text.paragraphs.every((one) => again.has(one)));
  portions.forEach((one, i) => addText(`extensions.${kPortions}.portions.[${i}]`, "", one));
  const add = (selector: string, name: string, value: Json) => {
    if (isId(value)) out.references.push({ selector, name: nameOf(name), id: value });
    else if (Array.isArray(value) && value.length && value.every(isId)) value.forEach((one, i) => out.references.push({ selector: `${selector}.[${i}]`, name: nameOf(name), id: one as string }));
    // A long text of any name reads as a text.
    else if (isText(value) && value.length > 240 && !/pattern/.test(name)) addText(selector, nameOf(name), value);
    else out.facts.push({ selector, name: nameOf(name), value });
  };
  for (const [name, value] of Object.entries(object)) if (!taken.has(name) && value !== null) add(name, name, value);
  for (const [id, extension] of Object.entries(extensions))
    if (id !== kLabel && id !== kPortions && isObject(extension))
      for (const [name, value] of Object.entries(extension)) if (name !== "extension_type" && value !== null) add(`extensions.${id}.${name}`, name, value);
  return out;
}

// The mark of a part: its own, else that of what it lies in. Nothing: it has the banner's.
export function markOf<P extends { selector: string }>(portions: readonly P[], selector: string): P | undefined {
  let best: P | undefined;
  for (const one of portions) if ((one.selector === selector || selector.startsWith(`${one.selector}.`)) && one.selector.length > (best?.selector.length ?? -1)) best = one;
  return best;
}
export const isCut = (cut: readonly string[], selector: string) => cut.some((one) => one === selector || selector.startsWith(`${one}.`) || one.startsWith(`${selector}.`));
export const isCutWhole = (cut: readonly string[], selector: string) => cut.some((one) => one === selector || selector.startsWith(`${one}.`));

// A text in pieces: words of estimation with their bands, names of ATT&CK techniques, and the rest.
export type Band = { term: string; from: number; to: number };
export type Piece = { text: string; band?: Band; technique?: boolean };
export function piecesOf(text: string, bands: readonly Band[]): Piece[] {
  const terms = [...bands].sort((a, b) => b.term.length - a.term.length);
  const escaped = terms.map((one) => one.term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"));
  // Between letters a word does not begin; Japanese has no spaces to tell by.
  const words = escaped.length ? `(?<![\\p{Script=Latin}\\p{Nd}-])(?:${escaped.join("|")})(?![\\p{Script=Latin}\\p{Nd}])|` : "";
  const pattern = new RegExp(`${words}\\bT\\d{4}(?:\\.\\d{3})?\\b`, "giu");
  const out: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) out.push({ text: text.slice(at, match.index) });
    const said = match[0].toLocaleLowerCase().replace(/\s+/g, " ");
    const band = terms.find((one) => one.term.toLocaleLowerCase() === said);
    out.push(band ? { text: match[0], band } : { text: match[0], technique: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) out.push({ text: text.slice(at) });
  return out;
}
export const percents = (band: Band) => {
  const scale = band.to <= 1 ? 100 : 1;
  return `${Math.round(band.from * scale)}–${Math.round(band.to * scale)}%`;
};
export const isJapanese = (text: string) => /[\u3040-\u30ff\u3400-\u9fff]/.test(text);
