import { digitsOf, isOneDigit, weightedSum } from "../checks/digits.ts";
import { isLuhn } from "../checks/luhn.ts";
import { type EntityRecognizer, idRecognizer, standalone, words } from "../entity-recognizer.ts";

/** Social security numbers from advertisements, and ascending or descending digits. */
const NEVER_GIVEN: ReadonlySet<string> = new Set(["078051120", "219099999", "123456789", "987654321"]);

/** No area 000, 666 or 900 and up, no group 00, no serial 0000, and one separator throughout. */
const isSocialSecurityNumber = (value: string): boolean | undefined => {
  const digits = value.replaceAll(/\D/g, "");
  const signs = new Set(value.replaceAll(/\d/g, ""));
  if (signs.size > 1 || NEVER_GIVEN.has(digits) || isOneDigit(digitsOf(digits))) return false;
  return /^(?:000|666|9)|^\d{3}00|0000$/.test(digits) ? false : undefined;
};

/** Numbers that start with 9 and have group 50–65, 70–88, 90–92 or 94–99. */
const isTaxpayerNumber = (value: string): boolean | undefined =>
  /^9\d\d(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\d{4}$/.test(value.replaceAll(/\D/g, "")) ? undefined : false;

const ROUTING_WEIGHTS: readonly number[] = [3, 7, 1, 3, 7, 1, 3, 7, 1];

const isRoutingNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  return !isOneDigit(digits) && weightedSum(digits, ROUTING_WEIGHTS) % 10 === 0;
};

/** The check digit includes the prefix of US health cards, 80840. */
const isProviderNumber = (value: string): boolean => {
  const digits = value.replaceAll(/\D/g, "");
  return !isOneDigit(digitsOf(digits).slice(0, -1)) && isLuhn(`80840${digits}`);
};

/** DEA registration number. The last digit is the check digit of the six before it. */
const isMedicalLicense = (value: string): boolean => {
  const digits = digitsOf(value);
  return weightedSum(digits, [1, 2, 1, 2, 1, 2]) % 10 === digits[6];
};

/** Prefixes that the IRS has issued. */
const EMPLOYER_PREFIX = /^(?:0[1-6]|1[0-6]|2[0-7]|3[0-9]|4[0-8]|5[0-9]|6[0-8]|7[1-7]|8[0-8]|9[0-58-9])/;

const isSocialInsuranceNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const signs = new Set(value.replaceAll(/\d/g, ""));
  return digits[0] !== 0 && digits[0] !== 8 && signs.size <= 1 && !isOneDigit(digits) && isLuhn(value);
};

const MBI_LETTER = "[AC-HJKMNP-RT-Y]";
const MBI_SIGN = "[0-9AC-HJKMNP-RT-Y]";

/** The check digit is based on the remainders modulo 11 of the products. */
const isHealthNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const sum = [2, 4, 8, 5, 10, 9, 7, 3].reduce(
    (total, weight, at) => total + ((weight * (digits[at + 1] ?? 0)) % 11),
    0,
  );
  return (11 - (sum % 11)) % 11 === digits[9];
};

