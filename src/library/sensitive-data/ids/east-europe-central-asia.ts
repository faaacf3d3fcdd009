import { isDate, isShortDate } from "../checks/dates.ts";
import { digitsOf, numberAt, weightedSum } from "../checks/digits.ts";
import { type EntityRecognizer, idRecognizer } from "../entity-recognizer.ts";

const KAZAKH_WEIGHTS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

/**
 * Date of birth, century and sex, number, and check digit modulo 11. If that is ten, the weights are shifted by two.
 */
const isKazakhIin = (value: string): boolean => {
  const digits = digitsOf(value);
  const rests = [KAZAKH_WEIGHTS, [...KAZAKH_WEIGHTS.slice(2), 1, 2]].map(
    (weights) => weightedSum(digits, weights) % 11,
  );
  const isBirth = isShortDate(numberAt(digits, 0, 2), numberAt(digits, 2, 4), numberAt(digits, 4, 6));
  return isBirth && rests.find((rest) => rest < 10) === digits[11];
};

const WEIGHTS_731: readonly number[] = [7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7];
/** Whether the last digit is that of the sum with weights 7, 3 and 1 in turn. */
const isChecked731 = (digits: readonly number[]): boolean =>
  weightedSum(digits.slice(0, -1), WEIGHTS_731) % 10 === digits.at(-1);

/** Century and sex, date of birth, district, number, check digit. */
const isUzbekPinfl = (value: string): boolean => {
  const digits = digitsOf(value);
  const century = 1800 + 100 * Math.floor(((digits[0] ?? 0) - 1) / 2);
  const isBirth = isDate(century + numberAt(digits, 5, 7), numberAt(digits, 3, 5), numberAt(digits, 1, 3));
  return isBirth && isChecked731(digits);
};

const BELARUSIAN_LETTERS = "ABCEHKMOPT";

/**
 * Of people and firms. The second letter counts by its index among those in use, the first by its index in the
 * alphabet.
 */
const isBelarusianUnp = (value: string): boolean => {
  const id = value.toUpperCase();
  const values = Array.from(id, (sign, at) =>
    at === 1 && !/\d/.test(sign) ? BELARUSIAN_LETTERS.indexOf(sign) : Number.parseInt(sign, 36),
  );
  return weightedSum(values, [29, 23, 19, 17, 13, 7, 5, 3]) % 11 === values[8];
};

/** Check digit modulo 11. If that is ten, each weight is increased by two. */
const isUkrainianCompany = (value: string): boolean => {
  const digits = digitsOf(value);
  const weights = /^[345]/.test(value) ? [7, 1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5, 6, 7];
  const first = weightedSum(digits, weights) % 11;
  const again = weights.map((weight) => weight + 2);
  return (first < 10 ? first : (weightedSum(digits, again) % 11) % 10) === digits[7];
};

/** Whether the last digit complements the weighted sum to a multiple of 11. */
const isComplement11 = (value: string, weights: readonly number[]): boolean => {
  const digits = digitsOf(value);
  return ((11 - (weightedSum(digits, weights) % 11)) % 11) % 10 === digits.at(-1);
};

/** The last but one digit is the check digit. The last one tells firms from people. */
const isAzerbaijaniVoen = (value: string): boolean => {
  const digits = digitsOf(value.padStart(10, "0"));
  return weightedSum(digits, [4, 1, 8, 6, 2, 7, 5, 3]) % 11 === digits[8];
};

/** Albania, and former Soviet and Yugoslav countries that are not in `central-europe.ts`. */
export const EAST_EUROPE_CENTRAL_ASIA: readonly EntityRecognizer[] = [
  idRecognizer("KZ_IIN", "\\d{6}[0-6]\\d{5}", 0.2, "иин жсн iin", isKazakhIin),
  idRecognizer("UZ_PINFL", "[1-6]\\d{13}", 0.2, "пинфл jshshir pinfl", isUzbekPinfl),
  idRecognizer("BY_UNP", "[1-7]\\d{8}|[ABCEHKMabcehkm][ABCEHKMOPTabcehkmopt]\\d{7}", 0.05, "унп unp", isBelarusianUnp),
  idRecognizer("MD_IDNP", "[0-2]\\d{12}", 0.1, "idnp idno cod_personal", (value) => isChecked731(digitsOf(value))),
  idRecognizer("UA_EDRPOU", "\\d{8}", 0.05, "єдрпоу edrpou", isUkrainianCompany),
  idRecognizer("MK_EDB", "\\d{13}", 0.05, "едб edb", (value) =>
    isComplement11(value, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]),
  ),
  idRecognizer("ME_PIB", "\\d{8}", 0.05, "pib пиб", (value) => isComplement11(value, [8, 7, 6, 5, 4, 3, 2])),
  idRecognizer("AZ_VOEN", "\\d{8,9}[12]", 0.05, "vöen voen", isAzerbaijaniVoen),
  idRecognizer("AL_NIPT", "(?:AL ?)?[A-Ma-m]\\d{8}[A-Za-z]", 0.2, "nipt nuis"),
];
