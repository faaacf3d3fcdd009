import { digitsOf, weightedSum } from "../checks/digits.ts";
import { type EntityRecognizer, idRecognizer, standalone, words } from "../entity-recognizer.ts";

const isNhsNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  return new Set(digits).size > 1 && weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
};

/** The first of ten digits is the check digit. */
const isTaxReference = (value: string): boolean => {
  const digits = digitsOf(value);
  const rest = weightedSum(digits.slice(1), [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11;
  return digits[0] === [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1][rest];
};

const PPS_LETTERS = "WABCDEFGHIJKLMNOPQRSTUV";

/** The first letter is the check letter of seven digits and the second letter. */
const isPersonalPublicServiceNumber = (value: string): boolean => {
  const second = value.toUpperCase().charCodeAt(8) - 64;
  const extra = Number.isNaN(second) || second > 9 ? 0 : second;
  const sum = weightedSum(digitsOf(value), [8, 7, 6, 5, 4, 3, 2]) + extra * 9;
  return PPS_LETTERS[sum % 23] === value[7]?.toUpperCase();
};

/** Without the letters that are never used in the first or second place. */
const NINO = "(?:[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z][A-CEGHJ-NPR-TW-Za-ceghj-npr-tw-z]) ?\\d{2} ?\\d{2} ?\\d{2} ?[A-Da-d]";

/** Remainder 0 modulo 97, or since 2009 also 42 or 55, if the first digit is not 0. */
const isBritishVat = (value: string): boolean => {
  const digits = digitsOf(value);
  const rest = weightedSum(digits, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
  return rest === 0 || (digits[0] !== 0 && (rest === 42 || rest === 55));
};

const PUPIL_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ0123456789";

/** The check letter comes first. */
const isPupilNumber = (value: string): boolean => {
  const [check, ...signs] = value.toUpperCase();
  const sum = signs.reduce((total, sign, at) => total + (at + 2) * PUPIL_LETTERS.indexOf(sign), 0);
  return PUPIL_LETTERS[sum % 23] === check;
};

export const BRITAIN_IRELAND: readonly EntityRecognizer[] = [
  idRecognizer(
    "UK_NHS",
    "\\d{3}[- ]?\\d{3}[- ]?\\d{4}",
    0.5,
    "national_health_service nhs health_services_authority",
    isNhsNumber,
  ),
  idRecognizer("UK_NINO", NINO, 0.5, "national_insurance ni_number nino", (value) =>
    /^(?:bg|gb|kn|nk|nt|tn|zz)/i.test(value) ? false : undefined,
  ),
  {
    entity: "UK_UTR",
    patterns: [[standalone("\\d{10}"), 0.05]],
    context: words("utr unique_taxpayer self_assessment tax_reference"),
    check: isTaxReference,
  },
  idRecognizer("UK_PASSPORT", "[A-Za-z]{2}\\d{7}|\\d{9}", 0.1, "passport"),
  idRecognizer(
    "UK_DRIVING_LICENCE",
    "[A-Za-z9]{5}\\d(?:[05][1-9]|[16][0-2])(?:0[1-9]|[12]\\d|3[01])\\d[A-Za-z9]{2}[A-Za-z0-9]{3}",
    0.5,
    "driving_licence driver licence license dvla",
  ),
  idRecognizer(
    "UK_POSTCODE",
    "(?:[A-PR-UWYZa-pr-uwyz][A-HK-Ya-hk-y]?\\d[0-9A-Za-z]?|GIR|gir) ?\\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}",
    0.1,
    "postcode post_code postal address zip",
  ),
  idRecognizer(
    "UK_VEHICLE_REGISTRATION",
    "[A-Za-z]{2}\\d{2} ?[A-Za-z]{3}",
    0.2,
    "vehicle registration reg number_plate car",
  ),
  idRecognizer(
    "IE_PPS",
    "\\d{7}[A-Wa-w][A-IWa-iw]?",
    0.3,
    "pps ppsn personal_public_service psp",
    isPersonalPublicServiceNumber,
  ),
  idRecognizer("UK_VAT", "(?:GB ?)?\\d{3} ?\\d{4} ?\\d{2}", 0.1, "vat vrn", isBritishVat),
  idRecognizer(
    "UK_UPN",
    "[A-HJ-NP-RT-Za-hj-np-rt-z]\\d{11}[0-9A-HJ-NP-RT-Za-hj-np-rt-z]",
    0.2,
    "upn unique_pupil_number pupil",
    isPupilNumber,
  ),
];