export const NORTH_AMERICA: readonly EntityRecognizer[] = [
  {
    entity: "US_SSN",
    patterns: [
      [standalone("\\d{3}[- .]\\d{2}[- .]\\d{4}"), 0.5],
      [standalone("\\d{9}|\\d{5}-\\d{4}|\\d{3}-\\d{6}"), 0.05],
    ],
    context: words("social security ssn ssns ssid ss#"),
    check: isSocialSecurityNumber,
  },
  {
    entity: "US_ITIN",
    patterns: [
      [standalone("9\\d{2}[- ]\\d{2}[- ]\\d{4}"), 0.5],
      [standalone("9\\d{8}|9\\d{2}[- ]\\d{6}|9\\d{4}[- ]\\d{4}"), 0.05],
    ],
    context: words("individual taxpayer itin tax ssn tin"),
    check: isTaxpayerNumber,
  },
  {
    entity: "US_PASSPORT",
    patterns: [
      [standalone("[A-Z]\\d{8}"), 0.1],
      [standalone("\\d{9}"), 0.05],
    ],
    context: words("passport passport# travel"),
  },
  {
    entity: "US_DRIVER_LICENSE",
    patterns: [
      [
        standalone(
          "[A-Z]\\d{3,6}|[A-Z]\\d{5,9}|[A-Z]\\d{6,8}|[A-Z]\\d{4,8}|[A-Z]\\d{9,11}|[A-Z]{1,2}\\d{5,6}|H\\d{8}|V\\d{6}|X\\d{8}|[A-Z]{2}\\d{2,5}|[A-Z]{2}\\d{3,7}|\\d{2}[A-Z]{3}\\d{5,6}|[A-Z]\\d{13,14}|[A-Z]\\d{18}|[A-Z]\\d{6}R|[A-Z]\\d{9}|[A-Z]\\d{1,12}|\\d{9}[A-Z]|\\d{8}[A-Z]{2}|\\d{3}[A-Z]{2}\\d{4}|\\d{7}[A-Z]|\\d{7,8}[A-Z]|[A-Z]{3}\\d{6}|[A-Z]\\d{2}[A-Z]{3}\\d{4}[A-Z]",
        ),
        0.3,
      ],
      [standalone("\\d{6,14}|\\d{16}"), 0.01],
    ],
    context: words("driver license driver's permit lic identification dl dls dlns driving"),
  },
  idRecognizer("US_BANK_NUMBER", "\\d{8,17}", 0.05, "bank account account# acct save debit checking savings"),
  idRecognizer(
    "ABA_ROUTING_NUMBER",
    "[0123678]\\d{3}-?\\d{4}-?\\d",
    0.05,
    "aba routing abarouting association bankrouting rtn",
    isRoutingNumber,
  ),
  idRecognizer(
    "US_NPI",
    "[12]\\d{3}[- ]?\\d{3}[- ]?\\d{3}",
    0.1,
    "npi national_provider provider nppes",
    isProviderNumber,
  ),
  idRecognizer(
    "US_MBI",
    `[1-9]${MBI_LETTER}${MBI_SIGN}\\d-?${MBI_LETTER}${MBI_SIGN}\\d-?${MBI_LETTER}{2}\\d{2}`,
    0.5,
    "medicare mbi beneficiary cms",
  ),
  idRecognizer("US_EIN", "\\d{2}-\\d{7}", 0.1, "ein employer_identification fein tax_id federal_tax", (value) =>
    EMPLOYER_PREFIX.test(value) ? undefined : false,
  ),
  idRecognizer("MEDICAL_LICENSE", "[ABCDEFGHJKLMPRSTUX][A-Z9]\\d{7}", 0.4, "medical certificate dea", isMedicalLicense),
  idRecognizer(
    "CA_SIN",
    "\\d{3}[- ]?\\d{3}[- ]?\\d{3}",
    0.05,
    "sin social_insurance nas assurance_sociale canada",
    isSocialInsuranceNumber,
  ),
  idRecognizer("US_ATIN", "9\\d{2}-?93-?\\d{4}", 0.3, "atin adoption taxpayer"),
  idRecognizer("US_PTIN", "P-?\\d{8}", 0.3, "ptin preparer"),
  idRecognizer("CA_BC_PHN", "9\\d{3}[ -]?\\d{3}[ -]?\\d{3}", 0.1, "phn personal_health health_number", isHealthNumber),
  idRecognizer(
    "CA_POSTAL_CODE",
    "[ABCEGHJ-NPRSTVXYabceghj-nprstvxy]\\d[ABCEGHJ-NPRSTV-Zabceghj-nprstv-z] ?\\d[ABCEGHJ-NPRSTV-Zabceghj-nprstv-z]\\d",
    0.2,
    "postal_code postcode code_postal zip canada ontario quebec québec alberta manitoba address",
  ),
  idRecognizer(
    "CA_BN",
    "\\d{9}(?: ?R[CMPT] ?\\d{4})?|\\d{3} \\d{3} \\d{3}",
    0.05,
    "business_number bn gst hst",
    (value) => isLuhn(value.slice(0, 11).replace(/ ?R[^]*$/, "")),
  ),
];
