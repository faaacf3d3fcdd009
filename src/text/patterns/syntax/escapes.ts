import { type CharSet, DIGIT, matching, negated, single, SPACE, WORD } from "./char-set.ts";
import { inCases } from "./letter-case.ts";
import {
  NO_WORD_BOUNDARY,
  type PatternNode,
  type Assertion,
  TEXT_END,
  TEXT_START,
  WORD_BOUNDARY,
} from "./pattern-node.ts";
import type { PatternSource } from "./pattern-source.ts";

const CLASSES: Readonly<Record<string, CharSet>> = { d: DIGIT, w: WORD, s: SPACE };
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7, "0": 0 };
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const PLACES: Readonly<Record<string, Assertion>> = {
  b: WORD_BOUNDARY,
  B: NO_WORD_BOUNDARY,
  A: TEXT_START,
  Z: TEXT_END,
  z: TEXT_END,
};

/** Parses an escape outside a class, after its backslash. */
export const escapeAt = (source: PatternSource, ignoreCase: boolean): PatternNode => {
  const char = escapedAt(source);
  const place = PLACES[char];
  if (place !== undefined) return { type: "assert", at: place };
  if (/[1-9]/.test(char) || char === "k" || char === "g") throw source.error(NO_BACKREFERENCE);
  return { type: "set", set: setOf(source, char, ignoreCase) };
};

/** Parses an escape in a class, after its backslash: a character as its code point, or a whole class such as `\d`. */
export const classEscapeAt = (source: PatternSource, ignoreCase: boolean): number | CharSet => {
  const char = escapedAt(source);
  if (char === "b") return 8;
  if (/[1-9]/.test(char)) throw source.error(NO_OCTAL);
  return codePointOf(source, char) ?? setOf(source, char, ignoreCase);
};

/**
 * The character after a backslash. Python reads `\0` and a digit as octal, which is refused here, since nobody means
 * it.
 */
const escapedAt = (source: PatternSource): string => {
  const char = source.next();
  if (char === "0" && /\d/.test(source.peek())) throw source.error(NO_OCTAL);
  return char;
};

/** The set of an escape, in a class or outside. Classes such as `\w` do not depend on case. */
const setOf = (source: PatternSource, char: string, ignoreCase: boolean): CharSet => {
  const known = CLASSES[char.toLowerCase()];
  if (known !== undefined) return char === char.toLowerCase() ? known : negated(known);
  const code = codePointOf(source, char);
  return inCases(code === undefined ? propertyOf(source, char) : single(code), ignoreCase);
};

/** The code point of an escape that stands for one character. */
const codePointOf = (source: PatternSource, char: string): number | undefined => {
  const digits = HEX_DIGITS[char];
  if (digits !== undefined) return hexAt(source, digits);
  return CONTROLS[char] ?? (/[a-zA-Z]/.test(char) ? undefined : char.codePointAt(0));
};

const hexAt = (source: PatternSource, digits: number): number => {
  const text = source.text.slice(source.at, source.at + digits);
  const code = Number.parseInt(text, 16);
  if (!/^[0-9a-fA-F]+$/.test(text) || text.length < digits || code > 0x10ffff) {
    throw source.error(`Cannot read pattern: expected ${digits} hexadecimal digits`);
  }
  source.at += digits;
  return code;
};

const propertyOf = (source: PatternSource, char: string): CharSet => {
  if (char !== "p" && char !== "P") throw source.error(`Cannot use pattern: escape '\\${char}' is not supported`);
  let name = "";
  if (source.take("{")) while (!source.isAtEnd && source.peek() !== "}") name += source.next();
  if (!/^[\w=]+$/.test(name) || !source.take("}")) throw source.error("Cannot read pattern: expected \\p{…}");
  try {
    const set = matching(new RegExp(`\\p{${name}}`, "u").source);
    return char === "P" ? negated(set) : set;
  } catch {
    throw source.error(`Cannot use pattern: unknown property '${name}'`);
  }
};

export const NO_BACKREFERENCE =
  "Cannot use pattern: back-references cannot be matched in linear time; write the repetition out";
const NO_OCTAL = "Cannot use pattern: octal escapes are not supported; write '\\x…' with hexadecimal digits";
