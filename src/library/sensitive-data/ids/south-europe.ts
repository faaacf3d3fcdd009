import { isShortDate } from "../checks/dates.ts";
import { compact, digitsOf, isOneDigit, numberAt, weightedSum } from "../checks/digits.ts";
import { isLuhn } from "../checks/luhn.ts";
import { type EntityRecognizer, idRecognizer } from "../entity-recognizer.ts";

const NIF_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

/** The check letter is chosen by the digits modulo 23. X, Y and Z of foreigners count as 0, 1 and 2. */
const isSpanishNif = (value: string): boolean => {
  const id = compact(value);
  const number = id.slice(0, -1).replace(/^[XYZ]/, (letter) => String("XYZ".indexOf(letter)));
  return NIF_LETTERS[Number(number.replace(/^[KLM]/, "")) % 23] === id.at(-1);
};

const isPortugueseNif = (value: string): boolean => {
  const digits = digitsOf(value);
  const rest = weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest < 2 ? 0 : 11 - rest) === digits[8];
};

const ODD = "BAKPLCQDREVOSFTGUHMINJWZYX";
/** Letters that replace digits of a fiscal code if several people would share it (omocodia). */
const OMOCODIA = "LMNPQRSTUV";
const MONTHS = "ABCDEHLMPRST";

const fiscalOrder = (char: string): number => (/\d/.test(char) ? Number(char) : char.charCodeAt(0) - 65);

const isFiscalBirth = (id: string): boolean => {
  const number = (from: number): number =>
    Number(id.slice(from, from + 2).replaceAll(/[A-Z]/g, (char) => String(OMOCODIA.indexOf(char))));
  return isShortDate(number(6), MONTHS.indexOf(id[8] ?? "") + 1, number(9) % 40);
};

const VOWEL_ORDER = /^[B-DF-HJ-NP-TV-Z]*[AEIOU]*X*$/;

/** Letters of the name (consonants, then vowels), date of birth, and check letter. */
const isItalianFiscalCode = (value: string): boolean => {
  const id = value.toUpperCase();
  if (!VOWEL_ORDER.test(id.slice(0, 3)) || !VOWEL_ORDER.test(id.slice(3, 6)) || !isFiscalBirth(id)) return false;
  const sum = Array.from(id.slice(0, 15)).reduce(
    (total, char, index) =>
      total + (index % 2 === 0 ? ODD.indexOf(String.fromCharCode(fiscalOrder(char) + 65)) : fiscalOrder(char)),
    0,
  );
  return String.fromCharCode((sum % 26) + 65) === id[15];
};

const isItalianVatCode = (value: string): boolean => {
  const number = value.replaceAll(/\D/g, "");
  const office = Number(number.slice(7, 10));
  const isOffice = (office >= 1 && office <= 100) || [120, 121, 888, 999].includes(office);
  return Number(number.slice(0, 7)) > 0 && isOffice && isLuhn(number);
};

/** Date of birth and five digits, with check digit by Luhn. */
const isGreekAmka = (value: string): boolean => {
  const digits = digitsOf(value);
  return isShortDate(numberAt(digits, 4, 6), numberAt(digits, 2, 4), numberAt(digits, 0, 2)) && isLuhn(value);
};

const isGreekAfm = (value: string): boolean => {
  const digits = digitsOf(value);
  return !isOneDigit(digits) && (weightedSum(digits, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === digits[8];
};

const CYPRUS_EVEN: readonly number[] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];

const isCypriotTaxNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? (CYPRUS_EVEN[digit] ?? 0) : digit), 0);
  return !value.startsWith("12") && String.fromCharCode((sum % 26) + 65) === value.at(-1)?.toUpperCase();
};

/** Two check digits: the tenth from odd and even places, the eleventh from the ten before. */
const isTurkishId = (value: string): boolean => {
  const digits = digitsOf(value);
  const odd = weightedSum(digits, [1, 0, 1, 0, 1, 0, 1, 0, 1]);
  const even = weightedSum(digits, [0, 1, 0, 1, 0, 1, 0, 1]);
  const sum = digits.slice(0, 10).reduce((total, digit) => total + digit, 0);
  return (((odd * 7 - even) % 10) + 10) % 10 === digits[9] && sum % 10 === digits[10];
};

const LETTER = "[A-Za-z]";

/** Luhn, with a check digit or check letter. Sources differ on which kinds of entities have which. */
const isSpanishCif = (value: string): boolean => {
  const id = compact(value);
  const letter = "JABCDEFGHI".indexOf(id.charAt(8));
  return isLuhn(id.slice(1, 8) + (letter < 0 ? id.charAt(8) : String(letter)));
};

/** Luhn with letters, which count from ten. */
const isPortugueseCc = (value: string): boolean => {
  const sum = Array.from(compact(value))
    .toReversed()
    .reduce((total, char, index) => {
      const number = Number.parseInt(char, 36) * (index % 2 === 1 ? 2 : 1);
      return total + (index % 2 === 1 && number > 9 ? number - 9 : number);
    }, 0);
  return sum % 10 === 0;
};

const isTurkishVkn = (value: string): boolean => {
  const digits = digitsOf(value);
  const sum = digits.slice(0, 9).reduce((total, digit, index) => {
    const shifted = (digit + 9 - index) % 10;
    if (shifted === 0) return total;
    return total + ((shifted * 2 ** (9 - index)) % 9 || 9);
  }, 0);
  return (10 - (sum % 10)) % 10 === digits[9];
};

