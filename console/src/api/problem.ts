// What a call answered when it did not do what it was asked: RFC 9457, with the node's own words of what to do.

export class Problem extends Error {
  constructor(
    readonly status: number, // 0: no answer came
    readonly title: string,
    readonly detail: string,
    readonly kind: string, // the last part of `type`
    readonly where?: string, // pointer, parameter or byte
  ) {
    super(detail || title);
    this.name = "Problem";
  }
}

type Body = { title?: string; detail?: string; type?: string; where?: string; pointer?: string };

export function problemOf(status: number, body: unknown): Problem {
  const said: Body = typeof body === "object" && body !== null ? (body as Body) : {};
  const kind = (said.type ?? "").split(/[#/]/).pop() ?? "";
  return new Problem(status, said.title ?? `HTTP ${status}`, said.detail ?? "", kind, said.where ?? said.pointer);
}

export const isProblem = (error: unknown): error is Problem => error instanceof Problem;
// Absent, hidden and forbidden look the same on a screen.
export const isAbsent = (error: unknown) => isProblem(error) && (error.status === 404 || error.status === 403);
