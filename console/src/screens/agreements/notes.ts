// The caller's own drafts of agreements, in the notebook that the node keeps for it. Two windows do not overwrite each other: each change says which entry it means.
import { api, type Schemas } from "~/api/client";

export type Kept = { text: string; title: string; agreement: string; base?: string };
export type Note = { content: Kept; tag: string };

const path = "/api/v1/notebook/{kind}/{id}" as const;
const at = (id: string) => ({ path: { kind: "agreement-draft", id } });

export function contentOf(value: unknown): Kept {
  const one = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof one[name] === "string" ? (one[name] as string) : "");
  return { text: text("text"), title: text("title"), agreement: text("agreement"), base: text("base") || undefined };
}

export async function readNote(id: string, signal?: AbortSignal): Promise<Note> {
  const { data, error, response } = await api.GET(path, { params: at(id), signal });
  if (error !== undefined) throw error;
  return { content: contentOf(data), tag: response.headers.get("ETag") ?? "" };
}
// Without a tag it must be new. Answers the tag of what is kept now.
export async function keepNote(id: string, content: Kept, tag: string): Promise<string> {
  const headers: Record<string, string> = { "Content-Type": "application/json", ...(tag ? { "If-Match": tag } : { "If-None-Match": "*" }) };
  const { error, response } = await api.PUT(path, { params: at(id), body: content as unknown as Schemas["Note"], headers });
  if (error !== undefined) throw error;
  return response.headers.get("ETag") ?? "";
}
export async function dropNote(id: string, tag: string): Promise<void> {
  const { error } = await api.DELETE(path, { params: at(id), headers: tag ? { "If-Match": tag } : {} });
  if (error !== undefined) throw error;
}
// A name for a new entry, which says nothing of what is in it.
export const newId = () => [...crypto.getRandomValues(new Uint8Array(9))].map((n) => n.toString(16).padStart(2, "0")).join("");
