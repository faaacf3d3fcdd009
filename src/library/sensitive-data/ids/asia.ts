import { isDate, isShortDate } from "../checks/dates.ts";
import { compact, digitsOf, isOneDigit, numberAt, weightedSum } from "../checks/digits.ts";
import { isMod11And2 } from "../checks/iso-7064.ts";
import { isLuhn } from "../checks/luhn.ts";
import { type EntityRecognizer, idRecognizer, standalone, words } from "../entity-recognizer.ts";

/** District, date of birth, number, and check digit by MOD 11-2. */
const isChineseResidentId = (value: string): boolean => {
  const id = value.toUpperCase();
  const digits = digitsOf(id.slice(0, 17));
  return isDate(numberAt(digits, 6, 10), numberAt(digits, 10, 12), numberAt(digits, 12, 14)) && isMod11And2(id);
};

/** The letters in the order of their codes, which is not alphabetical. */
const TAIWAN_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO";

const isTaiwanId = (value: string): boolean => {
  const id = value.toUpperCase();
  const letter = (char: string | undefined): number => TAIWAN_LETTERS.indexOf(char ?? "") + 10;
  const first = letter(id[0]);
  const second = /\d/.test(id[1] ?? "") ? Number(id[1]) : letter(id[1]) % 10;
  const digits = [Math.floor(first / 10), first % 10, second, ...digitsOf(id.slice(2))];
  return weightedSum(digits, [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1]) % 10 === 0;
};

/** One or two letters, six digits, and a check digit modulo 11 in brackets, A for ten. */
const isHongKongId = (value: string): boolean => {
  const id = value
    .toUpperCase()
    .replaceAll(/[()\s]/g, "")
    .padStart(9, " ");
  const values = Array.from(id, (char) => (char === " " ? 36 : Number.parseInt(char, 36)));
  return weightedSum(values, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
};

const isJapaneseMyNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const rest = weightedSum(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return !isOneDigit(digits) && (rest < 2 ? 0 : 11 - rest) === digits[11];
};

const KOREAN_WEIGHTS: readonly number[] = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
const isKoreanBirth = (digits: readonly number[]): boolean =>
  isShortDate(numberAt(digits, 0, 2), numberAt(digits, 2, 4), numberAt(digits, 4, 6));

/** Two-digit year and month. Later ones belong to the previous century, or are invalid. */
const LATEST_BIRTH = 4001;

/** Date of birth, century and sex, place, check digit. Numbers issued since October 2020 are random after the sex. */
const isKoreanResidentNumber = (value: string): boolean | undefined => {
  const digits = digitsOf(value);
  if (!isKoreanBirth(digits) || numberAt(digits, 7, 9) > 96) return false;
  const month = numberAt(digits, 0, 4);
  const isDrawn = (digits[6] ?? 0) >= 3 && month >= 2010 && month < LATEST_BIRTH;
  return (11 - (weightedSum(digits, KOREAN_WEIGHTS) % 11)) % 10 === digits[12] || (isDrawn ? undefined : false);
};

const isKoreanForeignerNumber = (value: string): boolean | undefined => {
  const digits = digitsOf(value);
  if (!isKoreanBirth(digits)) return false;
  return (13 - (weightedSum(digits, KOREAN_WEIGHTS) % 11)) % 10 === digits[12] ? true : undefined;
};

const isKoreanBusinessNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const sum = weightedSum(digits, [1, 3, 7, 1, 3, 7, 1, 3, 5]) + Math.floor(((digits[8] ?? 0) * 5) / 10);
  return numberAt(digits, 0, 3) > 100 && (10 - (sum % 10)) % 10 === digits[9];
};

const isThaiNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const sum = weightedSum(digits, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
  return digits[0] !== 0 && !isOneDigit(digits) && (11 - (sum % 11)) % 10 === digits[12];
};

