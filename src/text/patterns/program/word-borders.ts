import { type CharSet, matching, negated, WORD } from "../syntax/char-set.ts";
import type { Assertion, Neighbour } from "../syntax/pattern-node.ts";

/** Scripts written without spaces, besides those with borders of their own. */
const UNSPACED =
  /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const KATAKANA = matching(String.raw`[\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f]`);
const HAN = matching(String.raw`\p{Script=Han}`);

/** Marks of letters, such as vowels of Devanagari. Variation selectors and marks around symbols belong to no letter. */
const LETTER_MARK = String.raw`(?![\ufe00-\ufe0f\u20d0-\u20f0\u{e0100}-\u{e01ef}])\p{M}`;
const IN_WORD = matching(String.raw`[\p{L}\p{N}_]|${LETTER_MARK}`);
/** Vowels of Thai and Lao that are written before their consonant, and signs that put the next consonant below. */
const BEFORE_CONSONANT = matching(String.raw`[\u0e40-\u0e44\u0ec0-\u0ec4\u1039\u17d2]`);
/** Marks, and vowels of Thai and Lao that are written after their consonant. */
const AFTER_CONSONANT = matching(String.raw`[\u0e30\u0e32\u0e33\u0e45\u0eb0\u0eb2\u0eb3]|${LETTER_MARK}`);

/**
 * What ends a word next to a character. In scripts with spaces, anything that is not a letter or a mark of one does. A
 * run of katakana is one borrowed word. Most words of ideographs have several, so a term of a single one must not be
 * next to another. Other scripts without spaces show only where syllables end.
 */
export type Border = "word" | "katakana" | "ideograph" | "syllable" | "none";

const noneOf = (set: CharSet): Neighbour => ({ set: negated(set), orNone: true });
const between = (before: CharSet, after: CharSet): { readonly start: Assertion; readonly end: Assertion } => ({
  start: { type: "lookbehind", neighbour: noneOf(before) },
  end: { type: "lookahead", neighbour: noneOf(after) },
});

export const BORDERS: Readonly<
  Record<Exclude<Border, "none">, { readonly start: Assertion; readonly end: Assertion }>
> = {
  word: between(IN_WORD, IN_WORD),
  katakana: between(KATAKANA, KATAKANA),
  ideograph: between(HAN, HAN),
  syllable: between(BEFORE_CONSONANT, AFTER_CONSONANT),
};

/** The border next to a character; for an ideograph, if it is a term by itself. */
export const borderOf = (codePoint: number): Border => {
  if (codePoint < 128) return WORD.has(codePoint) ? "word" : "none";
  if (KATAKANA.has(codePoint)) return "katakana";
  if (HAN.has(codePoint)) return "ideograph";
  if (!IN_WORD.has(codePoint)) return "none";
  return UNSPACED.test(String.fromCodePoint(codePoint)) ? "syllable" : "word";
};
