import type { Schemas } from "~/api/client";

// Where the rest of a group is to be found: what this agreement releases, or what these originators shared; the newest first, as the desk has it.
export function groupSearch(group: Schemas["DeskSide"]["groups"][number]): string {
  const query = new URLSearchParams();
  if (group.why.agreement) query.set("agreement", group.why.agreement);
  else {
    const from = [...new Set(group.first.flatMap((one) => one.originators ?? []).map((one) => one.split(".").slice(0, 2).join(".")))];
    if (from.length === 1) query.set("originator", from[0]!);
  }
  return `/search${query.size ? `?${query}` : ""}`;
}
