/** The ASCII digits of a value, as numbers, without what stands between them. */
export const digitsOf = (value: string): readonly number[] => {
  const digits: number[] = [];
  for (let at = 0; at < value.length; at++) {
    const digit = value.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) digits.push(digit);
  }
  return digits;
};

const ZERO = 48;

/** The sum of the digits, each times its weight; digits without a weight do not count. */
export const weightedSum = (digits: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0);

export const isOneDigit = (digits: readonly number[]): boolean => digits.every((digit) => digit === digits[0]);

/** The number that a run of the digits writes. */
export const numberAt = (digits: readonly number[], from: number, to: number): number =>
  digits.slice(from, to).reduce((number, digit) => number * 10 + digit, 0);

/** A value without spaces, dots, dashes and slashes, in capitals. */
export const compact = (value: string): string => value.replaceAll(/[\s./-]/g, "").toUpperCase();
