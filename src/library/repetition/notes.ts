/** What the settings mean, by their paths below `rails.config.repetition`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "`stop repetition on output`.",
  repeats: "How often a piece must be said, without anything between, until it is a loop.",
  min_length:
    "Characters that are said again and again until they are a loop; five times as many of what is mostly no letters.",
};
