// How what is written is marked: a line in the party's own words, read by the node as it is typed.
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { act, useRead } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { Field } from "~/kit/layout";
import { Level } from "~/kit/marks";
import { useProblemText } from "~/kit/states";
import { useSettled } from "~/shell/settled";

export type Marking = Schemas["RoundMarking"];

// A line, and topics: lines have no words for these.
export type Line = { text: string; topics: string };
const named = (topics: string) => topics.split(/[\s,]+/).filter(Boolean);

// The marking that the line says, once the node has understood all of it.
export function useMarking(line: Line) {
  const text = useSettled(line.text.trim(), 300);
  const topics = useSettled(named(line.topics).join(","), 300);
  const read = useQuery({
    queryKey: ["marking", text, topics],
    enabled: text !== "",
    staleTime: 60_000,
    retry: false,
    queryFn: ({ signal }) => act("post", "/api/v1/markings", { body: { line: text, ...(topics ? { topics: topics.split(",") } : {}) }, signal }),
  });
  const settled = text === line.text.trim() && topics === named(line.topics).join(",");
  const label = settled && read.data?.ok ? (read.data.extension.label as Marking["label"]) : undefined;
  const marking: Marking | undefined = label && { label };
  return { marking, read: settled ? read.data : undefined, error: settled ? read.error : undefined };
}

// The line of what this answers, until the author writes another.
export function useLine(first: Line): [Line, (next: Line) => void] {
  const [own, set] = useState<Line>();
  return [own ?? first, set];
}

export function MarkingField({ line, change, found }: { line: Line; change: (line: Line) => void; found: ReturnType<typeof useMarking> }) {
  const t = useT();
  const said = useProblemText();
  const id = useId();
  const lists = useRead("/api/v1/schemes", undefined, { stale: Infinity });
  const problem = found.error ? said(found.error).text : found.read?.problems.find((one) => one.weight === "error")?.message;
  const banner = found.read?.ok ? found.read.banner : undefined;
  return (
    <div>
      <div className="marking">
        <Field label={t("assess.marking")} above hint={t("assess.markingHint")} error={problem}>
          <input className="mono" value={line.text} onChange={(event) => change({ ...line, text: event.target.value })} spellCheck={false} autoCapitalize="characters" required aria-invalid={!!problem} />
        </Field>
        <Field label={t("assess.topics")} above hint={t("assess.topicsHint")}>
          <input value={line.topics} list={id} onChange={(event) => change({ ...line, topics: event.target.value })} spellCheck={false} />
        </Field>
        <datalist id={id}>
          {lists.data?.topics.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </div>
      {banner && (
        <p className="row">
          {banner.levels.map((one) => (
            <Level key={one.scheme + one.word} {...one} />
          ))}
          <span className="sm dim">{banner.text}</span>
        </p>
      )}
    </div>
  );
}
