import { digitsOf, weightedSum } from "../checks/digits.ts";
import { type EntityRecognizer, idRecognizer } from "../entity-recognizer.ts";

const ARGENTINE_WEIGHTS: readonly number[] = [1, 3, 1, 7, 9, 3, 1, 7, 9, 3, 1, 7, 9, 3];

/** The weighted sum from the right is a multiple of ten. */
const isArgentineBlock = (digits: readonly number[]): boolean =>
  weightedSum(digits.toReversed(), ARGENTINE_WEIGHTS) % 10 === 0;

/** Bank and branch, and account, each with a check digit. */
const isArgentineCbu = (value: string): boolean => {
  const digits = digitsOf(value);
  return isArgentineBlock(digits.slice(0, 8)) && isArgentineBlock(digits.slice(8));
};

/** Weights 3, 7 and 1 in turn; only the last digit of each product counts. */
const isMexicanClabe = (value: string): boolean => {
  const digits = digitsOf(value);
  const sum = digits.slice(0, 17).reduce((total, digit, at) => total + ((digit * ([3, 7, 1][at % 3] ?? 0)) % 10), 0);
  return (10 - (sum % 10)) % 10 === digits[17];
};

const SPANISH_WEIGHTS: readonly number[] = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];
const spanishCheck = (digits: readonly number[]): number => {
  const rest = weightedSum(digits, SPANISH_WEIGHTS) % 11;
  return rest < 2 ? rest : 11 - rest;
};

/** The ninth digit is the check digit of bank and branch, the tenth that of the account. */
const isSpanishAccount = (value: string): boolean => {
  const digits = digitsOf(value);
  return spanishCheck([0, 0, ...digits.slice(0, 8)]) === digits[8] && spanishCheck(digits.slice(10)) === digits[9];
};

const isNorwegianAccount = (value: string): boolean => {
  const digits = digitsOf(value);
  return weightedSum(digits, [6, 7, 8, 9, 4, 5, 6, 7, 8, 9]) % 11 === digits[10];
};

/** National account numbers of countries that do not use only IBANs. */
export const BANK_ACCOUNTS: readonly EntityRecognizer[] = [
  idRecognizer("AR_CBU", "\\d{8} ?\\d{14}", 0.3, "cbu cvu cuenta", isArgentineCbu),
  idRecognizer("MX_CLABE", "\\d{18}|\\d{3} \\d{3} \\d{11} \\d", 0.2, "clabe cuenta interbancaria", isMexicanClabe),
  idRecognizer("ES_CCC", "\\d{4}[ -]?\\d{4}[ -]?\\d{2}[ -]?\\d{5} ?\\d{5}", 0.2, "ccc cuenta", isSpanishAccount),
  idRecognizer("NO_KONTONUMMER", "\\d{4}[. ]?\\d{2}[. ]?\\d{5}", 0.1, "kontonummer kontonr konto", isNorwegianAccount),
];
