import { isDate, isShortDate } from "../checks/dates.ts";
import { digitsOf, numberAt, weightedSum } from "../checks/digits.ts";
import { isLuhn } from "../checks/luhn.ts";
import { type EntityRecognizer, idRecognizer } from "../entity-recognizer.ts";

/** The last ten digits by Luhn. People without registration have 60 added to the day. */
const isSwedishNumber = (value: string): boolean => {
  const digits = digitsOf(value).slice(-10);
  const day = numberAt(digits, 4, 6);
  const isBirth = isShortDate(numberAt(digits, 0, 2), numberAt(digits, 2, 4), day > 60 ? day - 60 : day);
  return isBirth && isLuhn(digits.join(""));
};

/** Ten digits by Luhn, with a third digit that no month has. */
const isSwedishOrganisation = (value: string): boolean => {
  const digits = digitsOf(value).slice(-10);
  return (digits[2] ?? 0) >= 2 && isLuhn(digits.join(""));
};

/** Two check digits modulo 11. Other kinds of numbers have 40 added to the day or the month. */
const isNorwegianNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const isBirth = isShortDate(numberAt(digits, 4, 6), numberAt(digits, 2, 4) % 40, numberAt(digits, 0, 2) % 40);
  const first = weightedSum(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]);
  const second = weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]);
  return isBirth && first % 11 === 0 && second % 11 === 0;
};

/** The seventh digit determines the century. */
const danishYear = (digits: readonly number[]): number => {
  const [year, century] = [numberAt(digits, 4, 6), digits[6] ?? 0];
  if (century <= 3) return 1900 + year;
  if (century === 4 || century === 9) return year <= 36 ? 2000 + year : 1900 + year;
  return year <= 57 ? 2000 + year : 1800 + year;
};

