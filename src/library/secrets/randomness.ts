import { letterPairBits } from "./letter-pairs.ts";

/** The kinds of characters in the model of words. */
type Kind = "lower" | "upper" | "digit" | "mark";

const kindOf = (code: number): Kind => {
  if (code >= 97 && code <= 122) return "lower";
  if (code >= 65 && code <= 90) return "upper";
  return code >= 48 && code <= 57 ? "digit" : "mark";
};

/** Bits for a change of kind in written text: upper case mostly starts words, digits mostly end them. */
const CHANGE_BITS: Readonly<Record<Kind, Readonly<Record<Kind, number>>>> = {
  lower: { lower: 0.2, upper: 4, digit: 6, mark: 3 },
  upper: { lower: 2, upper: 0.5, digit: 5, mark: 3.5 },
  digit: { lower: 6, upper: 6, digit: 0.6, mark: 3 },
  mark: { lower: 0.7, upper: 2, digit: 3, mark: 2 },
};

const DIGIT_BITS = Math.log2(10);
/** The first letter of a word is almost uniformly distributed. */
const FIRST_LETTER_BITS = 4.2;
/** A repeated digit or symbol carries little information. */
const REPEAT_BITS = 1;

const letterOf = (code: number): number => (code | 32) - 97;

const symbolBits = (kind: Kind, code: number, previousKind: Kind | undefined, previous: number): number => {
  if (kind === "mark") return code === previous ? REPEAT_BITS : 2;
  if (kind === "digit") return code === previous ? REPEAT_BITS : DIGIT_BITS;
  const goesOn = previousKind === kind || (previousKind === "upper" && kind === "lower");
  return goesOn ? letterPairBits(letterOf(previous), letterOf(code)) : FIRST_LETTER_BITS;
};

/** Bits to encode a text with a model of words, camel case, snake case and numbers. */
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

/** Bits per character of a random text over the same alphabet. */
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
 * How many bits a model of random text over the same alphabet saves over the model of words. A positive value means
 * that the text is more likely random. Takes linear time.
 */
export const randomnessBits = (text: string): number => wordBits(text) - text.length * alphabetBits(text);

/** The Shannon entropy of a text, in bits per character. */
export const shannonEntropy = (text: string): number => {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
};
