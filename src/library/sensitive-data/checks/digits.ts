/** The ASCII digits of a value as numbers. Other characters are ignored. */
export const digitsOf = (value: string): readonly number[] => {
  const digits: number[] = [];
  for (let at = 0; at < value.length; at++) {
    const digit = value.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) digits.push(digit);
  }
  return digits;
};

const ZERO = 48;

/** The weighted sum of digits. Digits without a weight are ignored. */
export const weightedSum = (digits: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0);

export const isOneDigit = (digits: readonly number[]): boolean => digits.every((digit) => digit === digits[0]);

/** The decimal number of a range of digits. */
export const numberAt = (digits: readonly number[], from: number, to: number): number =>
  digits.slice(from, to).reduce((number, digit) => number * 10 + digit, 0);

/** A value without spaces, dots, dashes and slashes, in upper case. */
export const compact = (value: string): string => value.replaceAll(/[\s./-]/g, "").toUpperCase();
