import { expect, it } from "vitest";
import type { Translate } from "~/i18n";
import { changesOf } from "./changes";
import { partsOf } from "./parts";
import { said } from "./readers";

const banner = { text: "SECRET", levels: [] } as unknown as Parameters<typeof changesOf>[0]["banner"];
const reading = { version: "2026-01-01T00:00:00Z", banner, notices: [] };

it("names what changed since a product was opened, and nothing where nothing did", () => {
  expect(changesOf(reading, { ...reading })).toEqual([]);
  expect(changesOf(reading, { ...reading, version: "2026-01-02T00:00:00Z", revoked: true })).toEqual(["recalled"]);
  expect(changesOf({ ...reading, waits: true }, reading)).toEqual(["released"]);
  expect(changesOf(reading, { ...reading, version: "2026-01-02T00:00:00Z", notices: [{ kind: "duty", text: "Tell." }] })).toEqual(["corrected", "marking"]);
});

it("does not read a description twice that only says a portion again", () => {
  const portions = { "extension-definition--8e1a6f0c-52d4-4b0e-9c55-3d1f7a2b6e90": { portions: ["One.", "Two."] } };
  const report = { type: "report", id: "report--1", name: "A", extensions: portions };
  expect(partsOf({ ...report, description: "One." }).texts.map((one) => one.paragraphs)).toEqual([["One."], ["Two."]]);
  expect(partsOf({ ...report, description: "In short." }).texts).toHaveLength(3);
});

it("says in words which clause decided", () => {
  const t = Object.assign((key: string, values?: Record<string, string | number>) => `${key} ${values?.party ?? ""}`.trim(), { nodes: () => null, language: "en" as const }) as unknown as Translate;
  expect(said(t, { text: "", clause: "2:AUS" })).toBe("product.refuses AUS");
  expect(said(t, { text: "", clause: "2a+2a+2b" })).toBe("product.way.agreement; product.way.consent");
  expect(said(t, { text: "FIVE-EYES v1; FIVE-EYES v1", clause: "2a" })).toBe("FIVE-EYES v1");
  expect(said(t, { text: "", clause: "recalled" })).toBe("recalled");
});
