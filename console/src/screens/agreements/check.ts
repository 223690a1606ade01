// What can be said of a text while it is written, with its line: names that no clause has (a misspelt clause must not read as absent), what is missing, and who is no party.
// The node checks all of it again, and has the last word. docs/format/agreement.md.
import type { Key } from "~/i18n";
import { partiesOf, read } from "./terms";
import { lineOf, type Json, type Table, type Toml } from "./toml";

export type Fault = { line?: number; key: Key; values: Record<string, string> };

const side = ["party", "scheme", "word"];
const tables: Record<string, readonly string[]> = {
  term: ["article", "in_force", "until", "renews_months"],
  notice: ["article", "days", "takes_effect", "by"],
  suspending: ["article", "by"],
  accession: ["article", "approved_by"],
  two_persons: ["article", "levels"],
  equivalence: ["article", "from", "to", "both_ways", "valid_from", "valid_until", "created_from", "created_before", "with_warnings", "without_warnings"],
  topics: ["article", "any"],
  purposes: ["article", "any"],
  compartments: ["article", "accepted"],
  controls: ["article", "accepted"],
  actions: ["article", "permitted"],
  membership: ["article", "mode", "earlier_objects"],
  survival: ["article", "kept", "readers"],
  suspension: ["article", "by", "from", "to", "since", "until"],
};
const rows = new Set(["equivalence", "levels", "suspension"]);
const heads = ["id", "version", "title", "kind", "parties", "levels", "duties", ...Object.keys(tables)];

export function faultsOf(toml: Toml): Fault[] {
  const out: Fault[] = [];
  const document = toml.value;
  const add = (at: string, key: Key, values: Record<string, string> = {}) => out.push({ line: lineOf(toml, at), key, values });
  const known = (value: Table, at: string, names: readonly string[]) => {
    for (const name of Object.keys(value)) if (!names.includes(name)) add(`${at}/${name}`, "agreements.fault.unknown", { name });
  };
  known(document, "", heads);
  for (const name of ["id", "title", "kind"]) if (typeof document[name] !== "string" || !document[name]) add(`/${name}`, "agreements.fault.missing", { name });
  if (!Number.isInteger(document.version) || Number(document.version) < 1) add("/version", "agreements.fault.version");
  const parties = partiesOf(document);
  if (parties.length < 2) add("/parties", "agreements.fault.parties");
  else if (document.kind === "bilateral" && parties.length !== 2) add("/parties", "agreements.fault.two", { n: String(parties.length) });
  if (read.text(read.table(document.term).in_force) === undefined) add("/term", "agreements.fault.term");
  const signs = (value: Json | undefined, at: string) => {
    if (typeof value === "string" && value && !parties.includes(value)) add(at, "agreements.fault.bystander", { party: value });
  };
  for (const [name, names] of Object.entries(tables)) {
    const value = document[name];
    if (value === undefined) continue;
    if (rows.has(name) !== Array.isArray(value)) {
      add(`/${name}`, rows.has(name) ? "agreements.fault.rows" : "agreements.fault.table", { name });
      continue;
    }
    (Array.isArray(value) ? value : [value]).forEach((row, i) => {
      const at = Array.isArray(value) ? `/${name}/${i}` : `/${name}`;
      known(read.table(row), at, names);
      if (name === "equivalence")
        for (const end of ["from", "to"] as const) {
          const held = read.table(row)[end];
          for (const part of side) if (!read.text(read.table(held)[part])) add(`${at}/${end}`, "agreements.fault.missing", { name: `${end}.${part}` });
          known(read.table(held), `${at}/${end}`, side);
          signs(read.table(held).party, `${at}/${end}/party`);
        }
      if (name === "suspension") for (const who of ["by", "from", "to"]) signs(read.table(row)[who], `${at}/${who}`);
    });
  }
  read.list(document.levels).forEach((row, i) => {
    for (const party of Object.keys(read.table(row))) if (party !== "article") signs(party, `/levels/${i}/${party}`);
  });
  return out.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
