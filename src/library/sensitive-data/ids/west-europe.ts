import { isDate } from "../checks/dates.ts";
import { compact, digitsOf, isOneDigit, numberAt, weightedSum } from "../checks/digits.ts";
import { isMod11And10 } from "../checks/iso-7064.ts";
import { isLuhn } from "../checks/luhn.ts";
import { isVerhoeff } from "../checks/verhoeff.ts";
import { type EntityRecognizer, idRecognizer } from "../entity-recognizer.ts";

/**
 * Thirteen digits, and a key of 97 minus their remainder. The departments of Corsica, 2A and 2B, count as 19 and 18.
 */
const isFrenchNir = (value: string): boolean => {
  const number = compact(value).replace("2A", "19").replace("2B", "18");
  const month = Number(number.slice(3, 5));
  const isMonth = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
  return isMonth && 97 - (Number(number.slice(0, 13)) % 97) === Number(number.slice(13));
};

/** The last three of thirteen digits are the first ten modulo 511. */
const isFrenchTaxNumber = (value: string): boolean => {
  const number = value.replaceAll(/\D/g, "");
  return Number(number.slice(0, 10)) % 511 === Number(number.slice(10));
};

/** The last two digits are 97 minus the remainder of the others, which have a 2 prepended for births since 2000. */
const isBelgianNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const [body, check] = [numberAt(digits, 0, 9), numberAt(digits, 9, 11)];
  const month = numberAt(digits, 2, 4) % 20;
  const day = numberAt(digits, 4, 6);
  const isBirth = month <= 12 && day <= 31;
  const isSince2000 = numberAt(digits, 0, 2) < 40 && 97 - ((2_000_000_000 + body) % 97) === check;
  return isBirth && (97 - (body % 97) === check || isSince2000);
};

/** Eleven-test: weights from 9 to 2, and -1 for the last digit. */
const isDutchBsn = (value: string): boolean => {
  const digits = digitsOf(value.padStart(9, "0"));
  return !isOneDigit(digits) && weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
};

/** Date of birth, three digits, and two check digits: by Luhn and by Verhoeff, over the same eleven digits. */
const isLuxembourgNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const isBirth = isDate(numberAt(digits, 0, 4), numberAt(digits, 4, 6), numberAt(digits, 6, 8));
  return isBirth && isLuhn(digits.slice(0, 12).join("")) && isVerhoeff([...digits.slice(0, 11), digits[12] ?? 0]);
};

/** One of the first ten digits occurs two or three times. The eleventh is the check digit. */
const isGermanTaxId = (value: string): boolean => {
  const digits = digitsOf(value);
  const counts = Array.from(
    { length: 10 },
    (_, digit) => digits.slice(0, 10).filter((other) => other === digit).length,
  );
  const repeated = counts.filter((count) => count > 1);
  return digits[0] !== 0 && repeated.length === 1 && (repeated[0] ?? 0) <= 3 && isMod11And10(digits);
};

/** A letter as two digits, then digits, with the digit sums of weights 1 and 2 in turn. */
const isGermanHealthNumber = (value: string): boolean => {
  const letter = String(value.toUpperCase().charCodeAt(0) - 64).padStart(2, "0");
  const digits = digitsOf(letter + value.slice(1));
  const sum = digits.slice(0, -1).reduce((total, digit, index) => {
    const weighted = digit * (index % 2 === 0 ? 1 : 2);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === digits.at(-1);
};

/** Office, date of birth, letter as two digits, serial, and check digit from digit sums of products. */
const isGermanInsuranceNumber = (value: string): boolean => {
  const id = compact(value);
  const letter = String(id.charCodeAt(8) - 64).padStart(2, "0");
  const digits = digitsOf(id.slice(0, 8) + letter + id.slice(9));
  const sum = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1].reduce((total, weight, index) => {
    const weighted = (digits[index] ?? 0) * weight;
    return total + Math.floor(weighted / 10) + (weighted % 10);
  }, 0);
  const day = numberAt(digits, 2, 4) % 50;
  return day >= 1 && day <= 31 && numberAt(digits, 4, 6) <= 12 && sum % 10 === digits[12];
};

/** Serial, check digit, and date of birth. */
const isAustrianInsuranceNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const sum = weightedSum(digits, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]);
  return digits[0] !== 0 && sum % 11 === digits[3] && numberAt(digits, 4, 6) <= 31 && numberAt(digits, 6, 8) <= 15;
};

/** The numbers of tax offices, which come first. */
const AUSTRIAN_OFFICES = /^(?:0[346789]|1[02568]|2[239]|33|38|4[16]|5[123479]|6[15789]|7[12]|8[1-4]|9[01378])/;

const isAustrianTaxNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const sum = digits.slice(0, 8).reduce((total, digit, index) => {
    const weighted = digit * (index % 2 === 0 ? 1 : 2);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return AUSTRIAN_OFFICES.test(value) && (80 - sum) % 10 === digits[8];
};

/** Thirteen digits that start with the country code, with the check digit of EAN-13. */
const isSwissAhv = (value: string): boolean => {
  const digits = digitsOf(value);
  return weightedSum(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0;
};

/**
 * A company, whose number has its own check digit, and a branch. La Poste has more branches than valid check digits.
 */
const isFrenchSiret = (value: string): boolean => {
  const id = compact(value);
  return isLuhn(id.slice(0, 9)) && (isLuhn(id) || id.startsWith("356000000"));
};

const isSwissUid = (value: string): boolean => {
  const digits = digitsOf(value);
  return (11 - (weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4]) % 11)) % 11 === digits[8];
};

