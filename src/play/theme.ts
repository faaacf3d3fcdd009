import { find } from "./dom.ts";

type Theme = "dark" | "light";

const KEY = "edgerails-theme";

/** Browsers may block storage. */
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
    // The choice then lasts for this visit.
  }
};

/** Applies the system's theme, or the one that the user chose. */
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
