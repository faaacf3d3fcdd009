import { isShortDate } from "../checks/dates.ts";
import { compact, digitsOf, isOneDigit, numberAt, weightedSum } from "../checks/digits.ts";
import { isLuhn } from "../checks/luhn.ts";
import { type EntityRecognizer, idRecognizer } from "../entity-recognizer.ts";

const brazilianCheck = (sum: number): number => (sum % 11 < 2 ? 0 : 11 - (sum % 11));

const isBrazilianCpf = (value: string): boolean => {
  const digits = digitsOf(value);
  const first = brazilianCheck(weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]));
  const second = brazilianCheck(weightedSum(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]));
  return !isOneDigit(digits) && first === digits[9] && second === digits[10];
};

/** Since 2026, the first twelve characters may be letters, which count by their ASCII code minus that of 0. */
const isBrazilianCnpj = (value: string): boolean => {
  const values = Array.from(compact(value), (char) => char.charCodeAt(0) - 48);
  const first = brazilianCheck(weightedSum(values, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
  const second = brazilianCheck(weightedSum(values, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
  return !isOneDigit(values) && first === values[12] && second === values[13];
};

const isArgentineCuit = (value: string): boolean => {
  const digits = digitsOf(value);
  const check = 11 - (weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (check === 11 ? 0 : check === 10 ? 9 : check) === digits[10];
};

/** Weights 2 to 7 from the right, repeated. A check digit of ten is written K. */
const isChileanRut = (value: string): boolean => {
  const id = compact(value);
  const digits = digitsOf(id.slice(0, -1)).toReversed();
  const sum = digits.reduce((total, digit, index) => total + digit * ((index % 6) + 2), 0);
  return "0K987654321"[sum % 11] === id.at(-1) && digits.length > 6;
};

const CURP_ORDER = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";

const isMexicanCurp = (value: string): boolean => {
  const id = value.toUpperCase();
  const sum = Array.from(id.slice(0, 17)).reduce(
    (total, char, index) => total + CURP_ORDER.indexOf(char) * (18 - index),
    0,
  );
  const digits = digitsOf(id.slice(4, 10));
  const isBirth = isShortDate(numberAt(digits, 0, 2), numberAt(digits, 2, 4), numberAt(digits, 4, 6));
  return isBirth && (10 - (sum % 10)) % 10 === Number(id[17]);
};

const RFC_ORDER = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ";

/** Date of birth or founding, and a check character modulo 11. Many numbers in use have a wrong one. */
const isMexicanRfc = (value: string): boolean | undefined => {
  const id = compact(value).padStart(13, " ");
  const digits = digitsOf(id.slice(4, 10));
  if (!isShortDate(numberAt(digits, 0, 2), numberAt(digits, 2, 4), numberAt(digits, 4, 6))) return false;
  const sum = Array.from(id.slice(0, 12)).reduce(
    (total, char, index) => total + RFC_ORDER.indexOf(char) * (13 - index),
    0,
  );
  return "0A987654321"[sum % 11] === id[12] ? true : undefined;
};

const ecuadorianSum = (digits: readonly number[]): number =>
  digits.slice(0, 9).reduce((total, digit, index) => {
    const weighted = digit * (index % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);

const isEcuadorianId = (value: string): boolean => {
  const digits = digitsOf(value);
  const province = numberAt(digits, 0, 2);
  const isProvince = (province >= 1 && province <= 24) || province === 30;
  return isProvince && (digits[2] ?? 9) <= 6 && (10 - (ecuadorianSum(digits) % 10)) % 10 === digits[9];
};

const isUruguayanId = (value: string): boolean => {
  const digits = digitsOf(value.replaceAll(/\D/g, "").padStart(8, "0"));
  return !isOneDigit(digits) && (10 - (weightedSum(digits, [2, 9, 8, 7, 6, 3, 4]) % 10)) % 10 === digits[7];
};

const COLOMBIAN_WEIGHTS: readonly number[] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];

const isColombianNit = (value: string): boolean => {
  const digits = digitsOf(value);
  const sum = weightedSum(digits.slice(0, -1).toReversed(), COLOMBIAN_WEIGHTS) % 11;
  return (sum < 2 ? sum : 11 - sum) === digits.at(-1);
};

const STATES = "(?:AS|B[CS]|C[CLMSH]|D[FG]|G[TR]|HG|JC|M[CNS]|N[ETL]|OC|PL|Q[TR]|S[PLR]|T[CSL]|VZ|YN|ZS)";

/** The sum with weights 2, 3, 4 and so on from the right. */
const sumFromRight = (digits: readonly number[]): number =>
  digits.toReversed().reduce((sum, digit, index) => sum + digit * (index + 2), 0);

/** The number of an identity card, followed by a check digit or a check letter. */
const isPeruvianCui = (value: string): boolean => {
  const id = compact(value);
  const rest = weightedSum(digitsOf(id.slice(0, 8)), [3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return ["65432110987"[rest], "KJIHGFEDCBA"[rest]].includes(id[8]);
};

const isPeruvianRuc = (value: string): boolean => {
  const digits = digitsOf(value);
  return (11 - (weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === digits[10];
};

const isParaguayanRuc = (value: string): boolean => {
  const digits = digitsOf(value);
  return ((11 - (sumFromRight(digits.slice(0, -1)) % 11)) % 11) % 10 === digits.at(-1);
};

const RIF_KINDS: Readonly<Record<string, number>> = { V: 4, E: 8, J: 12, P: 16, G: 20 };

const isVenezuelanRif = (value: string): boolean => {
  const id = compact(value);
  const digits = digitsOf(id.slice(1));
  const sum = (RIF_KINDS[id.charAt(0)] ?? 0) + weightedSum(digits, [3, 2, 7, 6, 5, 4, 3, 2]);
  return Number("00987654321"[sum % 11]) === digits[8];
};

const isGuatemalanNit = (value: string): boolean => {
  const id = compact(value);
  return "0123456789K"[(11 - (sumFromRight(digitsOf(id.slice(0, -1))) % 11)) % 11] === id.at(-1);
};

/** Newer numbers, with a serial above 100, have other weights. */
const isSalvadoranNit = (value: string): boolean => {
  const digits = digitsOf(value);
  const isOld = numberAt(digits, 10, 13) <= 100;
  const sum = weightedSum(
    digits,
    isOld ? [14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2] : [2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2],
  );
  return (isOld ? sum % 11 : (11 - (sum % 11)) % 11) % 10 === digits[13];
};

const isUruguayanRut = (value: string): boolean => {
  const digits = digitsOf(value);
  const office = numberAt(digits, 0, 2);
  const check = (11 - (weightedSum(digits, [4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return office > 0 && office <= 22 && numberAt(digits, 2, 8) > 0 && check === digits[11];
};

const isDominicanRnc = (value: string): boolean => {
  const digits = digitsOf(value);
  return (((21 - (weightedSum(digits, [7, 9, 8, 6, 5, 4, 3, 2]) % 11)) % 11) % 9) + 1 === digits[8];
};

/** A person's id, or a company's number by its third digit, and a branch. */
const isEcuadorianRuc = (value: string): boolean => {
  const digits = digitsOf(value);
  const isPublic = numberAt(digits, 9, 13) > 0 && weightedSum(digits, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
  const hasBranch = numberAt(digits, 10, 13) > 0;
  if (digits[2] === 6 && isPublic) return true;
  if (digits[2] === 9) return isPublic || (hasBranch && weightedSum(digits, [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0);
  return hasBranch && isEcuadorianId(digits.slice(0, 10).join(""));
};

/** The date of birth, the century, and counters without a check digit. */
const isCubanId = (value: string): false | undefined => {
  const digits = digitsOf(value);
  return isShortDate(numberAt(digits, 0, 2), numberAt(digits, 2, 4), numberAt(digits, 4, 6)) ? undefined : false;
};

export const LATIN_AMERICA: readonly EntityRecognizer[] = [
  idRecognizer(
    "BR_CPF",
    "\\d{3}\\.?\\d{3}\\.?\\d{3}-?\\d{2}",
    0.3,
    "cpf cadastro_de_pessoas contribuinte",
    isBrazilianCpf,
  ),
  idRecognizer(
    "BR_CNPJ",
    "[0-9A-Za-z]{2}\\.?[0-9A-Za-z]{3}\\.?[0-9A-Za-z]{3}/?[0-9A-Za-z]{4}-?\\d{2}",
    0.3,
    "cnpj cadastro_nacional empresa",
    isBrazilianCnpj,
  ),
  idRecognizer("AR_CUIT", "(?:20|2[3-7]|30|33|34)-?\\d{8}-?\\d", 0.3, "cuit cuil", isArgentineCuit),
  idRecognizer("CL_RUT", "\\d{1,2}\\.?\\d{3}\\.?\\d{3}-?[0-9Kk]", 0.1, "rut run rol_único", isChileanRut),
  idRecognizer(
    "MX_CURP",
    `[A-Z][AEIOUX][A-Z]{2}\\d{6}[HMX]${STATES}[B-DF-HJ-NP-TV-Z]{3}[0-9A-Z]\\d|[A-Z][AEIOUX][A-Z]{2}\\d{6}[HMX]NE[B-DF-HJ-NP-TV-Z]{3}[0-9A-Z]\\d`,
    0.5,
    "curp clave_única",
    isMexicanCurp,
  ),
  idRecognizer("MX_RFC", "[A-ZÑ&]{3,4}[ -]?\\d{6}[ -]?[0-9A-Z]{2}[0-9A]", 0.3, "rfc registro_federal", isMexicanRfc),
  idRecognizer("EC_CEDULA", "\\d{9}-?\\d", 0.05, "cédula cedula", isEcuadorianId),
  idRecognizer("UY_CI", "\\d\\.?\\d{3}\\.?\\d{3}-?\\d", 0.05, "cédula cedula ci documento", isUruguayanId),
  idRecognizer("CO_NIT", "\\d{3}\\.?\\d{3}\\.?\\d{3}-?\\d", 0.05, "nit cédula_de_ciudadanía rut", isColombianNit),
  idRecognizer("DO_CEDULA", "\\d{3}-?\\d{7}-?\\d", 0.1, "cédula cedula dominicana", isLuhn),
  idRecognizer("PE_CUI", "\\d{8}-?[0-9A-Ka-k]", 0.1, "cui dni documento identidad perú peru", isPeruvianCui),
  idRecognizer("PE_RUC", "(?:10|15|16|17|20)\\d{9}", 0.1, "ruc contribuyente sunat", isPeruvianRuc),
  idRecognizer("PY_RUC", "\\d{5,8}-\\d", 0.05, "ruc contribuyente paraguay", isParaguayanRuc),
  idRecognizer("VE_RIF", "[VEJPGvejpg]-?\\d{8}-?\\d", 0.3, "rif seniat", isVenezuelanRif),
  idRecognizer("GT_NIT", "\\d{2,11}-[0-9Kk]", 0.05, "nit guatemala tributaria", isGuatemalanNit),
  idRecognizer("SV_NIT", "[019]\\d{3}-?\\d{6}-?\\d{3}-?\\d", 0.1, "nit salvador tributaria", isSalvadoranNit),
  idRecognizer("UY_RUT", "\\d{2}-?\\d{6}-?001-?\\d", 0.2, "rut uruguay", isUruguayanRut),
  idRecognizer("DO_RNC", "\\d-?\\d{2}-?\\d{5}-?\\d", 0.05, "rnc dominicana", isDominicanRnc),
  idRecognizer("EC_RUC", "\\d{10}-?\\d{3}", 0.1, "ruc ecuador contribuyente", isEcuadorianRuc),
  idRecognizer(
    "AR_DNI",
    "\\d{1,2}\\.\\d{3}\\.\\d{3}|\\d{7,8}",
    0.05,
    "dni d.n.i documento_nacional documento_de_identidad",
  ),
  idRecognizer(
    "CR_CPF",
    "0?[1-9]-\\d{4}-\\d{4}|0?[1-9]\\d{8}",
    0.05,
    "cédula cedula identificación persona_física costarricense",
  ),
  idRecognizer(
    "CR_CPJ",
    `(?:2-?[1-4]00|3-?(?:0(?:0[2-9]|1[0-4])|1(?:0[1-9]|10))|4-?000|5-?001)-?\\d{6}`,
    0.2,
    "cédula_jurídica cedula_juridica persona_jurídica",
  ),
  idRecognizer("CR_DIMEX", "1\\d{10,11}", 0.05, "dimex residencia"),
  {
    ...idRecognizer("CU_NI", "\\d{11}", 0.05, "carné carnet carné_de_identidad identidad", isCubanId),
    isProvable: false,
  },
];
