import { isDate } from "../checks/dates.ts";
import { digitsOf, isOneDigit, numberAt, weightedSum } from "../checks/digits.ts";
import { isMod11And10 } from "../checks/iso-7064.ts";
import { type EntityRecognizer, idRecognizer } from "../entity-recognizer.ts";

/** The century by the offset of the month in steps of 20. */
const PESEL_CENTURIES: readonly number[] = [1900, 2000, 2100, 2200, 1800];

const isPolishPesel = (value: string): boolean => {
  const digits = digitsOf(value);
  const month = numberAt(digits, 2, 4);
  const year = (PESEL_CENTURIES[Math.floor(month / 20)] ?? 0) + numberAt(digits, 0, 2);
  const isBirth = isDate(year, month % 20, numberAt(digits, 4, 6));
  return isBirth && weightedSum(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
};

const isPolishNip = (value: string): boolean => {
  const digits = digitsOf(value);
  return !isOneDigit(digits) && weightedSum(digits, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === digits[9];
};

/**
 * Date of birth, with 50 added to the month for women, and 20 if numbers ran out. Divisible by 11; nine digits before
 * 1954.
 */
const isCzechBirthNumber = (value: string): boolean | undefined => {
  const digits = digitsOf(value);
  const month = numberAt(digits, 2, 4) % 50;
  const short = numberAt(digits, 0, 2);
  const [day, plainMonth] = [numberAt(digits, 4, 6), month > 20 ? month - 20 : month];
  if (digits.length === 9) {
    return short < 54 && numberAt(digits, 6, 9) > 0 && isDate(1900 + short, month, day) ? undefined : false;
  }
  const year = short < 54 ? 2000 + short : 1900 + short;
  const body = numberAt(digits, 0, 9) % 11;
  return isDate(year, plainMonth, day) && (month < 20 || year > 2003) && body % 10 === digits[9];
};

/** 8, days since 1867, number, and a check digit weighted by position. */
const isHungarianTaxNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  return weightedSum(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 === digits[9];
};

const CNP_CENTURIES: readonly number[] = [0, 1900, 1900, 1800, 1800, 2000, 2000, 1900, 1900, 1900];

/** Sex and century, date of birth, county, number, check digit. */
const isRomanianCnp = (value: string): boolean => {
  const digits = digitsOf(value);
  const year = (CNP_CENTURIES[digits[0] ?? 0] ?? 0) + numberAt(digits, 1, 3);
  const county = numberAt(digits, 7, 9);
  const isCounty =
    (county >= 1 && county <= 48) || county === 51 || county === 52 || county === 70 || (county >= 80 && county <= 83);
  if (!isDate(year, numberAt(digits, 3, 5), numberAt(digits, 5, 7)) || !isCounty) return false;
  const rest = weightedSum(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return (rest === 10 ? 1 : rest) === digits[12];
};

const EGN_CENTURIES: readonly number[] = [1900, 1800, 2000];

/** Date of birth, with 20 added to the month before 1900 and 40 after 1999, number, and check digit modulo 11. */
const isBulgarianEgn = (value: string): boolean => {
  const digits = digitsOf(value);
  const month = numberAt(digits, 2, 4);
  const year = (EGN_CENTURIES[Math.floor(month / 20)] ?? Number.NaN) + numberAt(digits, 0, 2);
  const isBirth = isDate(year, month % 20, numberAt(digits, 4, 6));
  return isBirth && (weightedSum(digits, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === digits[9];
};

/** JMBG of the former Yugoslav countries: date of birth, region, number, and check digit modulo 11. */
const isYugoslavNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const short = numberAt(digits, 4, 7);
  const isBirth = isDate(short < 800 ? 2000 + short : 1000 + short, numberAt(digits, 2, 4), numberAt(digits, 0, 2));
  const rest = weightedSum(digits, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return isBirth && (rest < 2 ? 0 : 11 - rest) === digits[12];
};

const isSlovenianTaxNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const check = 11 - (weightedSum(digits, [8, 7, 6, 5, 4, 3, 2]) % 11);
  return digits[0] !== 0 && check !== 11 && check % 10 === digits[7];
};

const isUkrainianTaxNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const sum = weightedSum(digits, [-1, 5, 7, 9, 4, 6, 10, 5, 7]);
  return !isOneDigit(digits) && (((sum % 11) + 11) % 11) % 10 === digits[9];
};

const isRussianSnils = (value: string): boolean => {
  const digits = digitsOf(value);
  const sum = weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101;
  return !isOneDigit(digits.slice(0, 9)) && sum % 100 === numberAt(digits, 9, 11);
};

const isRussianInn = (value: string): boolean => {
  const digits = digitsOf(value);
  const first = (weightedSum(digits, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10;
  const second = (weightedSum(digits, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10;
  return !isOneDigit(digits) && first === digits[10] && second === digits[11];
};

const isBulgarianPnf = (value: string): boolean => {
  const digits = digitsOf(value);
  return weightedSum(digits, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 === digits[9];
};

const isRomanianCui = (value: string): boolean => {
  const digits = digitsOf(value.padStart(10, "0"));
  return ((weightedSum(digits, [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10 === digits[9];
};

const isPolishRegon = (value: string): boolean => {
  const digits = digitsOf(value);
  return (weightedSum(digits, [8, 9, 2, 3, 4, 5, 6, 7]) % 11) % 10 === digits[8];
};

/** The last digit is the remainder of the others modulo 11, or 13 for sole traders. */
const isRussianOgrn = (value: string): boolean =>
  (Number(value.slice(0, -1)) % (value.length === 13 ? 11 : 13)) % 10 === Number(value.at(-1));

const isHungarianTaj = (value: string): boolean => {
  const digits = digitsOf(value);
  return weightedSum(digits, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === digits[8];
};

export const CENTRAL_EUROPE: readonly EntityRecognizer[] = [
  idRecognizer("PL_PESEL", "\\d{11}", 0.4, "pesel", isPolishPesel),
  idRecognizer("PL_NIP", "\\d{3}-?\\d{3}-?\\d{2}-?\\d{2}|\\d{3}-\\d{2}-\\d{2}-\\d{3}", 0.1, "nip", isPolishNip),
  idRecognizer("CZ_RODNE_CISLO", "\\d{6}/?\\d{3,4}", 0.1, "rodné_číslo rodne_cislo rč r.č.", isCzechBirthNumber),
  idRecognizer("SK_RODNE_CISLO", "\\d{6}/?\\d{3,4}", 0.1, "rodné_číslo rodne_cislo rč r.č.", isCzechBirthNumber),
  idRecognizer("HU_TAX_NUMBER", "8\\d{9}", 0.1, "adóazonosító adószám adojel", isHungarianTaxNumber),
  idRecognizer("RO_CNP", "[1-9]\\d{12}", 0.3, "cnp cod_numeric_personal", isRomanianCnp),
  idRecognizer("BG_EGN", "\\d{10}", 0.1, "егн egn единен", isBulgarianEgn),
  idRecognizer("HR_OIB", "\\d{11}", 0.1, "oib osobni_identifikacijski", (value) => isMod11And10(digitsOf(value))),
  idRecognizer("JMBG", "[0-3]\\d[01]\\d[089]\\d{8}", 0.3, "jmbg emšo emso matični_broj", isYugoslavNumber),
  idRecognizer("SI_TAX_NUMBER", "(?:SI ?)?[1-9]\\d{7}", 0.05, "davčna_številka davcna", isSlovenianTaxNumber),
  idRecognizer("UA_RNOKPP", "\\d{10}", 0.1, "рнокпп іпн ідентифікаційний", isUkrainianTaxNumber),
  idRecognizer("RU_SNILS", "\\d{3}-\\d{3}-\\d{3}[- ]\\d{2}|\\d{11}", 0.1, "снилс snils", isRussianSnils),
  idRecognizer("RU_INN", "\\d{12}", 0.1, "инн inn", isRussianInn),
  idRecognizer("BG_PNF", "\\d{10}", 0.05, "лнч pnf чужденец", isBulgarianPnf),
  idRecognizer("RO_CUI", "[1-9]\\d{4,9}", 0.05, "cui cif cod_fiscal", isRomanianCui),
  idRecognizer("PL_REGON", "\\d{9}", 0.05, "regon", isPolishRegon),
  idRecognizer("RS_PIB", "[1-9]\\d{8}", 0.05, "pib пиб", (value) => isMod11And10(digitsOf(value))),
  idRecognizer("RU_OGRN", "[1-9]\\d{12}|[34]\\d{14}", 0.05, "огрн огрнип ogrn", isRussianOgrn),
  idRecognizer(
    "HU_TAJ",
    "\\d{3}[ -]?\\d{3}[ -]?\\d{3}",
    0.05,
    "taj taj-szám taj_szám társadalombiztosítási",
    isHungarianTaj,
  ),
];
