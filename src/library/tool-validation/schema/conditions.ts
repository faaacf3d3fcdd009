/** A pattern that a text must match, or must not match. */
export interface Condition {
  readonly pattern: string;
  readonly holds: boolean;
}

/** The end of the group that starts here, after its closing parenthesis. */
const groupEnd = (source: string, start: number): number => {
  let depth = 0;
  let isSet = false;
  for (let at = start; at < source.length; at++) {
    const sign = source[at];
    if (sign === "\\") at++;
    else if (isSet) isSet = sign !== "]";
    else if (sign === "[") isSet = true;
    else if (sign === "(") depth++;
    else if (sign === ")" && --depth === 0) return at + 1;
  }
  return source.length;
};

/** Whether there is an alternative outside of all groups: `^` then belongs to the first only. */
const hasAlternatives = (source: string): boolean => {
  for (let at = 0; at < source.length; at++) {
    const sign = source[at];
    if (sign === "|") return true;
    if (sign === "\\") at++;
    else if (sign === "(") at = groupEnd(source, at) - 1;
    else if (sign === "[") while (++at < source.length && source[at] !== "]") if (source[at] === "\\") at++;
  }
  return false;
};

/**
 * Splits leading look-ahead off a pattern: `^(?=.*\d)(?!a)b` matches if `^(?:.*\d)` and `^b` match and `^(?:a)` does
 * not. Zod's schemas for email addresses need this.
 */
export const conditionsOf = (source: string): readonly Condition[] => {
  const lookaheads: Condition[] = [];
  if (!source.startsWith("^") || hasAlternatives(source)) return [{ pattern: source, holds: true }];
  let at = 1;
  while (source.startsWith("(?=", at) || source.startsWith("(?!", at)) {
    const end = groupEnd(source, at);
    lookaheads.push({ pattern: `^(?:${source.slice(at + 3, end - 1)})`, holds: source[at + 2] === "=" });
    at = end;
  }
  return [...lookaheads, { pattern: `^${source.slice(at)}`, holds: true }];
};
