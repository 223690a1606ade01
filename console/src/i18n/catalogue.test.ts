import { describe, expect, it } from "vitest";
import { fill, type Text } from ".";
import { en } from "./en";
import { ja } from "./ja";

const names = (text: Text) => {
  const forms = typeof text === "string" ? [text] : Object.values(text);
  return [...new Set(forms.flatMap((form) => [...form!.matchAll(/\{(\w+)\}/g)].map((one) => one[1]!)))].sort();
};

describe("the catalogue", () => {
  const keys = Object.keys(en) as (keyof typeof en)[];
  it("has the same keys in every language", () => {
    expect(Object.keys(ja).sort()).toEqual([...keys].sort());
  });
  it("fills the same names in every language", () => {
    // A form by number may leave its number out ("one object").
    for (const key of keys) expect([key, names(ja[key]).filter((one) => one !== "n")]).toEqual([key, names(en[key]).filter((one) => one !== "n")]);
  });
  it("is translated", () => {
    // Words that are the same in both: file formats, keys.
    const same = keys.filter((key) => JSON.stringify(en[key]) === JSON.stringify(ja[key]) && /[a-z]{4}/.test(JSON.stringify(en[key])));
    expect(same.filter((key) => !key.startsWith("shell.key."))).toEqual([]);
  });
});

describe("fill", () => {
  it("chooses a form by number and writes numbers as the language does", () => {
    expect(fill({ one: "{n} day", other: "{n} days" }, "en", { n: 1 })).toBe("1 day");
    expect(fill({ one: "{n} day", other: "{n} days" }, "en", { n: 12000 })).toBe("12,000 days");
    expect(fill({ other: "{n} 日" }, "ja", { n: 1 })).toBe("1 日");
  });
  it("writes a real minus, and leaves names alone that it has no value for", () => {
    expect(fill("{a} {b}", "en", { a: -3 })).toBe("−3 {b}");
  });
});
