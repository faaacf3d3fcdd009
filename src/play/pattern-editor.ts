import type { ListedConfig } from "../server/play/play-events.ts";
import type { Edits } from "./client.ts";
import { page } from "./page.ts";

/** The patterns and the action in the editor. */
export const editedPatterns = (): Edits => ({
  patterns: page.patterns.value.split("\n").filter((line) => line.trim() !== ""),
  action: page.action.value === "block" ? "block" : "mask",
});

/** The same, or undefined if they are those of the config. */
export const editsOf = (config: ListedConfig | undefined): Edits | undefined => {
  const edits = editedPatterns();
  const isSame = config?.action === edits.action && config.patterns.join("\n") === edits.patterns.join("\n");
  return isSame ? undefined : edits;
};

/** Puts the patterns of a config into the editor. */
export const resetPatterns = (config: ListedConfig | undefined): void => {
  page.patterns.value = (config?.patterns ?? []).join("\n");
  page.action.value = config?.action ?? "mask";
  page.problem.textContent = "";
};
