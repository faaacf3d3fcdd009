import type { Rule } from "../../src/text/patterns/rule.ts";

/** A seeded random number generator. */
export const dice = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
};

export type Dice = ReturnType<typeof dice>;

export const pick = <T>(roll: Dice, items: readonly T[]): T => items[roll(items.length)] as T;
export const many = (roll: Dice, length: number, alphabet: string): string =>
  Array.from({ length }, () => alphabet[roll(alphabet.length)]).join("");

const SYLLABLES =
  "ba re sto lin ka mor ti en ur pel qua sin dro ve ash ion er al ta ne so mi ker un de con pro ing ly".split(" ");
export const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
export const LOWER = "abcdefghijklmnopqrstuvwxyz";

const word = (roll: Dice, syllables: number): string =>
  Array.from({ length: 1 + roll(syllables) }, () => pick(roll, SYLLABLES)).join("");

/** Text with a few common and many rare words, some numbers, addresses and code. */
export const prose = (seed: number, length: number): string => {
  const vocabulary = Array.from(
    { length: 4_000 },
    (
      (roll) => () =>
        word(roll, 4)
    )(dice(99)),
  );
  const roll = dice(seed);
  const parts: string[] = [];
  for (let size = 0; size < length; size += (parts.at(-1) as string).length) {
    const kind = roll(40);
    const rank = Math.floor(4_000 ** (roll(10_000) / 10_000)) - 1;
    if (kind === 0) parts.push(`${roll(100_000)}, `);
    else if (kind === 1) parts.push(`https://${word(roll, 3)}.org/${word(roll, 3)}?${word(roll, 1)}=${roll(999)}\n`);
    else if (kind === 2) parts.push(`const ${word(roll, 2)} = ${word(roll, 2)}(${roll(10)}); `);
    else parts.push((vocabulary[rank] as string) + pick(roll, [" ", " ", " ", " ", ", ", ". "]));
  }
  return parts.join("").slice(0, length);
};

/** Words similar to those of the text. */
export const terms = (count: number): readonly Rule[] => {
  const roll = dice(5);
  const words = Array.from({ length: count }, () => word(roll, 3) + many(roll, 2 + roll(4), LOWER));
  return [{ id: "TERM", terms: words, ignoreCase: true, wholeWords: true }];
};
