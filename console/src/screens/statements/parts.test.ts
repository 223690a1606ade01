import { describe, expect, it } from "vitest";
import { bytesOf, command, digestOf, freshId, pieces, positionCommand } from "./parts";

describe("the bytes of a version", () => {
  it("are its canonical JSON, and have its digest", () => {
    const document = { id: "NZL-x", version: 1, convenor: "NZL", title: "EXERCISE 港", language: "en", invited: ["NZL"], paragraphs: [{ id: "p1", text: "a\n\"b\"" }], afterwards: "invited" as const, quorum: { least: 1, including: [] } };
    const text = bytesOf(document);
    expect(text).toBe('{"afterwards":"invited","convenor":"NZL","id":"NZL-x","invited":["NZL"],"language":"en","paragraphs":[{"id":"p1","text":"a\\n\\"b\\""}],"quorum":{"including":[],"least":1},"title":"EXERCISE 港","version":1}');
    // sha256sum of these bytes.
    expect(digestOf("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

describe("the command", () => {
  it("keeps what people write within one word of the shell", () => {
    expect(command(["comity", "it's; rm -rf $HOME `x`\n"])).toBe("comity 'it'\\''s; rm -rf $HOME `x`\n'");
    expect(command(["a=b", "", "港"])).toBe("a=b '' '港'");
  });
  it("reserves only where one signs", () => {
    const some = [{ paragraph: "p2", text: "not here" }, { paragraph: "p3", text: " " }];
    expect(positionCommand("sign", "x.json", "JPN", some, "")).toBe("comity statement sign x.json --key JPN.key --as JPN --reserve 'p2=not here' -o JPN-position.json");
    expect(positionCommand("abstain", "x.json", "JPN", some, "not yet")).toBe("comity statement abstain x.json --key JPN.key --as JPN --note 'not yet' -o JPN-position.json");
  });
});

describe("what changed in a paragraph", () => {
  const shown = (before: string, after: string) => pieces(before, after).map((one) => `${{ same: "=", gone: "-", new: "+" }[one.kind]}${one.text.trim()}`);
  it("is told by words", () => {
    expect(shown("We tell each other without delay.", "We tell each other within a day.")).toEqual(["=We tell each other", "-without delay.", "+within a day."]);
    expect(shown("a b", "a b")).toEqual(["=a b"]);
    expect(shown("", "a b")).toEqual(["+a b"]);
    expect(shown("a b", "")).toEqual(["-a b"]);
  });
  it("is told by characters in Japanese", () => {
    expect(shown("遅滞なく通報する", "二日以内に通報する")).toEqual(["-遅滞なく", "+二日以内に", "=通報する"]);
  });
  it("gives both texts back", () => {
    const [before, after] = ["one two three four", "zero one three five four"];
    const all = pieces(before, after);
    expect(all.filter((one) => one.kind !== "new").map((one) => one.text).join("").split(/\s+/).join(" ").trim()).toBe(before);
    expect(all.filter((one) => one.kind !== "gone").map((one) => one.text).join("")).toBe(after);
  });
});

it("a fresh paragraph has an id of its own", () => {
  expect(freshId(["p1", "p2"])).toBe("p3");
  expect(freshId(["p1", "p3"])).toBe("p4");
  expect(freshId([])).toBe("p1");
});
