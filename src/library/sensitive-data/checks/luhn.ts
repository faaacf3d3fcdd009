import { digitsOf } from "./digits.ts";

/** The sum of ISO/IEC 7812-1: every second digit from the right is doubled and replaced by its digit sum. */
export const luhnSum = (digits: readonly number[]): number =>
  digits.toReversed().reduce((sum, digit, index) => {
    const weighted = index % 2 === 1 ? digit * 2 : digit;
    return sum + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);

/** Whether the check digit of a number is valid by Luhn's formula. */
export const isLuhn = (value: string): boolean => {
  const digits = digitsOf(value);
  return digits.length > 1 && luhnSum(digits) % 10 === 0;
};
