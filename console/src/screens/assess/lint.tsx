// What the words of a text say that no yardstick has: advice, by words alone.
import { useQuery } from "@tanstack/react-query";
import { act } from "~/api/read";
import type { Schemas } from "~/api/client";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { State } from "~/kit/marks";
import { useSettled } from "~/shell/settled";

export function useLint(text: string, yardstick?: string) {
  const settled = useSettled(text.trim(), 500);
  return useQuery<Schemas["LintFindings"]>({
    queryKey: ["lint", settled, yardstick],
    enabled: settled !== "",
    staleTime: Infinity,
    gcTime: 0, // the text is not kept here either
    retry: false,
    queryFn: ({ signal }) => act("post", "/api/v1/judgement/lint", { body: { text: settled, ...(yardstick ? { yardstick } : {}) }, signal }),
  });
}

export function LintList({ lint }: { lint: ReturnType<typeof useLint> }) {
  const t = useT();
  if (!lint.data) return null;
  if (lint.data.findings.length === 0)
    return (
      <p className="sm" role="status">
        <State shape="yes" tone="ok">
          {t("assess.lintNone")}
        </State>
      </p>
    );
  return (
    <ul className="lint" role="status">
      {lint.data.findings.map((one) => (
        <li key={`${one.at}-${one.rule}`}>
          <State shape={one.weight === "fault" ? "no" : "notice"} tone={one.weight === "fault" ? "bad" : "warn"}>
            {one.weight === "fault" ? t("assess.lintFault") : t("assess.lintAdvice")}
          </State>
          <span>
            <q className="said-inline">{one.quote}</q> {one.says}. {one.write}{" "}
            <How by={<p>{one.source}</p>}>
              <span className="xs faint">{one.rule}</span>
            </How>
          </span>
        </li>
      ))}
    </ul>
  );
}
