/**
 * What replaces a masked value. `label`: the rail's own replacement, the same for every value. `numbered`: a name for
 * each value, such as `<EMAIL_1>`. `fake`: a made-up value of the same format.
 */
export type PseudonymStyle = "label" | "numbered" | "fake";

const letters = (upper: boolean, pick: number): string => String.fromCharCode((upper ? 65 : 97) + (pick % 26));

/** A seeded pseudo-random generator of 16-bit numbers, so that the same seed gives the same fake. */
const generator = (seed: number): (() => number) => {
  let state = (seed * 0x9e3779b9 + 0x7f4a7c15) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0;
    return (state >>> 8) & 0xffff;
  };
};

/** Replaces letters by letters and digits by digits, and keeps everything else. */
const scrambled = (value: string, seed: number): string => {
  const next = generator(seed);
  return value
    .replaceAll(/[0-9]/g, () => String(next() % 10))
    .replaceAll(/\p{L}/gu, (letter) => letters(letter !== letter.toLowerCase(), next()));
};

/** The fake of an email address uses `example.com`, which is reserved, so that it is nobody's address. */
const fake = (value: string, number: number): string =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? `person${number}@example.com` : scrambled(value, number);

/** Letters and digits. A fake with fewer could occur in an answer by chance. */
const MIN_FAKED = 6;
/** Characters. Restoring may hold back an answer for the length of a fake. */
const MAX_FAKED = 256;

const isFaked = (value: string): boolean =>
  value.length <= MAX_FAKED && (value.match(/[\p{L}\d]/gu) ?? []).length >= MIN_FAKED;

/**
 * The pseudonym of a value, the `number`th with its label. A value that is too short or too long for a fake is
 * numbered.
 */
export const pseudonymOf = (style: "numbered" | "fake", label: string, value: string, number: number): string =>
  style === "fake" && isFaked(value) ? fake(value, number) : `<${label}_${number}>`;
