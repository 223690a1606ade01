// What the strip and the tables show of a round: one row for each agency, by its latest judgement that is opened to the reader.
import type { Schemas } from "~/api/client";

type Round = Schemas["Round"];
export type Judged = Schemas["RoundJudgement"];
export type Row = { agency: string; state: Judged["state"]; now?: Judged; before?: Judged };

export const openStages = (round: Round) => round.stages.filter((one) => one.opened && one.judgements);
export const lastOpen = (round: Round) => openStages(round).at(-1);

export function stripRows(round: Round): Row[] {
  const [last, before] = [lastOpen(round), openStages(round).length > 1 ? openStages(round)[0] : undefined];
  const rows = (last?.judgements ?? [])
    .filter((one) => one.state !== "none")
    .map((one): Row => {
      const earlier = before?.judgements?.find((other) => other.agency === one.agency && other.p !== undefined);
      return { agency: one.agency, state: one.state, now: one.p === undefined ? undefined : one, before: one.p === undefined ? undefined : earlier };
    });
  // The highest first; who showed nothing last.
  return rows.sort((a, b) => (b.now?.p ?? -1) - (a.now?.p ?? -1) || (a.agency < b.agency ? -1 : 1));
}

// The words of a band's name in lines that fit above it.
export function wrapped(term: string, width: number): string[] {
  const most = Math.max(6, Math.floor(width / 5.4));
  const lines: string[] = [];
  for (const word of term.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

// Dissents with their reasons, in the order of their footnotes.
export const dissents = (round: Round): Judged[] =>
  (lastOpen(round)?.judgements ?? []).filter((one) => one.dissents && one.footnote !== undefined && one.rationale).sort((a, b) => a.footnote! - b.footnote!);

// Reasons of those who do not stand apart.
export const reasons = (round: Round): Judged[] => (lastOpen(round)?.judgements ?? []).filter((one) => one.rationale && !(one.dissents && one.footnote !== undefined));

// What the judgements of all opened stages name as their sources, each once.
export const citedBy = (round: Round): string[] => [...new Set(openStages(round).flatMap((stage) => stage.judgements!.flatMap((one) => one.sources ?? [])))].sort();

// The stage that is committed or revealed now, if any.
export function stageNow(round: Pick<Round, "part">): { stage: 1 | 2; doing: "commit" | "reveal" } | undefined {
  switch (round.part) {
    case "commit": return { stage: 1, doing: "commit" };
    case "reveal": return { stage: 1, doing: "reveal" };
    case "second-commit": return { stage: 2, doing: "commit" };
    case "second-reveal": return { stage: 2, doing: "reveal" };
    default: return undefined;
  }
}

// When the present part ends by the schedule.
export function endOfPart(round: Pick<Round, "part" | "schedule">): string | undefined {
  const s = round.schedule;
  return { commit: s.commit_until, reveal: s.reveal_until, discussion: s.discuss_until, "second-commit": s.second_commit_until, "second-reveal": s.second_reveal_until, over: undefined }[round.part];
}
