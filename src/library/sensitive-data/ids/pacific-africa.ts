import { digitsOf, isOneDigit, numberAt, weightedSum } from "../checks/digits.ts";
import { isVerhoeff } from "../checks/verhoeff.ts";
import { type EntityRecognizer, idRecognizer } from "../entity-recognizer.ts";

/** Eleven digits. With one subtracted from the first, the weighted sum is divisible by 89. */
const isAustralianBusinessNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const [first = 0, ...rest] = digits;
  return first > 0 && weightedSum([first - 1, ...rest], [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) % 89 === 0;
};

const isAustralianCompanyNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  return !isOneDigit(digits) && (10 - (weightedSum(digits, [8, 7, 6, 5, 4, 3, 2, 1]) % 10)) % 10 === digits[8];
};

/** The weighted sum is divisible by 11. Sources differ on the weights of older numbers with eight digits. */
const isAustralianTaxFileNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const checks = (weights: readonly number[]): boolean => weightedSum(digits, weights) % 11 === 0;
  const isOld = digits.length === 8 && checks([10, 7, 8, 4, 6, 3, 5, 1]);
  return !isOneDigit(digits) && (isOld || checks([1, 4, 3, 7, 5, 8, 6, 9, 10]));
};

const isAustralianMedicareNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  return weightedSum(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === digits[8];
};

/** Check digit modulo 11, with other weights if the first ones give ten. */
const isNewZealandTaxNumber = (value: string): boolean => {
  const digits = digitsOf(value.replaceAll(/\D/g, "").padStart(9, "0"));
  const number = numberAt(digits, 0, 9);
  if (number < 10_000_000 || number > 150_000_000) return false;
  const check = (weights: readonly number[]): number => (11 - (weightedSum(digits, weights) % 11)) % 11;
  const first = check([3, 2, 7, 6, 5, 4, 3, 2]);
  return (first < 10 ? first : check([7, 4, 3, 2, 5, 2, 7, 6])) === digits[8];
};

export const PACIFIC_AFRICA: readonly EntityRecognizer[] = [
  idRecognizer(
    "AU_ABN",
    "\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}",
    0.1,
    "australian_business_number abn",
    isAustralianBusinessNumber,
  ),
  idRecognizer("AU_ACN", "\\d{3} ?\\d{3} ?\\d{3}", 0.1, "australian_company_number acn", isAustralianCompanyNumber),
  idRecognizer("AU_TFN", "\\d{3} ?\\d{3} ?\\d{2,3}", 0.1, "tax_file_number tfn", isAustralianTaxFileNumber),
  idRecognizer("AU_MEDICARE", "[2-6]\\d{3} ?\\d{5} ?\\d", 0.1, "medicare", isAustralianMedicareNumber),
  idRecognizer("NZ_IRD", "\\d{2,3}-?\\d{3}-?\\d{3}", 0.05, "ird inland_revenue", isNewZealandTaxNumber),
  idRecognizer("NG_VEHICLE_REGISTRATION", "[A-Za-z]{3}[- ]?\\d{3}[A-Za-z]{2}", 0.2, "plate vehicle registration"),
  idRecognizer("NG_NIN", "\\d{11}", 0.1, "nin national_identification nimc", (value) => isVerhoeff(digitsOf(value))),
  idRecognizer("KE_PIN", "[APap]\\d{9}[A-Za-z]", 0.4, "kra pin"),
];
