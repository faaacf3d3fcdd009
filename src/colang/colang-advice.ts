const IN = 'write "text" in $variable';

/** Keywords of other languages that public files use, and what to write in Colang 1.0. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ["contains", IN],
  ["includes", IN],
  ["matches", "let an action look for a pattern"],
  ["regex", "let an action look for a pattern"],
  ["=", "write == to compare"],
  ["!", "write not"],
  ["&", "write and"],
  ["|", "write or"],
  ["user", "what a user means is dialog, which is not run: let an action decide"],
  ...["lower", "upper", "strip", "startswith", "endswith", "split"].map(
    (method) => [method, `write $variable.${method}(…)`] as const,
  ),
]);

/** What to write instead of a word, as the end of a message; empty if unknown. */
export const adviceOn = (word: string): string => {
  const advice = ADVICE.get(word);
  return advice === undefined ? "" : `; ${advice}`;
};

/** What to write instead of a word in an expression. */
export const adviceOnValue = (word: string): string =>
  ADVICE.has(word) ? adviceOn(word) : `; write $${word} for a variable, "${word}" for a text`;