const NRIC_LETTERS: Readonly<Record<string, string>> = {
  S: "JZIHGFEDCBA",
  T: "GFEDCBAJZIH",
  F: "XWUTRQPNMLK",
  G: "RQPNMLKXWUT",
  M: "XWUTRQPNJLK",
};

const isSingaporeNric = (value: string): boolean => {
  const id = value.toUpperCase();
  const sum = weightedSum(digitsOf(id), [2, 7, 6, 5, 4, 3, 2]);
  const letters = NRIC_LETTERS[id[0] ?? ""] ?? "";
  if (id[0] !== "M") return letters[sum % 11] === id[8];
  return "KLJNPQRTUWX"[10 - ((sum + 3) % 11)] === id[8];
};

const UEN_ORDER = "ABCDEFGHJKLMNPQRSTUVWX0123456789";

/** A business, a company with its year, or another entity. Each form has its own weights and letters. */
const isSingaporeUen = (value: string): boolean => {
  const id = value.toUpperCase();
  const digits = digitsOf(id.slice(0, -1));
  if (/^\d{8}[A-Z]$/.test(id)) return "XMKECAWLJDB"[weightedSum(digits, [10, 4, 9, 3, 8, 2, 7, 1]) % 11] === id[8];
  if (/^\d{9}[A-Z]$/.test(id)) return "ZKCMDNERGWH"[weightedSum(digits, [10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11] === id[9];
  const values = Array.from(id.slice(0, 9), (char) => UEN_ORDER.indexOf(char));
  return UEN_ORDER[(weightedSum(values, [4, 3, 5, 3, 10, 2, 2, 5, 7]) + 6) % 11] === id[9];
};

const isIsraeliId = (value: string): boolean => {
  const digits = value.replaceAll(/\D/g, "").padStart(9, "0");
  return !isOneDigit(digitsOf(digits)) && isLuhn(digits);
};

const isMalaysianNumber = (value: string): boolean | undefined => {
  const digits = digitsOf(value);
  const place = numberAt(digits, 6, 8);
  const isPlace = place > 0 && ![17, 18, 19, 20, 69, 70, 73, 80, 81, 94, 95, 96, 97].includes(place);
  return isKoreanBirth(digits) && isPlace ? undefined : false;
};

const isEmiratesId = (value: string): boolean => isLuhn(compact(value));

const USCC_ORDER = "0123456789ABCDEFGHJKLMNPQRTUWXY";

const isChineseCreditCode = (value: string): boolean => {
  const id = value.toUpperCase();
  const sum = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28].reduce(
    (total, weight, index) => total + weight * USCC_ORDER.indexOf(id.charAt(index)),
    0,
  );
  return USCC_ORDER[(31 - (sum % 31)) % 31] === id[17];
};

/**
 * The digit sums of the products must be divisible by five (since 2023); with a 7 in seventh place, also the sum plus
 * one.
 */
const isTaiwaneseUbn = (value: string): boolean => {
  const digits = digitsOf(value);
  const sum = [1, 2, 1, 2, 1, 2, 4, 1].reduce((total, weight, index) => {
    const product = weight * (digits[index] ?? 0);
    return total + Math.floor(product / 10) + (product % 10);
  }, 0);
  return sum % 5 === 0 || (digits[6] === 7 && (sum + 1) % 5 === 0);
};

/** The first digit complements the weighted sum of the others to a multiple of nine. */
const isJapaneseCompany = (value: string): boolean => {
  const [check, ...digits] = digitsOf(value);
  return 9 - (weightedSum(digits.toReversed(), [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 9) === check;
};

export const ASIA: readonly EntityRecognizer[] = [
  idRecognizer(
    "CN_RESIDENT_ID",
    "[1-9]\\d{16}[0-9Xx]",
    0.4,
    "身份证 身份证号 resident_identity 居民身份证",
    isChineseResidentId,
  ),
  idRecognizer(
    "TW_NATIONAL_ID",
    "[A-Za-z][1289ABCDabcd]\\d{8}",
    0.3,
    "身分證 身分證字號 national_id 統一編號",
    isTaiwanId,
  ),
  {
    entity: "HK_ID",
    patterns: [
      ["(?<![0-9A-Za-z_-])[A-Za-z]{1,2}\\d{6} ?\\([0-9Aa]\\)", 0.5],
      [standalone("[A-Za-z]{1,2}\\d{6}[0-9Aa]"), 0.1],
    ],
    context: words("hkid 身份證 identity_card hong_kong"),
    check: isHongKongId,
  },
  idRecognizer(
    "JP_MY_NUMBER",
    "\\d{4}[- ]?\\d{4}[- ]?\\d{4}",
    0.1,
    "マイナンバー 個人番号 my_number",
    isJapaneseMyNumber,
  ),
  idRecognizer(
    "KR_RRN",
    "\\d{6}-?[1-4]\\d{6}",
    0.5,
    "주민등록번호 rrn resident_registration korean",
    isKoreanResidentNumber,
  ),
  idRecognizer(
    "KR_FRN",
    "\\d{6}-?[5-8]\\d{6}",
    0.5,
    "외국인등록번호 frn foreigner_registration korean",
    isKoreanForeignerNumber,
  ),
  idRecognizer(
    "KR_BRN",
    "\\d{3}-?\\d{2}-?\\d{5}",
    0.1,
    "사업자등록번호 brn business_registration",
    isKoreanBusinessNumber,
  ),
  idRecognizer(
    "KR_PASSPORT",
    "[MSRODmsrod]\\d{3}[A-Za-z]\\d{4}|[MSRODmsrod]\\d{8}",
    0.1,
    "여권 여권번호 passport korean",
  ),
  idRecognizer(
    "KR_DRIVER_LICENSE",
    "(?:1[1-9]|2[0-68])[- ]?\\d{2}[- ]?\\d{6}[- ]?\\d{2}",
    0.1,
    "운전면허 driver license 면허번호",
  ),
  idRecognizer(
    "TH_TNIN",
    "[1-8][- ]?\\d{4}[- ]?\\d{5}[- ]?\\d{2}[- ]?\\d",
    0.3,
    "เลขบัตรประชาชน thai tnin national_id บัตรประชาชน",
    isThaiNumber,
  ),
  idRecognizer("SG_NRIC_FIN", "[STFGMstfgm]\\d{7}[A-Za-z]", 0.5, "nric fin singapore", isSingaporeNric),
  idRecognizer(
    "SG_UEN",
    "\\d{8}[A-Za-z]|(?:18|19|20)\\d{7}[A-Za-z]|[RSTrst]\\d{2}[A-Za-z]{2}\\d{4}[A-Za-z]",
    0.3,
    "uen unique_entity_number business_registration acra",
    isSingaporeUen,
  ),
  idRecognizer("IL_ID", "\\d{8,9}|\\d{8}-\\d", 0.05, "תעודת_זהות teudat_zehut israeli_id ת.ז.", isIsraeliId),
  idRecognizer("MY_NRIC", "\\d{6}-\\d{2}-\\d{4}|\\d{12}", 0.1, "mykad nric kad_pengenalan no_kp", isMalaysianNumber),
  idRecognizer("AE_EMIRATES_ID", "784-?\\d{4}-?\\d{7}-?\\d", 0.4, "emirates_id الهوية", isEmiratesId),
  idRecognizer(
    "CN_CREDIT_CODE",
    "[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{2}\\d{6}[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{10}",
    0.3,
    "统一社会信用代码 uscc credit_code",
    isChineseCreditCode,
  ),
  idRecognizer("TW_UBN", "\\d{8}", 0.05, "統一編號 ubn unified_business_number", isTaiwaneseUbn),
  idRecognizer(
    "JP_CORPORATE_NUMBER",
    "[1-9]-?\\d{4}-?\\d{4}-?\\d{4}",
    0.1,
    "法人番号 corporate_number",
    isJapaneseCompany,
  ),
];
