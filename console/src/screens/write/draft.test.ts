import { describe, expect, it } from "vitest";
import { bundleOf, emptyDraft, joinPortion, kLabel, markPortion, movePortion, splitPortion, withType, type Author, type Draft } from "./draft";
import { kPortions } from "~/screens/product/parts";

let n = 0;
const uuid = () => `00000000-0000-4000-8000-${String(++n).padStart(12, "0")}`;
const author: Author = { person: "NZL.GCSB.submitter", agency: "NZL.GCSB", party: "NZL", scheme: "NZL" };
const identity = { id: "identity--00000000-0000-4000-8000-00000000000a", name: "NZL.GCSB" };
const names = new Map<string, string>();
const uuidOf = (text: string) => names.get(text) ?? (names.set(text, uuid()), names.get(text)!);
const made = (draft: Draft) => bundleOf(draft, author, identity, uuidOf, "2026-11-22T00:00:00.000Z");
const start = () => ({ ...emptyDraft("report", "SECRET", uuid, "2026-11-22T00:00:00.000Z"), title: "Landing stations" });
const last = (draft: Draft) => made(draft).bundle.objects.at(-1) as Record<string, never>;

describe("bundleOf", () => {
  it("marks each portion that has a mark of its own, by the place it has among those that have text", () => {
    const draft = { ...start(), portions: [{ id: "a", text: " ", mark: null }, { id: "b", text: "Open.", mark: { word: "RESTRICTED", to: ["JPN"] } }, { id: "c", text: "As the whole.", mark: null }] };
    const object = last(draft) as unknown as { granular_markings: { marking_ref: string; selectors: string[] }[]; extensions: Record<string, { portions: string[] }> };
    expect(object.extensions[kPortions]!.portions).toEqual(["Open.", "As the whole."]);
    expect(object.granular_markings).toHaveLength(1);
    expect(object.granular_markings[0]!.selectors).toEqual([`extensions.${kPortions}.portions.[0]`]);
    const definition = made(draft).bundle.objects.find((one) => one.id === object.granular_markings[0]!.marking_ref) as unknown as { extensions: Record<string, { label: { releasable: unknown; levels: unknown } }> };
    expect(definition.extensions[kLabel]!.label.releasable).toEqual({ NZL: [["JPN", "NZL"]] });
    expect(definition.extensions[kLabel]!.label.levels).toEqual({ NZL: [{ scheme: "NZL", word: "RESTRICTED" }] });
  });
  it("gives each portion the product's topics, as a typed line has no words for them, and leaves out what is empty but for readers", () => {
    const label = { topics: [["old"]], caveats: [], levels: { NZL: [{ scheme: "NZL", word: "SECRET", warnings: [] }] }, releasable: { NZL: [[]] } };
    const draft = { ...start(), topics: ["cyber"], portions: [{ id: "a", text: "One.", mark: { word: "SECRET", to: [], line: "SECRET", label } }, { id: "b", text: "Two.", mark: { word: "RESTRICTED", to: null } }] };
    const labels = made(draft).bundle.objects.filter((one) => one.type === "marking-definition").map((one) => (one.extensions as Record<string, { label: Record<string, unknown> }>)[kLabel]!.label);
    expect(labels.map((one) => one.topics)).toEqual([[["cyber"]], [["cyber"]]]);
    expect(labels[0]).not.toHaveProperty("caveats");
    expect(labels[0]).toMatchObject({ levels: { NZL: [{ scheme: "NZL", word: "SECRET" }] }, releasable: { NZL: [[]] } });
    expect(labels[0]!.levels).not.toEqual(label.levels);
  });
  it("names the same definitions each time, so that what was previewed is what is shared", () => {
    const draft = { ...start(), portions: [{ id: "a", text: "One.", mark: { word: "RESTRICTED", to: null } }] };
    expect(made(draft).bundle).toEqual(made(draft).bundle);
  });
  it("a tearline has sources and no marks of portions", () => {
    const draft = { ...start(), tearline: true, sources: [{ id: "report--x", title: "" }], portions: [{ id: "a", text: "One.", mark: { word: "RESTRICTED", to: null } }] };
    const object = last(draft) as unknown as { extensions: Record<string, { sources?: string[]; tearline?: boolean }> };
    expect(object).not.toHaveProperty("granular_markings");
    expect(object.extensions[kLabel]).toMatchObject({ tearline: true, sources: ["report--x"] });
  });
  it("is about its author where it is about nothing else", () => {
    expect(last(start())).toMatchObject({ object_refs: [identity.id] });
    expect(last({ ...start(), attached: [{ id: "malware--x", title: "" }] })).toMatchObject({ object_refs: ["malware--x"] });
  });
  it("says what is wrong with pasted JSON and leaves it out", () => {
    const result = made({ ...start(), pasted: "{" });
    expect(result.problem).toBeTruthy();
    expect(made({ ...start(), pasted: '[{"type":"malware","id":"malware--1"}]' }).bundle.objects.some((one) => one.id === "malware--1")).toBe(true);
  });
  it("keeps its number when the type changes", () => {
    const draft = start();
    expect(withType(draft, "note").objectId.split("--")[1]).toBe(draft.objectId.split("--")[1]);
  });
});

describe("portions by keyboard", () => {
  const draft = { ...start(), portions: [{ id: "a", text: "One two", mark: { word: "SECRET", to: null } }, { id: "b", text: "Three", mark: null }] };
  it("split at the caret, the mark goes with both", () => {
    const { draft: out, at } = splitPortion(draft, 0, 4, uuid);
    expect(out.portions.map((one) => [one.text, one.mark?.word])).toEqual([["One", "SECRET"], ["two", "SECRET"], ["Three", undefined]]);
    expect(at).toBe(1);
  });
  it("join only what is marked alike, so that no text changes its mark unseen", () => {
    expect(joinPortion(draft, 1).draft).toBe(draft);
    const alike = markPortion(draft, 1, { word: "SECRET", to: null });
    expect(joinPortion(alike, 1).draft.portions.map((one) => one.text)).toEqual(["One two Three"]);
  });
  it("move within bounds", () => {
    expect(movePortion(draft, 0, 1).draft.portions.map((one) => one.id)).toEqual(["b", "a"]);
    expect(movePortion(draft, 0, -1).draft).toBe(draft);
  });
});
