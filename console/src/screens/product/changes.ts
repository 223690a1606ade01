// What of a product is no longer as it was opened, by its readings then and now.
import type { Schemas } from "~/api/client";

type Reading = Pick<Schemas["Reading"], "version" | "revoked" | "waits" | "banner" | "notices">;
export type Changed = "recalled" | "corrected" | "released" | "marking";

export function changesOf(then: Reading, now: Reading): Changed[] {
  const out: Changed[] = [];
  if (now.revoked && !then.revoked) out.push("recalled");
  else if (now.version !== then.version) out.push("corrected");
  if (then.waits && !now.waits) out.push("released");
  if (JSON.stringify([then.banner, then.notices]) !== JSON.stringify([now.banner, now.notices])) out.push("marking");
  return out;
}
