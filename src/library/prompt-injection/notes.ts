/**
 * What the settings mean, by their paths below `rails.config.prompt_injection`: for docs/config-keys.md and editors.
 */
export const notes: Readonly<Record<string, string>> = {
  "": "`detect prompt injection on …`.",
  threshold: "What the signs of a text must weigh together; less blocks more.",
};
