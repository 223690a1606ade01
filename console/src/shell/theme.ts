// Light or dark: as the system has it, until the reader says otherwise. `?theme=dark` in an address says so too.
export type Theme = "" | "light" | "dark";
const kept = "comity.theme";

export function themeNow(): Theme {
  const asked = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem(kept) ?? "";
  return asked === "light" || asked === "dark" ? asked : "";
}
export function setTheme(theme: Theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  localStorage.setItem(kept, theme);
}
