import { isShortDate } from "../checks/dates.ts";
import { digitsOf, isOneDigit, numberAt, weightedSum } from "../checks/digits.ts";
import { isLuhn } from "../checks/luhn.ts";
import { isVerhoeff } from "../checks/verhoeff.ts";
import { type EntityRecognizer, idRecognizer, standalone, words } from "../entity-recognizer.ts";

const isIndianAadhaar = (value: string): boolean => {
  const digits = digitsOf(value);
  const isPalindrome = digits.every((digit, index) => digit === digits[digits.length - 1 - index]);
  return !isPalindrome && isVerhoeff(digits);
};

const BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** State, tax number of the holder, count, Z, and check character modulo 36. */
const isIndianGstin = (value: string): boolean => {
  const id = value.toUpperCase();
  const sum = Array.from(id.slice(0, 14)).reduce((total, char, index) => {
    const product = BASE36.indexOf(char) * ((index % 2) + 1);
    return total + Math.floor(product / 36) + (product % 36);
  }, 0);
  return BASE36[(36 - (sum % 36)) % 36] === id[14];
};

const isIranianId = (value: string): boolean => {
  const digits = digitsOf(value);
  const rest = weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return !isOneDigit(digits) && digits[9] === (rest < 2 ? rest : 11 - rest);
};

/** District, and date of birth, with 40 added to the day for women. */
const isIndonesianNik = (value: string): boolean | undefined => {
  const digits = digitsOf(value);
  const day = numberAt(digits, 6, 8);
  const isBirth = isShortDate(numberAt(digits, 10, 12), numberAt(digits, 8, 10), day > 40 ? day - 40 : day);
  return isBirth && numberAt(digits, 12, 16) > 0 ? undefined : false;
};

/** Day of the year of birth, with 500 added for women. */
const isSriLankanNic = (value: string): boolean | undefined => {
  const digits = digitsOf(value);
  const day = digits.length === 9 ? numberAt(digits, 2, 5) : numberAt(digits, 4, 7);
  return (day > 500 ? day - 500 : day) > 366 || day % 500 === 0 ? false : undefined;
};

const isVietnameseMst = (value: string): boolean => {
  const digits = digitsOf(value);
  return 10 - (weightedSum(digits, [31, 29, 23, 19, 17, 13, 7, 5, 3]) % 11) === digits[9];
};

/** Province, century and sex, year of birth, and number. */
const isVietnameseCccd = (value: string): boolean | undefined => {
  const province = numberAt(digitsOf(value), 0, 3);
  return province > 0 && province <= 96 ? undefined : false;
};

const isPhilippineTin = (value: string): boolean | undefined => {
  const digits = digitsOf(value);
  return weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 === digits[8] ? undefined : false;
};

/** Iran, and countries from India to Vietnam and Indonesia. */
export const SOUTH_ASIA: readonly EntityRecognizer[] = [
  {
    entity: "IN_PAN",
    patterns: [
      [standalone("[A-Za-z]{3}[ABCFGHJLPTabcfghjlpt][A-Za-z]\\d{4}[A-Za-z]"), 0.85],
      [standalone("[A-Za-z]{5}\\d{4}[A-Za-z]"), 0.6],
      [standalone("(?:[A-Z]\\d{4}[A-Z]{5})"), 0.05],
    ],
    context: words("permanent_account_number pan"),
    check: (value) => (/0000[A-Za-z]$/.test(value) ? false : undefined),
  },
  idRecognizer("IN_AADHAAR", "[2-9]\\d{3}[- :]?\\d{4}[- :]?\\d{4}", 0.1, "aadhaar uidai आधार", isIndianAadhaar),
  idRecognizer(
    "IN_GSTIN",
    "\\d{2}[A-Za-z]{5}\\d{4}[A-Za-z][0-9A-Za-z][Zz][0-9A-Za-z]",
    0.5,
    "gstin gst",
    isIndianGstin,
  ),
  idRecognizer("IN_VOTER", "[A-Za-z]{3}\\d{7}|[A-Za-z]{2}\\d{7}", 0.1, "voter epic elector"),
  idRecognizer("IN_PASSPORT", "[A-Z][1-9]\\d ?\\d{4}[1-9]", 0.1, "passport indian"),
  idRecognizer(
    "IN_VEHICLE_REGISTRATION",
    "[A-Za-z]{2}[ -]?\\d{1,2}[ -]?[A-Za-z]{1,3}[ -]?\\d{4}",
    0.2,
    "rto vehicle plate registration",
  ),
  idRecognizer("PK_CNIC", "[1-7]\\d{4}-\\d{7}-[1-9]", 0.4, "cnic nadra identity"),
  idRecognizer("LK_NIC", "\\d{9}[VXvx]|(?:19|20)\\d{10}", 0.1, "nic national_identity sri_lanka", isSriLankanNic),
  idRecognizer("IR_NATIONAL_ID", "\\d{10}", 0.05, "national_id کد_ملی melli", isIranianId),
  idRecognizer("ID_NIK", "[1-9]\\d{15}", 0.1, "nik ktp kependudukan", isIndonesianNik),
  idRecognizer("ID_NPWP", "\\d{2}\\.\\d{3}\\.\\d{3}\\.\\d-\\d{3}\\.\\d{3}", 0.3, "npwp pajak", (value) =>
    isLuhn(value.slice(0, 12)),
  ),
  idRecognizer("IN_VID", "[2-9]\\d{3}[- ]?\\d{4}[- ]?\\d{4}[- ]?\\d{4}", 0.1, "vid aadhaar virtual_id", (value) =>
    isVerhoeff(digitsOf(value)),
  ),
  idRecognizer("VN_MST", "\\d{10}(?:-\\d{3})?", 0.05, "mst mã_số_thuế tax_code", isVietnameseMst),
  idRecognizer("VN_CCCD", "0\\d{11}", 0.1, "cccd căn_cước", isVietnameseCccd),
  idRecognizer("PH_TIN", "\\d{3}-?\\d{3}-?\\d{3}(?:-?\\d{3})?", 0.05, "tin bir taxpayer tax_id rdo", isPhilippineTin),
  idRecognizer("PH_UMID", "\\d{4}-?\\d{7}-?\\d", 0.3, "umid crn sss gsis philhealth pag-ibig unified common_reference"),
  idRecognizer(
    "PH_PASSPORT",
    "[A-Za-z]\\d{7}[A-Za-z]|[A-Za-z]{2}\\d{7}",
    0.1,
    "passport pasaporte philippine travel_document",
  ),
];
