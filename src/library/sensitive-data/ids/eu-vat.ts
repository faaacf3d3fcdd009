import { digitsOf, numberAt, weightedSum } from "../checks/digits.ts";
import { isMod11And10, isMod97 } from "../checks/iso-7064.ts";
import { isLuhn, luhnSum } from "../checks/luhn.ts";
import { type EntityRecognizer, idRecognizer } from "../entity-recognizer.ts";
import { BRITAIN_IRELAND } from "./britain-ireland.ts";
import { CENTRAL_EUROPE } from "./central-europe.ts";
import { NORDIC_BALTIC } from "./nordic-baltic.ts";
import { SOUTH_EUROPE } from "./south-europe.ts";
import { WEST_EUROPE } from "./west-europe.ts";

const NATIONAL: readonly EntityRecognizer[] = [
  ...BRITAIN_IRELAND,
  ...CENTRAL_EUROPE,
  ...NORDIC_BALTIC,
  ...SOUTH_EUROPE,
  ...WEST_EUROPE,
];

type Check = (number: string) => boolean;

/** The check of national ids that are also the VAT number. */
const as = (...entities: readonly string[]): Check => {
  const checks = NATIONAL.filter(({ entity }) => entities.includes(entity)).map(({ check }) => check);
  return (number) => checks.some((check) => check?.(number, "") === true);
};

/** Whether the weighted sum of all digits is divisible. */
const isDivisible =
  (weights: readonly number[], divisor: number): Check =>
  (number) =>
    weightedSum(digitsOf(number), weights) % divisor === 0;

const isAustrian: Check = (number) => {
  const digits = digitsOf(number);
  return (luhnSum(digits.slice(0, 7)) + 4 + (digits[7] ?? 0)) % 10 === 0;
};

/** Check digit modulo 11. If that is ten, each weight is increased by two. */
const isChecked11 = (digits: readonly number[], weights: readonly number[]): boolean => {
  const first = weightedSum(digits, weights) % 11;
  const again = weights.map((weight) => ((weight + 1) % 9) + 1);
  return (first < 10 ? first : (weightedSum(digits, again) % 11) % 10) === digits.at(-1);
};

const isBulgarianFirm: Check = (number) => {
  const digits = digitsOf(number);
  const first = weightedSum(digits, [1, 2, 3, 4, 5, 6, 7, 8]) % 11;
  return (first < 10 ? first : (weightedSum(digits, [3, 4, 5, 6, 7, 8, 9, 10]) % 11) % 10) === digits[8];
};
const isBulgarian: Check = (number) =>
  number.length === 9
    ? isBulgarianFirm(number)
    : as("BG_EGN", "BG_PNF")(number) || isDivisible([4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11)(number);

const isCzech: Check = (number) => {
  const digits = digitsOf(number);
  const sum = (from: number): number => weightedSum(digits.slice(from, from + 7), [8, 7, 6, 5, 4, 3, 2]);
  if (digits.length === 8) return digits[0] !== 9 && ((11 - (sum(0) % 11)) % 11 || 1) % 10 === digits[7];
  const isSpecial = digits.length === 9 && digits[0] === 6;
  if (isSpecial) return (18 - ((21 - (sum(1) % 11)) % 11)) % 10 === digits[8];
  return as("CZ_RODNE_CISLO")(number);
};

const FRENCH_KEYS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** The key is a number, or holds a letter for firms since 1987. Monaco's have zeros where a SIREN begins. */
const isFrench: Check = (number) => {
  const siren = number.slice(2);
  if (!siren.startsWith("000") && !as("FR_SIREN")(siren)) return false;
  if (/^\d\d/.test(number)) return Number(number.slice(0, 2)) === Number(`${siren}12`) % 97;
  const [first = 0, second = 0] = Array.from(number.slice(0, 2), (sign) => FRENCH_KEYS.indexOf(sign));
  const key = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100;
  return (Number(siren) + 1 + Math.floor(key / 11)) % 11 === key % 11;
};

/** Numbers before 2013 have a sign or a letter in the second place. */
const isIrish: Check = (number) =>
  as("IE_PPS")(/^\d[A-Z+*]/.test(number) ? `0${number.slice(2, 7)}${number.slice(0, 1)}${number.slice(7)}` : number);

const isLithuanian: Check = (number) => {
  const digits = digitsOf(number);
  return digits.at(-2) === 1 && isChecked11(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2].slice(0, digits.length - 1));
};

