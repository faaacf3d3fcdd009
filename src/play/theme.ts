import { find } from "./dom.ts";

type Theme = "dark" | "light";

const KEY = "edgerails-theme";

/** A page may be forbidden to keep anything. */
const kept = (): string | null => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

const keep = (theme: Theme): void => {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then it holds for this visit.
  }
};

/** Dark or light: as the system has it, until somebody says otherwise. */
export const startTheme = (): void => {
  const button = find("theme", HTMLButtonElement);
  const system: Theme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  const stored = kept();
  let theme: Theme = stored === "dark" || stored === "light" ? stored : system;
  const show = (): void => {
    document.documentElement.dataset["theme"] = theme;
    button.textContent = theme === "dark" ? "☀" : "☾";
    button.setAttribute("aria-label", theme === "dark" ? "Switch to light" : "Switch to dark");
  };
  button.addEventListener("click", () => {
    theme = theme === "dark" ? "light" : "dark";
    keep(theme);
    show();
  });
  show();
};
