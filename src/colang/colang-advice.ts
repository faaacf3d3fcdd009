const IN = 'write "text" in $variable';

/** Words of other languages that public files use, and what Colang 1.0 has for them. */
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

/** What to write instead of a word, as the end of a message; empty where nobody knows. */
export const adviceOn = (word: string): string => {
  const advice = ADVICE.get(word);
  return advice === undefined ? "" : `; ${advice}`;
};

/** What to write instead of a word that stands where a value is expected. */
export const adviceOnValue = (word: string): string =>
  ADVICE.has(word) ? adviceOn(word) : `; write $${word} for a variable, "${word}" for a text`;