const isBelgianVat = (value: string): boolean => {
  const digits = digitsOf(value);
  return (numberAt(digits, 0, 8) + numberAt(digits, 8, 10)) % 97 === 0;
};

/** Like a citizen service number, with the remainder 5. */
const isDutchPupilNumber = (value: string): boolean =>
  (weightedSum(digitsOf(value), [9, 8, 7, 6, 5, 4, 3, 2, -1]) + 11) % 11 === 5;

export const WEST_EUROPE: readonly EntityRecognizer[] = [
  idRecognizer(
    "FR_NIR",
    "[1-478] ?\\d{2} ?\\d{2} ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}",
    0.3,
    "nir sécurité_sociale numéro_de_sécurité insee assuré social_security",
    isFrenchNir,
  ),
  idRecognizer(
    "FR_TAX_NUMBER",
    "[0-3]\\d ?\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}",
    0.1,
    "fiscal spi impôt impots tax",
    isFrenchTaxNumber,
  ),
  idRecognizer(
    "BE_NATIONAL_NUMBER",
    "\\d{2}[. ]?\\d{2}[. ]?\\d{2}[- ]?\\d{3}[. ]?\\d{2}",
    0.1,
    "rijksregisternummer registre_national national_number insz niss bis",
    isBelgianNumber,
  ),
  idRecognizer("NL_BSN", "\\d{8,9}|\\d{4}[. ]\\d{2}[. ]\\d{3}", 0.05, "bsn burgerservicenummer sofinummer", isDutchBsn),
  idRecognizer(
    "LU_NATIONAL_NUMBER",
    "(?:18|19|20)\\d{11}",
    0.1,
    "matricule luxembourg numéro_national",
    isLuxembourgNumber,
  ),
  idRecognizer(
    "DE_TAX_ID",
    "\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}",
    0.1,
    "steuer-id steueridentifikationsnummer steuernummer idnr identifikationsnummer tax_id",
    isGermanTaxId,
  ),
  idRecognizer(
    "DE_HEALTH_INSURANCE",
    "[A-Za-z]\\d{9}",
    0.3,
    "krankenversichertennummer versichertennummer krankenkasse kvnr krankenversicherung health_insurance",
    isGermanHealthNumber,
  ),
  idRecognizer(
    "DE_SOCIAL_SECURITY",
    "\\d{2} ?\\d{6} ?[A-Za-z] ?\\d{3}",
    0.3,
    "rentenversicherungsnummer sozialversicherungsnummer rvnr svnr versicherungsnummer",
    isGermanInsuranceNumber,
  ),
  idRecognizer("DE_VAT_ID", "DE ?\\d{9}", 0.3, "ust-idnr umsatzsteuer-id ustid vat", (value) =>
    isMod11And10(digitsOf(value)),
  ),
  idRecognizer(
    "DE_PASSPORT",
    "[CFGHJKcfghjk][CFGHJKLMNPRTVWXYZcfghjklmnprtvwxyz0-9]{8}",
    0.1,
    "reisepass passnummer pass passport",
  ),
  idRecognizer(
    "DE_ID_CARD",
    "[LMNPRTVWXYlmnprtvwxy][CFGHJKLMNPRTVWXYZcfghjklmnprtvwxyz0-9]{8}|[Tt]\\d{8}",
    0.1,
    "personalausweis ausweis ausweisnummer",
  ),
  idRecognizer(
    "AT_SVNR",
    "\\d{4} ?\\d{6}",
    0.1,
    "sozialversicherungsnummer svnr versicherungsnummer sv-nummer",
    isAustrianInsuranceNumber,
  ),
  idRecognizer(
    "AT_TAX_NUMBER",
    "\\d{2}-?\\d{3}/?\\d{4}",
    0.05,
    "steuernummer abgabenkontonummer finanzamt",
    isAustrianTaxNumber,
  ),
  idRecognizer(
    "CH_AHV",
    "756[. ]?\\d{4}[. ]?\\d{4}[. ]?\\d{2}",
    0.5,
    "ahv avs ahv-nummer sozialversicherungsnummer",
    isSwissAhv,
  ),
  idRecognizer("FR_SIREN", "\\d{3} ?\\d{3} ?\\d{3}", 0.05, "siren rcs", isLuhn),
  idRecognizer("FR_SIRET", "\\d{3} ?\\d{3} ?\\d{3} ?\\d{5}", 0.05, "siret", isFrenchSiret),
  idRecognizer("CH_UID", "CHE-?\\d{3}\\.?\\d{3}\\.?\\d{3}", 0.5, "uid ide mwst tva iva", isSwissUid),
  idRecognizer(
    "BE_VAT",
    "(?:BE ?)?[01]\\d{3}\\.?\\d{3}\\.?\\d{3}",
    0.1,
    "btw tva vat ondernemingsnummer",
    isBelgianVat,
  ),
  idRecognizer("NL_ONDERWIJSNUMMER", "10\\d{7}", 0.05, "onderwijsnummer", isDutchPupilNumber),
  idRecognizer(
    "NL_ID_CARD",
    "[A-NP-Za-np-z]{2}[0-9A-NP-Za-np-z]{6}\\d",
    0.1,
    "identiteitskaart paspoort paspoortnummer documentnummer id-kaart",
  ),
];