/** Date of birth, and a check modulo 11. It proves a number, but numbers issued since 2007 may fail it. */
const isDanishCpr = (value: string): boolean | undefined => {
  const digits = digitsOf(value);
  if (!isDate(danishYear(digits), numberAt(digits, 2, 4), numberAt(digits, 0, 2))) return false;
  return weightedSum(digits, [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0 ? true : undefined;
};

const FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY";
const FINNISH_CENTURIES: Readonly<Record<string, number>> = {
  "+": 1800,
  ...Object.fromEntries("-UVWXY".split("").map((sign) => [sign, 1900])),
};

/** Date of birth, sign of the century, number, and check character modulo 31. */
const isFinnishCode = (value: string): boolean => {
  const code = value.toUpperCase();
  const digits = digitsOf(code.slice(0, 6) + code.slice(7, 10));
  const year = (FINNISH_CENTURIES[code[6] ?? ""] ?? 2000) + numberAt(digits, 4, 6);
  const isBirth = isDate(year, numberAt(digits, 2, 4), numberAt(digits, 0, 2));
  return isBirth && numberAt(digits, 6, 9) >= 2 && FINNISH[numberAt(digits, 0, 9) % 31] === code[10];
};

const isIcelandicNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const day = numberAt(digits, 0, 2) % 40;
  const isBirth = isShortDate(numberAt(digits, 4, 6), numberAt(digits, 2, 4), day);
  return isBirth && weightedSum(digits, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
};

/**
 * Estonia and Lithuania: century and sex, date of birth, number, and check digit modulo 11, with other weights if ten.
 */
const isBalticCode = (value: string): boolean => {
  const digits = digitsOf(value);
  const century = 1800 + Math.floor(((digits[0] ?? 1) - 1) / 2) * 100;
  if (!isDate(century + numberAt(digits, 1, 3), numberAt(digits, 3, 5), numberAt(digits, 5, 7))) return false;
  const first = weightedSum(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  const check = first < 10 ? first : (weightedSum(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11) % 10;
  return check === digits[10];
};

/** Date of birth and check digit. Codes issued since 2017 start with 32 and have neither. */
const isLatvianCode = (value: string): boolean | undefined => {
  const digits = digitsOf(value);
  if (numberAt(digits, 0, 2) === 32) return undefined;
  const century = [1800, 1900, 2000][digits[6] ?? 3];
  if (century === undefined) return false;
  const isBirth = isDate(century + numberAt(digits, 4, 6), numberAt(digits, 2, 4), numberAt(digits, 0, 2));
  return isBirth && ((1 + weightedSum(digits, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11) % 10 === digits[10];
};

/** Whether the digit after the weighted ones complements their sum to a multiple of eleven. */
const checksBy11 = (value: string, weights: readonly number[]): boolean => {
  const digits = digitsOf(value);
  return (11 - (weightedSum(digits, weights) % 11)) % 11 === digits[weights.length];
};

const isNorwegianOrgnr = (value: string): boolean => checksBy11(value, [3, 2, 7, 6, 5, 4, 3, 2]);
const isFinnishYtunnus = (value: string): boolean => checksBy11(value, [7, 9, 10, 5, 8, 4, 2]);
const isDanishCvr = (value: string): boolean => checksBy11(value, [2, 7, 6, 5, 4, 3, 2]);

export const NORDIC_BALTIC: readonly EntityRecognizer[] = [
  idRecognizer(
    "SE_PERSONNUMMER",
    "(?:(?:18|19|20)\\d{6}[-+]?|\\d{6}[-+]?)\\d{4}",
    0.3,
    "personnummer samordningsnummer personal_identity",
    isSwedishNumber,
  ),
  idRecognizer(
    "SE_ORGANISATIONSNUMMER",
    "(?:16)?\\d{6}-?\\d{4}",
    0.1,
    "organisationsnummer org.nr orgnr organisation",
    isSwedishOrganisation,
  ),
  idRecognizer(
    "NO_FODSELSNUMMER",
    "\\d{6} ?\\d{5}",
    0.1,
    "fødselsnummer fodselsnummer personnummer d-nummer fnr",
    isNorwegianNumber,
  ),
  idRecognizer("DK_CPR", "\\d{6}[- ]?\\d{4}", 0.1, "cpr cpr-nummer personnummer cprnr", isDanishCpr),
  idRecognizer(
    "FI_PERSONAL_IDENTITY_CODE",
    "\\d{6}[-+A-FU-Ya-fu-y]\\d{3}[0-9A-FHJ-NPR-Ya-fhj-npr-y]",
    0.5,
    "hetu henkilötunnus personbeteckningen personal_identity_code",
    isFinnishCode,
  ),
  idRecognizer("IS_KENNITALA", "\\d{6}-?\\d{3}[089]", 0.1, "kennitala kt", isIcelandicNumber),
  idRecognizer("EE_ISIKUKOOD", "[1-8]\\d{10}", 0.1, "isikukood personal_code", isBalticCode),
  idRecognizer("LT_ASMENS_KODAS", "[3-6]\\d{10}", 0.1, "asmens_kodas personal_code", isBalticCode),
  idRecognizer("LV_PERSONAS_KODS", "\\d{6}-?\\d{5}", 0.1, "personas_kods pk personal_code", isLatvianCode),
  idRecognizer(
    "NO_ORGANISASJONSNUMMER",
    "[89]\\d{2} ?\\d{3} ?\\d{3}",
    0.05,
    "orgnr organisasjonsnummer",
    isNorwegianOrgnr,
  ),
  idRecognizer("FI_BUSINESS_ID", "\\d{7}-\\d", 0.1, "y-tunnus ytunnus business_id", isFinnishYtunnus),
  idRecognizer(
    "DK_CVR",
    "[1-9]\\d{7}|[1-9]\\d ?\\d{2} ?\\d{2} ?\\d{2}",
    0.05,
    "cvr momsregistreringsnummer",
    isDanishCvr,
  ),
  idRecognizer("FI_VERONUMERO", "\\d{12}", 0.05, "veronumero skattenummer"),
];
