// ⌘K: screens, acts, objects, agreements and agencies by name. A dialog of the platform, one at a time.
import { useMemo, useState } from "react";
import { useNavigate } from "react-router-dom";
import { useRead } from "~/api/read";
import { languages, useLanguage, useT } from "~/i18n";
import { Agency, highest, Level, levelOf } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { useOffered } from "./frame";
import { Modal } from "./modal";
import { useScreens } from "./rail";
import { useSession } from "./session";
import { useSettled } from "./settled";
import { setTheme } from "./theme";

type Line = { id: string; group: string; text: string; right?: React.ReactNode; key?: string; run: () => void };

// Every word of the query begins some word of the text.
export function fits(text: string, query: string): boolean {
  const words = text.toLocaleLowerCase().split(/[\s./·,–-]+/);
  return query
    .toLocaleLowerCase()
    .split(/[\s./·,–-]+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)) || (/[^\u0000-\u007f]/.test(part) && text.includes(part)));
}

export function Palette({ close }: { close: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const session = useSession();
  const offered = useOffered();
  const schemes = useSchemes();
  const screens = useScreens();
  const [, setLanguage] = useLanguage();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const asked = useSettled(query.trim(), 150);
  const reads = !session.isOperator;
  const found = useRead("/api/v1/search", { query: { q: asked, limit: 8 } }, { enabled: reads && asked.length > 1 });
  const agreements = useRead("/api/v1/agreements", { query: {} }, { stale: 60_000 });
  const directory = useRead("/api/v1/directory", undefined, { stale: Infinity });
  const lines = useMemo(() => {
    const go = (path: string) => () => navigate(path);
    const out: Line[] = [];
    const add = (line: Line) => (!query.trim() || line.id === "search" || line.group === "objects" || fits(line.text, query.trim())) && out.push(line);
    for (const one of offered()) add({ id: `act-${one.id}`, group: t("shell.acts"), text: one.text, key: one.key, run: one.run });
    for (const one of screens) if (one.icon) add({ id: `screen-${one.id}`, group: t("shell.screens"), text: t(one.title), key: one.keys ? `g ${one.keys}` : undefined, run: go(one.path) });
    // What bears the name comes before what has the word in it.
    for (const one of agreements.data?.agreements ?? []) add({ id: `agreement-${one.id}`, group: t("agreements.title"), text: `${one.id} ${one.title ?? ""}`.trim(), run: go(`/agreements/${one.id}`) });
    if (query.trim() && reads) add({ id: "search", group: t("search.title"), text: t("shell.searchFor", { text: query.trim() }), run: go(`/search?q=${encodeURIComponent(query.trim())}`) });
    if (asked.length > 1 && asked === query.trim())
      for (const one of found.data?.found ?? []) {
        const level = highest(one.levels.map(levelOf), schemes.find);
        out.push({ id: one.id + one.owner, group: t("shell.objects"), text: one.title || one.id, right: level && <Level {...level} />, run: go(`/product/${one.id}`) });
      }
    if (query.trim() && reads) for (const one of directory.data?.agencies ?? []) add({ id: `agency-${one.id}`, group: t("shell.agencies"), text: `${one.id} ${one.name}`, right: <Agency id={one.id} />, run: go(`/search?originator=${one.id}`) });
    if (query.trim()) {
      for (const one of languages) add({ id: `language-${one.id}`, group: t("shell.language"), text: one.name, run: () => setLanguage(one.id) });
      for (const [theme, name] of [["", "shell.themeSystem"], ["light", "shell.themeLight"], ["dark", "shell.themeDark"]] as const) add({ id: `theme-${theme}`, group: t("shell.theme"), text: t(name), run: () => setTheme(theme) });
    }
    return out.slice(0, 40);
  }, [query, asked, found.data, agreements.data, directory.data, offered, t, navigate, reads, schemes, screens, setLanguage]);
  const chosen = Math.min(at, Math.max(0, lines.length - 1));
  const run = (line: Line | undefined) => {
    if (!line) return;
    close();
    line.run();
  };
  return (
    <Modal label={t("shell.palette")} className="palette" close={close}>
      <input role="combobox" aria-expanded="true" aria-controls="palette-lines" aria-activedescendant={lines[chosen] ? `line-${chosen}` : undefined} aria-label={t("shell.palette")} autoFocus autoComplete="off" spellCheck={false} placeholder={t("shell.ask")} value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return; // Enter ends a Japanese conversion first
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            setAt((chosen + (event.key === "ArrowDown" ? 1 : -1) + lines.length) % Math.max(1, lines.length));
          } else if (event.key === "Enter") run(lines[chosen]);
        }} />
      <ul id="palette-lines" role="listbox" aria-label={t("shell.palette")}>
        {lines.map((line, i) => (
          <li key={line.id} id={`line-${i}`} role="option" aria-selected={i === chosen} ref={i === chosen ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined} onMouseMove={() => i !== at && setAt(i)} onClick={() => run(line)}>
            <span className="faint sm group">{i === 0 || lines[i - 1]!.group !== line.group ? line.group : ""}</span>
            <span className="clip">{line.text}</span>
            {line.right}
            {line.key && <kbd>{line.key}</kbd>}
          </li>
        ))}
        {lines.length === 0 && (
          <li role="option" aria-selected="false" aria-disabled="true" className="faint">
            {t("kit.nothing")}
          </li>
        )}
      </ul>
    </Modal>
  );
}
