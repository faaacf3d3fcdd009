import { isDate } from "../checks/dates.ts";
import { compact, digitsOf, numberAt, weightedSum } from "../checks/digits.ts";
import { isMod97 } from "../checks/iso-7064.ts";
import { isLuhn } from "../checks/luhn.ts";
import { type EntityRecognizer, idRecognizer } from "../entity-recognizer.ts";

/** The century (2 for 19xx, 3 for 20xx), and a date. */
const isArabBirth = (digits: readonly number[]): boolean => {
  const century = (17 + (digits[0] ?? 0)) * 100;
  return isDate(century + numberAt(digits, 1, 3), numberAt(digits, 3, 5), numberAt(digits, 5, 7));
};

const isKuwaitiCivilId = (value: string): boolean => {
  const digits = digitsOf(value);
  const check = 11 - (weightedSum(digits, [2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11);
  return isArabBirth(digits) && check === digits[11];
};

/** Date of birth, and governorate, or 88 for births abroad. The algorithm of the check digit is not published. */
const isEgyptianId = (value: string): boolean | undefined => {
  const digits = digitsOf(value);
  const place = numberAt(digits, 7, 9);
  return isArabBirth(digits) && ((place > 0 && place <= 35) || place === 88) ? undefined : false;
};

const MAURITIAN_ORDER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Initial, date of birth, number, and check character modulo 17. */
const isMauritianId = (value: string): boolean => {
  const id = value.toUpperCase();
  const sum = Array.from(id.slice(0, 13)).reduce(
    (total, sign, at) => total + (14 - at) * MAURITIAN_ORDER.indexOf(sign),
    0,
  );
  const digits = digitsOf(id.slice(1, 7));
  const isBirth = isDate(undefined, numberAt(digits, 2, 4), numberAt(digits, 0, 2));
  return isBirth && MAURITIAN_ORDER[(17 - (sum % 17)) % 17] === id[13];
};

const isGhanaianTin = (value: string): boolean => {
  const rest = weightedSum(digitsOf(value.slice(1, 10)), [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11;
  return (rest === 10 ? "X" : String(rest)) === value.slice(10).toUpperCase();
};

const isMozambicanNuit = (value: string): boolean => {
  const digits = digitsOf(value);
  return Number("01234567891"[weightedSum(digits, [8, 9, 4, 5, 6, 7, 8, 9]) % 11]) === digits[8];
};

/** Company, branch, and two check digits. Divisible by 97. */
const isMoroccanIce = (value: string): boolean => isMod97(String(BigInt(compact(value)) + 1n));

/** Seven or nine digits, weighted 1 and 2 in turn, and the tax regime of the firm. */
const isSenegaleseNinea = (value: string): boolean => {
  const digits = digitsOf(compact(value).replace(/[012][A-Z]\d$/, ""));
  return weightedSum(digits, [1, 2, 1, 2, 1, 2, 1, 2, 1]) % 10 === 0;
};

/** Arab countries that are not in `asia.ts`, and Africa except South Africa. */
export const MIDDLE_EAST_AFRICA: readonly EntityRecognizer[] = [
  idRecognizer("SA_NATIONAL_ID", "[12]\\d{9}", 0.05, "هوية الهوية إقامة الإقامة iqama saudi national_id", isLuhn),
  idRecognizer("KW_CIVIL_ID", "[123]\\d{11}", 0.2, "civil_id kuwait المدني", isKuwaitiCivilId),
  idRecognizer("EG_NATIONAL_ID", "[23]\\d{13}", 0.2, "القومي national_id egypt egyptian", isEgyptianId),
  idRecognizer("MA_ICE", "\\d{9} ?\\d{4} ?\\d{2}", 0.1, "ice identifiant_commun maroc", isMoroccanIce),
  idRecognizer("MU_NID", "[A-Za-z]\\d{12}[0-9A-Ga-g]", 0.4, "nid national_identity mauritius", isMauritianId),
  idRecognizer("GH_TIN", "[CGPQVcgpqv]00\\d{7}[0-9Xx]", 0.3, "tin ghana taxpayer", isGhanaianTin),
  idRecognizer("GH_CARD", "GHA-\\d{9}-\\d", 0.7, "ghana_card"),
  idRecognizer("MZ_NUIT", "\\d{3}[ -]?\\d{3}[ -]?\\d{3}", 0.05, "nuit contribuinte", isMozambicanNuit),
  idRecognizer("DZ_NIF", "\\d{15}|\\d{20}", 0.05, "nif identification_fiscale identifiant_fiscal الجبائي"),
  idRecognizer(
    "EG_TN",
    "\\d{3}[-/ ]?\\d{3}[-/ ]?\\d{3}",
    0.05,
    "tax_registration tax_card tax_number tin الضريبي الضريبية ضريبي",
  ),
  idRecognizer(
    "TN_MF",
    "\\d{7}[ /]?[A-HJ-NP-TV-Za-hj-np-tv-z][ /.]?[ABDNPabdnp][ /.]?(?:[CMNPcmnp][ /.]?000|[Ee][ /.]?\\d{3})",
    0.5,
    "matricule_fiscal matricule mf",
  ),
  idRecognizer("TN_MF", "\\d{7}[ /]?[A-HJ-NP-TV-Za-hj-np-tv-z]", 0.05, "matricule_fiscal matricule mf"),
  idRecognizer("GN_NIFP", "\\d{3}-?\\d{3}-?\\d{3}", 0.05, "nif nifp guinée", isLuhn),
  idRecognizer(
    "SN_NINEA",
    "(?:\\d{7}|\\d{9}|\\d{3} \\d{4})(?:[ /-]?[012][A-HJ-NP-WZ]\\d)?",
    0.05,
    "ninea",
    isSenegaleseNinea,
  ),
];
