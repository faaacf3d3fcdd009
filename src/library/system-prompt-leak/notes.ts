/**
 * What the settings mean, by their paths below `rails.config.system_prompt_leak`: for docs/config-keys.md and editors.
 */
export const notes: Readonly<Record<string, string>> = {
  "": "`detect system prompt leak on output`.",
  words: "Words in a row of a system message that are a leak.",
};
