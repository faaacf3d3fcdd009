import { digitsOf } from "./digits.ts";

/** The sum of ISO/IEC 7812-1: from the right every second digit is doubled, and of two figures their sum is taken. */
const luhnSum = (digits: readonly number[]): number =>
  digits.toReversed().reduce((sum, digit, index) => {
    const weighted = index % 2 === 1 ? digit * 2 : digit;
    return sum + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);

/** Whether the last digit of a number is right by Luhn's formula. */
export const isLuhn = (value: string): boolean => {
  const digits = digitsOf(value);
  return digits.length > 1 && luhnSum(digits) % 10 === 0;
};
