import { find } from "./dom.ts";

type Theme = "dark" | "light";

const KEY = "edgerails-theme";

/** Browsers may block storage. */
const kept = (): Theme | undefined => {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "dark" || stored === "light" ? stored : undefined;
  } catch {
    return undefined;
  }
};

const keep = (theme: Theme): void => {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The choice then lasts for this visit.
  }
};

/** Applies the theme that the user chose; until then the system's, which the style sheet follows by itself. */
export const startTheme = (): void => {
  const button = find("theme", HTMLButtonElement);
  const system = matchMedia("(prefers-color-scheme: light)");
  let chosen = kept();
  const other = (): Theme => ((chosen ?? (system.matches ? "light" : "dark")) === "light" ? "dark" : "light");
  const show = (): void => {
    if (chosen !== undefined) document.documentElement.dataset["theme"] = chosen;
    button.textContent = other() === "light" ? "☀" : "☾";
    button.setAttribute("aria-label", `Switch to ${other()}`);
  };
  button.addEventListener("click", () => {
    chosen = other();
    keep(chosen);
    show();
  });
  system.addEventListener("change", show);
  show();
};