/** The last two digits are province and number modulo 97, without the leading zero of numbers with seven digits. */
const isSpanishNss = (value: string): boolean => {
  const digits = digitsOf(value);
  const number = numberAt(digits, 2, 10);
  const places = number < 10_000_000 ? 10_000_000 : 100_000_000;
  return (numberAt(digits, 0, 2) * places + number) % 97 === numberAt(digits, 10, 12);
};

const isPortugueseNiss = (value: string): boolean => {
  const digits = digitsOf(value);
  return 9 - (weightedSum(digits, [29, 23, 19, 17, 13, 11, 7, 5, 3, 2]) % 10) === digits[10];
};

export const SOUTH_EUROPE: readonly EntityRecognizer[] = [
  idRecognizer(
    "ES_NIF",
    `(?:\\d{7,8}|[KLMklm]\\d{7})-?${LETTER}`,
    0.5,
    "documento_nacional dni nif identificación identificacion",
    isSpanishNif,
  ),
  idRecognizer(
    "ES_NIE",
    `[XYZxyz]-?\\d{7,8}-?${LETTER}`,
    0.5,
    "número_de_identificación nie extranjero extranjería",
    isSpanishNif,
  ),
  idRecognizer("ES_PASSPORT", `${LETTER}{3}\\d{6}`, 0.1, "pasaporte passport"),
  idRecognizer(
    "PT_NIF",
    "[125689]\\d{2} ?\\d{3} ?\\d{3}|3\\d{2} ?\\d{3} ?\\d{3}",
    0.05,
    "nif contribuinte número_de_identificação_fiscal",
    isPortugueseNif,
  ),
  idRecognizer(
    "IT_FISCAL_CODE",
    `${LETTER}{6}[0-9LMNP-Vlmnp-v]{2}[ABCDEHLMPRSTabcdehlmprst][0-9LMNP-Vlmnp-v]{2}${LETTER}[0-9LMNP-Vlmnp-v]{3}${LETTER}`,
    0.3,
    "codice_fiscale cf fiscal",
    isItalianFiscalCode,
  ),
  idRecognizer(
    "IT_VAT_CODE",
    "\\d{5}[ _]?\\d{3}[ _]?\\d{3}|\\d{8}_\\d{3}",
    0.1,
    "piva partita_iva pi vat",
    isItalianVatCode,
  ),
  idRecognizer(
    "IT_DRIVER_LICENSE",
    `(?:${LETTER}{2}\\d{7}${LETTER}|U1[B-DF-HJ-NP-TV-Z0-9]{7}${LETTER})`,
    0.2,
    "patente patente_di_guida licenza",
  ),
  idRecognizer("IT_PASSPORT", `${LETTER}{2}\\d{7}`, 0.01, "passaporto passport elettronico italia viaggio"),
  idRecognizer(
    "IT_IDENTITY_CARD",
    `${LETTER}{2} ?\\d{7}|\\d{7}${LETTER}{2}|${LETTER}{2}\\d{5}${LETTER}{2}`,
    0.01,
    "carta identità elettronica cie documento riconoscimento",
  ),
  idRecognizer("GR_AMKA", "\\d{11}", 0.1, "amka αμκα", isGreekAmka),
  idRecognizer("GR_AFM", "\\d{9}", 0.05, "afm αφμ tin", isGreekAfm),
  idRecognizer("CY_TAX_NUMBER", `[0-9]\\d{7}${LETTER}`, 0.3, "tic tax τιν", isCypriotTaxNumber),
  idRecognizer("MT_ID", "\\d{7}[MGAPLHBZmgaplhbz]", 0.1, "karta identity malta"),
  idRecognizer(
    "TR_LICENSE_PLATE",
    "(?:0[1-9]|[1-7]\\d|8[01]) ?[A-Za-z]{1,3} ?\\d{2,4}",
    0.2,
    "plaka araç ruhsat license_plate",
  ),
  idRecognizer("TR_NATIONAL_ID", "[1-9]\\d{10}", 0.3, "tc kimlik tckn t.c. vatandaşlık nüfus", isTurkishId),
  idRecognizer(
    "ES_CIF",
    "[ABCDEFGHJNPQRSUVWabcdefghjnpqrsuvw]-?\\d{7}-?[0-9A-Ja-j]",
    0.3,
    "cif nif empresa",
    isSpanishCif,
  ),
  idRecognizer("PT_CC", "\\d{8} ?\\d ?[A-Z0-9]{2}\\d", 0.3, "cartão_de_cidadão cc cidadão", isPortugueseCc),
  idRecognizer("TR_VKN", "\\d{10}", 0.05, "vkn vergi_kimlik vergi", isTurkishVkn),
  idRecognizer(
    "ES_SOCIAL_SECURITY",
    "\\d{2}[ /-]?\\d{8}[ /-]?\\d{2}",
    0.1,
    "nss naf seguridad_social afiliación",
    isSpanishNss,
  ),
  idRecognizer("PT_NISS", "[12]\\d{10}", 0.1, "niss segurança_social", isPortugueseNiss),
  idRecognizer("AD_NRT", "[ACDEFGLOPUacdefglopu]-?\\d{6}-?[A-Za-z]", 0.2, "nrt registre_tributari"),
];
