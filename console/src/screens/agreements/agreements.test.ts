import { describe, expect, it } from "vitest";
import { en } from "~/i18n/en";
import { translator } from "~/i18n";
import { actOf, directions, fileName, lacks, possible, signCommand, signedFile, withSuspension } from "./acts";
import { movedBy } from "./changes";
import { actText, clausesOf } from "./clauses";
import { courseOf, stateOf, type Agreement } from "./course";
import { beginning } from "./editor";
import { cellOf, matrixOf } from "./matrix";
import { anyOf, ceilingOf, changesOf, rowsOf } from "./terms";
import { parseToml, type Table } from "./toml";

const t = translator(en, "en");
const rungs: Record<string, number> = { "A:LOW": 1, "A:HIGH": 3, "B:LOW": 1, "B:HIGH": 3 };
const find = (scheme: string, word: string) => ({ scheme, word, rung: rungs[`${scheme}:${word}`] });

const document: Table = {
  id: "A-B",
  version: 1,
  title: "EXERCISE",
  kind: "bilateral",
  parties: ["A", "B"],
  term: { article: "20", in_force: "2020-01-01", until: "2030-01-01" },
  equivalence: [
    { article: "4", from: { party: "A", scheme: "A", word: "LOW" }, to: { party: "B", scheme: "B", word: "LOW" }, both_ways: true },
    { article: "4(2)", from: { party: "A", scheme: "A", word: "HIGH" }, to: { party: "B", scheme: "B", word: "HIGH" }, valid_from: "2027-01-01" },
  ],
  topics: { article: "2", any: ["cyber"] },
};
const at = (day: string) => Date.parse(`${day}T12:00:00Z`);
function agreement(over: Partial<Agreement> = {}, document_: Table = document): Agreement {
  return {
    id: "A-B",
    kind: "bilateral",
    standing: { state: "in-force", version: 1, bound: ["A", "B"], notices: [], suspensions: [] },
    versions: [{ version: 1, recorded: "2026-11-01T00:00:00.000000Z", sha256: "", file: { agreement: document_, signatures: [] } }],
    history: [],
    drafts: [],
    ...over,
  } as Agreement;
}
const entry = (day: string, act: Record<string, unknown>) => ({ at: `${day}T00:00:00.000000Z`, act, signed_by: [String(act.by)] });

describe("rows", () => {
  it("are expanded both ways and in all directions", () => {
    expect(rowsOf(document).map((row) => `${row.from.party}${row.to.party} ${row.from.word}`)).toEqual(["AB LOW", "BA LOW", "AB HIGH"]);
    expect(rowsOf({ levels: [{ article: "3", A: "LOW", B: { scheme: "B2", word: "X" }, C: "S" }] }).map((row) => `${row.from.scheme} ${row.to.scheme}`)).toEqual(["A B2", "A C", "B2 A", "B2 C", "C A", "C B2"]);
  });
  it("say the ceiling of a day", () => {
    expect(ceilingOf(document, "A", "B", at("2026-12-31"), find)?.word).toBe("LOW");
    expect(ceilingOf(document, "A", "B", at("2027-01-01"), find)?.word).toBe("HIGH");
    expect(ceilingOf(document, "B", "A", at("2027-01-01"), find)?.word).toBe("LOW");
    expect(ceilingOf(document, "B", "C", at("2027-01-01"), find)).toBeUndefined();
  });
});

describe("courseOf", () => {
  const history = [
    entry("2026-11-05", { kind: "suspend", by: "B", from: "A", to: "B" }),
    entry("2026-11-10", { kind: "resume", by: "B", from: "A", to: "B" }),
    entry("2026-11-12", { kind: "give-notice", by: "A", effective: "2027-02-01T00:00:00.000000Z" }),
  ] as Agreement["history"];
  it("follows acts to a date, in one direction", () => {
    const one = agreement({ history });
    expect(stateOf(courseOf(one, at("2026-11-04")), "A", "B")).toBe("in-force");
    expect(stateOf(courseOf(one, at("2026-11-06")), "A", "B")).toBe("suspended");
    expect(stateOf(courseOf(one, at("2026-11-06")), "B", "A")).toBe("in-force");
    expect(stateOf(courseOf(one, at("2026-11-11")), "A", "B")).toBe("in-force");
    expect(stateOf(courseOf(one, at("2026-11-13")), "A", "B")).toBe("notice");
    expect(courseOf(one, at("2027-02-01")).state).toBe("ended");
    expect(courseOf(agreement(), at("2019-12-31")).state).toBe("not-yet-in-force");
    expect(courseOf(agreement(), at("2030-01-01")).state).toBe("ended");
  });
  it("takes a later version from its date, and not before it was recorded", () => {
    const second = { version: 2, recorded: "2026-11-20T00:00:00.000000Z", sha256: "", file: { agreement: { ...document, version: 2 }, signatures: [] } };
    const one = agreement({ versions: [...agreement().versions, second] as Agreement["versions"] });
    expect(courseOf(one, at("2026-11-19")).version?.version).toBe(1);
    expect(courseOf(one, at("2026-11-20")).version?.version).toBe(2);
  });
  it("is as the node says, now", () => {
    const one = agreement({ standing: { state: "in-force", version: 1, bound: ["A", "B"], notices: [], suspensions: [{ by: "A", from: "A", to: "B" }] } as Agreement["standing"] });
    expect(stateOf(courseOf(one), "A", "B")).toBe("suspended");
  });
});

