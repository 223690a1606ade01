// The reader's own: language, colours, and the way out.
import { useState } from "react";
import { languages, useLanguage, useT, type Language } from "~/i18n";
import { useSession } from "./session";
import { setTheme, themeNow, type Theme } from "./theme";

export function Settings() {
  const t = useT();
  const { leave } = useSession();
  const [language, setLanguage] = useLanguage();
  const [theme, choose] = useState(themeNow);
  return (
    <div className="rail-foot">
      <select aria-label={t("shell.language")} value={language} onChange={(event) => setLanguage(event.target.value as Language)}>
        {languages.map((one) => (
          <option key={one.id} value={one.id} lang={one.id}>
            {one.name}
          </option>
        ))}
      </select>
      <select aria-label={t("shell.theme")} value={theme}
        onChange={(event) => {
          const next = event.target.value as Theme;
          setTheme(next);
          choose(next);
        }}>
        <option value="">{t("shell.themeSystem")}</option>
        <option value="light">{t("shell.themeLight")}</option>
        <option value="dark">{t("shell.themeDark")}</option>
      </select>
      <button type="button" className="btn s" onClick={() => void leave()}>
        {t("shell.leave")}
      </button>
    </div>
  );
}
