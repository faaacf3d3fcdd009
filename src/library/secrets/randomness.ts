import { letterPairBits } from "./letter-pairs.ts";

/** What a character is for the model of words. */
type Kind = "lower" | "upper" | "digit" | "mark";

const kindOf = (code: number): Kind => {
  if (code >= 97 && code <= 122) return "lower";
  if (code >= 65 && code <= 90) return "upper";
  return code >= 48 && code <= 57 ? "digit" : "mark";
};

/** Bits that a change from one kind to the next costs in what people write: case turns at the start of words, digits end them. */
const CHANGE_BITS: Readonly<Record<Kind, Readonly<Record<Kind, number>>>> = {
  lower: { lower: 0.2, upper: 4, digit: 6, mark: 3 },
  upper: { lower: 2, upper: 0.5, digit: 5, mark: 3.5 },
  digit: { lower: 6, upper: 6, digit: 0.6, mark: 3 },
  mark: { lower: 0.7, upper: 2, digit: 3, mark: 2 },
};

const DIGIT_BITS = Math.log2(10);
/** A letter at the start of a word is nearly as free as any letter. */
const FIRST_LETTER_BITS = 4.2;
/** The same digit or mark once more says little. */
const REPEAT_BITS = 1;

const letterOf = (code: number): number => (code | 32) - 97;

const symbolBits = (kind: Kind, code: number, previousKind: Kind | undefined, previous: number): number => {
  if (kind === "mark") return code === previous ? REPEAT_BITS : 2;
  if (kind === "digit") return code === previous ? REPEAT_BITS : DIGIT_BITS;
  const goesOn = previousKind === kind || (previousKind === "upper" && kind === "lower");
  return goesOn ? letterPairBits(letterOf(previous), letterOf(code)) : FIRST_LETTER_BITS;
};

/** Bits that a model of words, camel case, snake case and numbers needs to write the text. */
const wordBits = (text: string): number => {
  let bits = 0;
  let previousKind: Kind | undefined;
  let previous = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const kind = kindOf(code);
    bits +=
      (previousKind === undefined ? 1 : CHANGE_BITS[previousKind][kind]) +
      symbolBits(kind, code, previousKind, previous);
    previousKind = kind;
    previous = code;
  }
  return bits;
};

const HEX = /^(?:[0-9a-f]+|[0-9A-F]+)$/;

/** Bits a character of a random text over the same alphabet carries. */
const alphabetBits = (text: string): number => {
  if (HEX.test(text.replaceAll("-", ""))) return 4;
  const size =
    (/[a-z]/.test(text) ? 26 : 0) +
    (/[A-Z]/.test(text) ? 26 : 0) +
    (/[0-9]/.test(text) ? 10 : 0) +
    (/[^\w]|_/.test(text) ? 2 : 0);
  return Math.log2(Math.max(size, 2));
};

/**
 * Bits by which a text is better explained as drawn at random from its alphabet than as words: above 0 the odds are for
 * chance. Linear in the length.
 */
export const randomnessBits = (text: string): number => wordBits(text) - text.length * alphabetBits(text);

/** Shannon's entropy of the characters of a text, in bits a character. */
export const shannonEntropy = (text: string): number => {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
};
