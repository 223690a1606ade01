import { describe, expect, it } from "vitest";
import { instantOf, listOf, partiesOf, standingOf, wanted, type Person } from "./people";

const now = Date.parse("2026-11-22T00:00:00Z");
const person = (id: string, more: Partial<Person> = {}): Person => ({ id, roles: ["reader"], vouched: true, suspended: false, password: true, totp: false, recovery_codes: 0, tokens: 0, sessions: 0, certificates: 0, ...more });

describe("how a person stands", () => {
  it("names what keeps it from its work first", () => {
    expect(standingOf(person("NZL.NAB.clerk", { suspended: true, vouched: false }), now)).toBe("suspended");
    expect(standingOf(person("NZL.NAB.clerk", { vouched: false, password: false }), now)).toBe("unvouched");
    expect(standingOf(person("NZL.NAB.clerk", { vouched_until: "2026-12-22T00:00:00Z" }), now)).toBe("ending");
    expect(standingOf(person("NZL.NAB.clerk", { vouched_until: "2030-01-01T00:00:00Z" }), now)).toBe("well");
    expect(standingOf(person("NZL.NAB.clerk", { password: false }), now)).toBe("none");
    expect(standingOf(person("NZL.NAB.clerk", { password: false, certificates: 1 }), now)).toBe("well");
  });
  it("asks no clearance of the operator", () => expect(standingOf(person("operator", { vouched: false }), now)).toBe("well"));
});

describe("a list of people", () => {
  const all = [person("NZL.GCSB.analyst", { name: "cyber analyst" }), person("JPN.CIRO.official", { roles: ["official", "reader"] }), person("operator", { roles: [] })];
  const none = { text: "", role: "", party: "", standing: "" };
  it("is all without a wish", () => expect(wanted(all, none, now)).toHaveLength(3));
  it("is found by name and by id", () => {
    expect(wanted(all, { ...none, text: "Cyber" }, now).map((one) => one.id)).toEqual(["NZL.GCSB.analyst"]);
    expect(wanted(all, { ...none, text: "ciro" }, now).map((one) => one.id)).toEqual(["JPN.CIRO.official"]);
  });
  it("is narrowed by role and by party together", () => {
    expect(wanted(all, { ...none, role: "official", party: "NZL" }, now)).toEqual([]);
    expect(wanted(all, { ...none, role: "official", party: "JPN" }, now)).toHaveLength(1);
  });
  it("has the parties that have people", () => expect(partiesOf(all)).toEqual(["JPN", "NZL"]));
});

describe("what a person types", () => {
  it("is a list by commas, spaces and lines, also Japanese ones", () => expect(listOf("192.0.2.7, 198.51.100.0/24\n2001:db8::/32、203.0.113.1")).toEqual(["192.0.2.7", "198.51.100.0/24", "2001:db8::/32", "203.0.113.1"]));
  it("is a day that begins in UTC", () => expect(instantOf("2031-01-01")).toBe("2031-01-01T00:00:00Z"));
});