const isLatvian: Check = (number) =>
  number > "4"
    ? weightedSum(digitsOf(number), [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3
    : as("LV_PERSONAS_KODS")(number);

const isLuxembourgish: Check = (number) => Number(number.slice(0, 6)) % 89 === numberAt(digitsOf(number), 6, 8);

const isSpanish: Check = (number) =>
  as(/^\d/.test(number) ? "ES_NIF" : /^[XYZ]/.test(number) ? "ES_NIE" : "ES_CIF")(number);

/** Of firms, and the birth number of people. */
const isSlovak: Check = (number) =>
  (/^[1-9]\d[234789]/.test(number) && Number(number) % 11 === 0) || as("SK_RODNE_CISLO")(number);

/** The prefix of a country, the form of the number after it, and its check. */
const COUNTRIES: readonly (readonly [country: string, form: string, check: Check])[] = [
  ["AT", "U\\d{8}", isAustrian],
  ["BE", "[01]\\d{3}\\.?\\d{3}\\.?\\d{3}", as("BE_VAT")],
  ["BG", "\\d{9,10}", isBulgarian],
  ["CY", "\\d{8}[A-Z]", as("CY_TAX_NUMBER")],
  ["CZ", "\\d{8,10}", isCzech],
  ["DE", "[1-9]\\d{2} ?\\d{3} ?\\d{3}", (number) => isMod11And10(digitsOf(number))],
  ["DK", "[1-9]\\d ?\\d{2} ?\\d{2} ?\\d{2}", as("DK_CVR")],
  ["EE", "\\d{9}", isDivisible([3, 7, 1, 3, 7, 1, 3, 7, 1], 10)],
  ["EL", "\\d{9}", as("GR_AFM")],
  ["ES", "[0-9A-Z]\\d{7}[0-9A-Z]", isSpanish],
  ["FI", "\\d{8}", as("FI_BUSINESS_ID")],
  ["FR", "[0-9A-HJ-NP-Z]{2} ?\\d{3} ?\\d{3} ?\\d{3}", isFrench],
  ["HR", "\\d{11}", as("HR_OIB")],
  ["HU", "\\d{8}", isDivisible([9, 7, 3, 1, 9, 7, 3, 1], 10)],
  ["IE", "\\d[0-9A-Z+*]\\d{5}[A-W][A-I]?", isIrish],
  ["IT", "\\d{11}", as("IT_VAT_CODE")],
  ["LT", "\\d{9}|\\d{12}", isLithuanian],
  ["LU", "\\d{8}", isLuxembourgish],
  ["LV", "\\d{11}", isLatvian],
  ["MT", "[1-9]\\d{7}", isDivisible([3, 4, 6, 7, 8, 9, 10, 1], 37)],
  ["NL", "\\d{9}B(?:0[1-9]|[1-9]\\d)", (number) => as("NL_BSN")(number.slice(0, 9)) || isMod97(`NL${number}`)],
  ["PL", "\\d{3}-?\\d{3}-?\\d{2}-?\\d{2}", as("PL_NIP")],
  ["PT", "[1-9]\\d{8}", as("PT_NIF")],
  ["RO", "[1-9]\\d{1,9}|[1-9]\\d{12}", as("RO_CUI", "RO_CNP")],
  ["SE", "\\d{6}-?\\d{4}-?01", (number) => isLuhn(number.slice(0, 10))],
  ["SI", "[1-9]\\d{7}", as("SI_TAX_NUMBER")],
  ["SK", "\\d{10}", isSlovak],
  ["XI", "\\d{9}", as("UK_VAT")],
];

const CHECKS: ReadonlyMap<string, Check> = new Map(COUNTRIES.map(([country, , check]) => [country, check]));

const isEuropeanVat = (value: string): boolean => {
  const id = value.replaceAll(/[ .-]/g, "").toUpperCase();
  return CHECKS.get(id.slice(0, 2))?.(id.slice(2)) === true;
};

/** VAT numbers of the countries of the European Union, and of Northern Ireland, with their prefixes. */
export const EU_VAT: readonly EntityRecognizer[] = [
  idRecognizer(
    "EU_VAT",
    COUNTRIES.map(([country, form]) => `${country}[ -]?(?:${form})`).join("|"),
    0.3,
    "vat vat_id vatin ust-idnr ust-id umsatzsteuer-id uid tva iva btw moms alv pvm pvn kdv dph dič nip ддс αφμ",
    isEuropeanVat,
  ),
];