describe("matrixOf", () => {
  it("has what passes first, and names what is stopped", () => {
    const stopped = agreement({ id: "Z", standing: { state: "in-force", version: 1, bound: [], notices: [], suspensions: [{ by: "A", from: "A", to: "B" }] } as Agreement["standing"] }, { ...document, topics: undefined as never });
    const cells = matrixOf([stopped, agreement()], undefined, find);
    const cell = cells.get(cellOf("A", "B"))!;
    expect(cell.links.map((link) => `${link.id} ${link.state}`)).toEqual(["A-B in-force", "Z suspended"]);
    expect([cell.stopped, cell.topics]).toEqual([false, ["cyber"]]);
    expect(matrixOf([stopped], undefined, find).get(cellOf("A", "B"))!.stopped).toBe(true);
    expect(matrixOf([agreement()], at("2031-01-01"), find).size).toBe(0);
  });
});

describe("clauses", () => {
  it("are compared one by one", () => {
    const next = { ...document, topics: { article: "2", any: ["cyber", "energy"] }, duties: { breach_notice_hours: 24 }, equivalence: (document.equivalence as Table[]).slice(0, 1) };
    const changes = changesOf(clausesOf(t, document), clausesOf(t, next));
    expect(changes.map((one) => [one.article, one.clause, one.removed, one.added])).toEqual([
      ["2", "topics", [], ["energy"]],
      [undefined, "duties/breach_notice_hours", [], ["24 hours"]],
      ["4(2)", "levels/A/B/4(2)", ["HIGH → HIGH, on or after 1 Jan 2027"], []],
    ]);
    expect(changesOf(clausesOf(t, document), clausesOf(t, document))).toEqual([]);
    expect(anyOf({}, "topics")).toBeUndefined();
  });
  it("count what the node says of their article", () => {
    const reason = { gained: false, clause: "topics", agreement: "A-B", version: 2, article: "2", before: "", after: "", text: "", objects: 3, people: 1, agencies: 1, parties: 1 };
    const change = { clause: "topics", article: "2", name: "", removed: [], added: [] };
    expect(movedBy(change, [reason, { ...reason, agreement: "Z" }, { ...reason, gained: true, objects: 2 }], "A-B")).toEqual({ gained: 2, lost: 3 });
    expect(movedBy(change, [], "A-B")).toBeUndefined();
  });
});

describe("acts", () => {
  const course = courseOf(agreement());
  it("are those that the party could bring", () => {
    expect(possible(course, "A", ["A", "B"])).toEqual(["suspend", "give-notice"]);
    expect(possible({ ...course, until: "2030-01-01", suspensions: [{ by: "A", from: "B", to: "A" }] }, "A", ["A", "B"])).toEqual(["suspend", "resume", "give-notice", "renew"]);
    expect(possible({ ...course, notices: [{ by: "A" }] }, "A", ["A", "B"])).toEqual(["suspend", "hold-notice", "withdraw-notice"]);
    expect(possible({ ...course, document: { ...document, suspending: { by: ["B"] } } }, "A", ["A", "B"])).not.toContain("suspend");
    expect(possible(course, "C", ["A", "B"])).toEqual([]);
    expect(directions(course, "suspend", "A", ["A", "B"])).toEqual([["A", "B"], ["B", "A"]]);
  });
  it("leave out what says no more than its absence", () => {
    const wish = { kind: "suspend", agreement: "A-B", by: "A", issued: "2026-11-22T00:00:00.000000Z", from: "A", to: "B", since: "2026-12-01", until: "", reason: " " } as const;
    expect(actOf(wish)).toEqual({ kind: "suspend", by: "A", issued: wish.issued, agreement: "A-B", from: "A", to: "B", since: "2026-12-01T00:00:00.000000Z" });
    expect(actOf({ ...wish, kind: "give-notice" })).toEqual({ kind: "give-notice", by: "A", issued: wish.issued, agreement: "A-B" });
    expect([lacks(wish), lacks({ ...wish, to: undefined }), lacks({ ...wish, kind: "renew" })]).toEqual([undefined, "direction", "until"]);
    expect(fileName(actOf(wish))).toBe("suspend-A-B-A-B.json");
    expect(signCommand("f.json", "NZL", "act")).toBe("comity act sign f.json --key NZL.key --as NZL");
    expect(actText(t, actOf(wish))).toBe("A suspended A → B, from 1 Dec 2026");
    expect(withSuspension(document, wish, "2026-11-22")).toMatchObject({ version: 2, suspension: [{ by: "A", from: "A", to: "B", since: "2026-12-01" }] });
  });
  it("come back as signed files, and nothing else does", () => {
    expect(signedFile('{"act":{"kind":"suspend"},"signatures":[]}')?.what).toBe("act");
    expect(signedFile('{"agreement":{"id":"X"},"signatures":[]}')?.what).toBe("agreement");
    for (const other of ["", "{}", "[]", '{"act":1,"signatures":[]}', '{"act":{}}']) expect(signedFile(other)).toBeUndefined();
  });
});

describe("a new draft", () => {
  it("is the next version of what is looked at, or an empty one", () => {
    expect(parseToml(beginning([agreement()], "A-B", "", "A", "2026-11-22")).value).toEqual({ ...document, version: 2 });
    expect(parseToml(beginning([], undefined, "", "A", "2026-11-22")).value).toMatchObject({ parties: ["A"], term: { in_force: "2026-11-22" } });
  });
});
