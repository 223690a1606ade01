// The screens: one row each. A new screen is a folder under screens/ and a row here (and its words in i18n/).
import type { ComponentType } from "react";
import type { Key } from "~/i18n";
import type { Icon } from "./icons";

type Load = () => Promise<{ default: ComponentType }>;
export type Group = "share" | "trust" | "align";
export type Screen = {
  id: string; // also its counts in GET /api/v1/owed
  path: string;
  more?: string[]; // further paths that it shows
  title: Key;
  icon?: Icon; // with one it stands in the rail
  group?: Group;
  keys?: string; // after "g"
  tab?: boolean; // at the bottom of a narrow screen
  operator?: boolean; // also for the node's operator, who is given no objects
  load: Load;
};

export const screens: readonly Screen[] = [
  { id: "desk", path: "/", title: "desk.title", icon: "desk", keys: "d", tab: true, load: () => import("~/screens/desk") },
  { id: "search", path: "/search", title: "search.title", icon: "search", group: "share", keys: "s", tab: true, load: () => import("~/screens/search") },
  { id: "product", path: "/product/:id", title: "product.title", load: () => import("~/screens/product") },
  { id: "write", path: "/write", more: ["/write/:id"], title: "write.title", icon: "write", group: "share", keys: "w", load: () => import("~/screens/write") },
  { id: "agreements", operator: true, path: "/agreements", more: ["/agreements/:id"], title: "agreements.title", icon: "agreements", group: "share", keys: "a", tab: true, load: () => import("~/screens/agreements") },
  { id: "handling", path: "/handling", more: ["/handling/:party"], title: "handling.title", icon: "handling", group: "trust", keys: "h", load: () => import("~/screens/handling") },
  { id: "exposure", operator: true, path: "/exposure", title: "exposure.title", icon: "exposure", group: "trust", keys: "e", tab: true, load: () => import("~/screens/exposure") },
  { id: "assess", path: "/assess", more: ["/assess/:id"], title: "assess.title", icon: "assess", group: "align", keys: "j", tab: true, load: () => import("~/screens/assess") },
  { id: "statements", path: "/statements", more: ["/statements/:id"], title: "statements.title", icon: "statements", group: "align", keys: "t", load: () => import("~/screens/statements") },
  { id: "alignment", path: "/alignment", title: "alignment.title", icon: "alignment", group: "align", keys: "l", load: () => import("~/screens/alignment") },
  { id: "admin", operator: true, path: "/admin", more: ["/admin/:topic"], title: "admin.title", icon: "admin", keys: "m", load: () => import("~/screens/admin") },
];

// Shown without a log-in: checking a statement's file needs no node at all.
export const verification = { path: "/verify", load: () => import("~/screens/verify") };
