import { type CharSet, negated, range, single, union } from "./char-set.ts";
import { classEscapeAt } from "./escapes.ts";
import { inCases } from "./letter-case.ts";
import type { PatternSource } from "./pattern-source.ts";

/** Offset after the closing bracket of a class: one that is neither escaped nor its first member. */
export const classEnd = ({ text, at }: PatternSource): number => {
  const first = at + (text.charAt(at) === "^" ? 1 : 0);
  let end = text.indexOf("]", first + 1);
  while (end > 0 && isEscaped(text, first, end)) end = text.indexOf("]", end + 1);
  return end < 0 ? text.length : end + 1;
};

const isEscaped = (text: string, from: number, at: number): boolean => {
  let backslashes = 0;
  while (at - backslashes > from && text[at - backslashes - 1] === "\\") backslashes++;
  return backslashes % 2 === 1;
};

/** Parses a class after its opening bracket. */
export const classAt = (source: PatternSource, ignoreCase: boolean): CharSet => {
  const negate = source.take("^");
  const sets: CharSet[] = [];
  for (let first = true; first || source.peek() !== "]"; first = false) {
    if (source.isAtEnd) throw source.error("Cannot read pattern: missing ']'");
    sets.push(itemAt(source, ignoreCase));
  }
  source.at++;
  // Cases are added before the class is negated, so that `(?i)[^a]` excludes both cases.
  return negate ? negated(union(sets)) : union(sets);
};

const itemAt = (source: PatternSource, ignoreCase: boolean): CharSet => {
  const from = memberAt(source, ignoreCase);
  if (source.peek() !== "-" || source.text[source.at + 1] === "]") {
    return typeof from === "number" ? inCases(single(from), ignoreCase) : from;
  }
  source.at++;
  const to = memberAt(source, ignoreCase);
  if (typeof from !== "number" || typeof to !== "number" || to < from) {
    throw source.error("Cannot read pattern: bad range in a class");
  }
  return inCases(range(from, to), ignoreCase);
};

/** A character of a class as its code point, or a whole class such as `\d`. */
const memberAt = (source: PatternSource, ignoreCase: boolean): number | CharSet => {
  const char = source.next();
  return char === "\\" ? classEscapeAt(source, ignoreCase) : (char.codePointAt(0) as number);
};
