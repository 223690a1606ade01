import { Link } from "react-router-dom";
import { useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Section } from "~/kit/layout";
import { Standing } from "~/kit/marks";
import { Time } from "~/kit/time";

// What the caller is drafting: its own, until it proposes it.
export function Drafts({ address }: { address: (agreement: string, note: string) => string }) {
  const t = useT();
  const notes = useRead("/api/v1/notebook", { query: { kind: "agreement-draft" } });
  const entries = notes.data?.entries ?? [];
  if (!entries.length) return null;
  return (
    <Section title={t("agreements.myDrafts")} count={entries.length} note={t("agreements.onlyYou")}>
      <ul className="acts2">
        {entries.map((one) => (
          <li key={one.id}>
            <Time at={one.changed} form="day" />
            <Link className="clip" to={address("", one.id)}>
              {one.title || one.id}
            </Link>
            <Standing state="draft" />
          </li>
        ))}
      </ul>
    </Section>
  );
}
