/**
 * What stands in the place of a value: `label` is what the rail that masks says, the same for every value; `numbered` is a
 * name of its own for each value, such as `<EMAIL_1>`; `fake` keeps the format, so that a model can go on with it.
 */
export type PseudonymStyle = "label" | "numbered" | "fake";

const letters = (upper: boolean, pick: number): string => String.fromCharCode((upper ? 65 : 97) + (pick % 26));

/** A small generator, so that the same number gives the same fake. */
const generator = (seed: number): (() => number) => {
  let state = (seed * 0x9e3779b9 + 0x7f4a7c15) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0;
    return (state >>> 8) & 0xffff;
  };
};

/** Letters become other letters and digits other digits; everything else, and so the format, stays. */
const scrambled = (value: string, seed: number): string => {
  const next = generator(seed);
  return value
    .replaceAll(/[0-9]/g, () => String(next() % 10))
    .replaceAll(/\p{L}/gu, (letter) => letters(letter !== letter.toLowerCase(), next()));
};

/** Addresses of domains that are kept for examples, so that no fake is anybody's. */
const fake = (value: string, number: number): string =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? `person${number}@example.com` : scrambled(value, number);

/** Letters and digits below which a fake could stand in an answer by chance. */
const MIN_FAKED = 6;
/** Characters above which nothing is faked: an answer would be held for as long. */
const MAX_FAKED = 256;

const isFaked = (value: string): boolean =>
  value.length <= MAX_FAKED && (value.match(/[\p{L}\d]/gu) ?? []).length >= MIN_FAKED;

/** The pseudonym of a value: the `number`th of its label. What is too short or too long to be faked is numbered. */
export const pseudonymOf = (style: "numbered" | "fake", label: string, value: string, number: number): string =>
  style === "fake" && isFaked(value) ? fake(value, number) : `<${label}_${number}>`;
