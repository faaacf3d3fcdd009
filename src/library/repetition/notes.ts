/** What the settings mean, by their paths below `rails.config.repetition`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "`stop repetition on output`.",
  repeats: "How often a piece must occur, without anything between, to be a loop.",
  min_length:
    "Characters that repetitions must have in total to be a loop; five times as many if they are mostly no letters.",
};
