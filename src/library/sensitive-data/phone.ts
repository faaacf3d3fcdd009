import { type EntityRecognizer, words } from "./entity-recognizer.ts";

/** The minimum and maximum number of digits after a calling code. Codes that are not listed have no numbers. */
const NATIONAL_LENGTHS: Readonly<Record<string, readonly [number, number]>> = Object.fromEntries(
  (
    "1:10-10 7:10-10 20:8-10 27:9-9 30:10-10 31:9-9 32:8-9 33:9-9 34:9-9 36:8-9 39:6-12 40:9-9 41:9-9 43:7-13 44:9-10 45:8-8 46:7-10 " +
    "47:8-8 48:9-9 49:6-13 51:8-9 52:10-10 53:6-8 54:10-11 55:10-11 56:9-9 57:8-10 58:10-10 60:7-10 61:9-9 62:7-12 63:8-10 64:8-10 " +
    "65:8-8 66:8-9 77:10-10 81:9-10 82:7-10 84:9-10 86:9-11 90:10-10 91:10-10 92:9-10 93:9-9 94:9-9 95:7-10 98:10-10 211:9-9 212:9-9 " +
    "213:8-9 216:8-8 218:9-9 220:7-7 221:9-9 222:8-8 223:8-8 224:8-9 225:10-10 226:8-8 227:8-8 228:8-8 229:8-10 230:7-8 231:7-9 " +
    "232:8-8 233:9-9 234:8-10 235:8-8 236:8-8 237:9-9 238:7-7 239:7-7 240:9-9 241:7-8 242:9-9 243:7-9 244:9-9 245:7-9 246:7-7 247:5-6 248:7-7 " +
    "249:9-9 250:9-9 251:9-9 252:7-9 253:8-8 254:9-9 255:9-9 256:9-9 257:8-8 258:8-9 260:9-9 261:9-9 262:9-9 263:8-9 264:8-9 265:7-9 " +
    "266:8-8 267:7-8 268:8-8 269:7-7 290:4-5 291:7-7 297:7-7 298:6-6 299:6-6 350:8-8 351:9-9 352:6-11 353:7-9 354:7-9 355:8-9 356:8-8 " +
    "357:8-8 358:6-11 359:7-9 370:8-8 371:8-8 372:7-8 373:8-8 374:8-8 375:9-9 376:6-9 377:8-9 378:6-10 380:9-9 381:8-9 382:8-8 " +
    "383:8-9 385:8-9 386:8-8 387:8-9 389:8-8 420:9-9 421:9-9 423:7-9 500:5-5 501:7-7 502:8-8 503:8-8 504:8-8 505:8-8 506:8-8 507:7-8 " +
    "508:6-6 509:8-8 590:9-9 591:8-8 592:7-7 593:8-9 594:9-9 595:9-9 596:9-9 597:6-7 598:8-8 599:7-8 670:7-8 672:6-6 673:7-7 674:7-7 " +
    "675:7-8 676:5-7 677:5-7 678:5-7 679:7-7 680:7-7 681:6-6 682:5-5 683:4-7 685:5-7 686:5-8 687:6-6 688:5-6 689:6-8 690:4-7 691:7-7 " +
    "692:7-7 850:8-10 852:8-8 853:8-8 855:8-9 856:8-10 880:8-10 886:8-9 960:7-7 961:7-8 962:8-9 963:8-9 964:8-10 965:8-8 966:9-9 " +
    "967:7-9 968:8-8 970:8-9 971:8-9 972:8-9 973:8-8 974:8-8 975:7-8 976:8-8 977:8-10 992:9-9 993:8-8 994:9-9 995:9-9 996:9-9 998:9-9"
  )
    .split(" ")
    .map((entry) => {
      const [code = "", lengths = ""] = entry.split(":");
      const [fewest, most] = lengths.split("-").map(Number);
      return [code, [fewest ?? 0, most ?? 0]];
    }),
);

const fits = (number: string, digits: number): boolean => {
  const lengths = NATIONAL_LENGTHS[number.slice(0, digits)];
  const rest = number.length - digits;
  return lengths !== undefined && rest >= lengths[0] && rest <= lengths[1];
};

/** Whether digits are a calling code and a national number of valid length, without a `(0)`. */
const isInternational = (number: string): boolean => [1, 2, 3].some((digits) => fits(number, digits));

const EXTENSION_BEHIND = / ?(?:x|ext)[^]*$/;
const digitsIn = (value: string): string =>
  value.replace(EXTENSION_BEHIND, "").replace("(0)", "").replaceAll(/\D/g, "");

/** Shorter numbers are local and written without separators. */
const MIN_DIGITS = 7;

/** After digits and a colon, as in a time. */
const BEHIND_DIGITS = /\d:$/;

/** A date since 1900, with the year first or last. */
const DAY =
  /^(?:(?:19|20)\d\d([ .-])(?:0\d|1[0-2])\1(?:[0-2]\d|3[01])|(?:[0-2]\d|3[01])([ .-])(?:0\d|1[0-2])\2(?:19|20)\d\d)$/;

/** Labels of phone numbers on cards, in forms and signatures. */
const LABEL = /(?:^|[\s|(,;])(?:office|home|work|desk|direct|ph) ?[.:]\s*$/i;
/** Whether the value has a bracket that surrounds more than the number. */
const isUnbalanced = (value: string): boolean => value.split("(").length !== value.split(")").length;

/** Things with numbers other than phones. */
const NUMBERED =
  "order|part|serial|account|customer|invoice|ticket|tracking|reference|model|case|bestell|auftrags|kunden|rechnungs|serien|konto|commande|facture|pedido|factura|fattura|ordine";
/** The name of another number directly before the value: `order number is`, `Rechnungsnr.:`, `numéro de commande`. */
const NAMED_OTHERWISE = new RegExp(
  `(?:(?:${NUMBERED})[ _-]?(?:numbers?|no|nr|nummer|id|code)|(?:n[uú]mero|num|n[º°]|номер) (?:de |d'|di )?(?:${NUMBERED}|заказа|сч[её]та)` +
    "|\\b(?:order|invoice|ticket|tracking|serial|version|value(?!=[\"'])|isbn|sku|took))(?: is| was)?[\\s\\d.:#=\"'-]*$",
  "i",
);

const isPhone = (value: string, before: string): boolean | undefined => {
  if (NAMED_OTHERWISE.test(before.slice(-50))) return false;
  if (BEHIND_DIGITS.test(before) || DAY.test(value) || isUnbalanced(value)) return false;
  const digits = digitsIn(value);
  if (/^\(?\+/.test(value)) return isInternational(digits) ? undefined : false;
  if (value.startsWith("00")) return isInternational(digits.slice(2)) ? undefined : false;
  return digits.length < MIN_DIGITS || /^(\d)\1+$/.test(digits) ? false : undefined;
};

/** Accepts an international number with a wrong number of digits for its country, as after a typing error. */
const isMiswritten = (value: string): boolean | undefined => {
  const { length } = digitsIn(value);
  return length > MIN_DIGITS && length <= 15 && !isUnbalanced(value) ? undefined : false;
};

const START = "(?<![0-9A-Za-z_.+/@-])";
const CALLING_CODE = "(?:\\(\\+\\d{1,5}\\)|\\+\\(\\d{1,3}\\)|\\+\\d{1,3})";
const END = "(?![0-9A-Za-z_-])";
const EXTENSION = "(?: ?(?:x|ext\\.?|extension) ?\\d{1,6})?";
const SIGN = "[ .\\u00a0-]";

/** Labels after phone numbers in letters, cards and signatures. */
const KINDS = "office work home mobile mob cell fax phone tel direct main desk landline pager".split(" ");
const BEHIND = [" ", "  ", "\t", " (", ", ", " - ", " is my ", " is the "].flatMap((sign) =>
  KINDS.map((kind) => sign + kind),
);

/** The first group of a number, except years and what begins like those of the last century. */
const FIRST = "(?:0\\d{1,3}|1[1-8]\\d|20\\d?|2[1-9]\\d{0,2}|[3-9]\\d{1,3})";

/** Context words for phones and calls in many languages. */
const CALLS =
  "phone phones telephone tel tel. cell cellphone mobile call called calling fax text sms whatsapp dial dialled dialed ring hotline landline voicemail " +
  "telefon telefonnummer rufnummer handy handynummer mobil anrufen rufen téléphone portable appeler appelez telefono telefone teléfono " +
  "celular móvil llamar llame llámame cellulare chiamare chiamami telemóvel ligar ligue telefoon mobiel bellen puhelin puhelinnumero " +
  "telefonszám zadzwoń telefonu τηλέφωνο κινητό телефон телефона телефону тел позвоните звоните мобильный هاتف جوال טלפון נייד फोन मोबाइल " +
  "telepon telp ponsel telefono telepono telèfon teléfonu telefonas tālrunis tlf tlf. tfn tfn. puh. mobitel мобител мобилен сотовый сотовая телефони " +
  "ტელეფონი հեռախոս تلفن موبایل تليفون فون फ़ोन दूरभाष ফোন মোবাইল தொலைபேசி ఫోన్ ഫോൺ simu ffôn " +
  "tél fixe festnetz fon rufnr tfno cel telef fone komórka komórkowy cep sími símanúmer τηλ κιν моб محمول موبايل פלאפון טל sđt " +
  "telefonszámom mobilnummer mobilnr mobiltelefon tlf.nr tlfnr telefoonnummer mobiele matkapuhelin numeroni soita recapito telefonico chiami hívjon " +
  "ruf erreichen erreichbar joindre telefonní volejte zavolejte dzwonić sunați τηλέφωνό καλέστε телефонуйте дзвоніть الهاتف هاتفي الجوال " +
  "جوالي الموبايل اتصل הנייד התקשרו di_động gọi no._hp nomor_hp hubungi 拨打 致电 điện_thoại 電話 电话 手机 手機 携帯 전화 핸드폰 휴대폰 연락처 โทร เบอร์ มือถือ";

const INTERNATIONAL = `${START}${CALLING_CODE}(?:[ .\\u00a0/-]{0,2}(?:\\(0\\)|\\(\\d{1,5}\\)|\\d{1,5})){1,7}${EXTENSION}${END}`;
const GROUPS = `${START}\\(?0?\\d{1,4}\\)?(?:${SIGN}\\d{2,4}){1,4}${EXTENSION}${END}`;
const BRACKETS = `${START}\\(\\d(?:[ -]?\\d){0,4}\\)[ -]?\\d{3,10}(?:[ -]\\d{2,4}){0,3}${END}`;

export const PHONE: readonly EntityRecognizer[] = [
  {
    entity: "PHONE_NUMBER",
    patterns: [
      [INTERNATIONAL, 0.6],
      [`${START}00[1-9]\\d{0,2}${SIGN}(?:${SIGN}?\\(?\\d{1,5}\\)?){2,6}${EXTENSION}${END}`, 0.4],
      [
        `${START}(?:1${SIGN})?(?:\\([2-9]\\d{2}\\) ?|[2-9]\\d{2}[.\\u00a0-])\\d{3}[ .\\u00a0-]\\d{4}${EXTENSION}${END}`,
        0.4,
      ],
      [`${START}0\\d{1,5}(?: / |/ |[ /-])(?:\\d{2,8}[ -]?){1,4}\\d{2,4}${END}`, 0.1],
      [GROUPS, 0.05],
      [`${START}\\(?${FIRST}\\)?(?:[ \\u00a0-]\\d{2,4}){1,4}${END}`, 0.4, BEHIND],
      [BRACKETS, 0.05],
      // Budapest, with the prefix of calls within Hungary.
      [`${START}06[ /-]1[ /-]\\d{3}[ -]?\\d{4}${END}`, 0.05],
      [`${START}\\d{1,5}[ -]\\d{5,8}${END}`, 0.05],
      [`${START}(?:0\\d{8,11}|[2-9]\\d{9}|[3-9]\\d{7})${END}`, 0.05],
    ],
    context: words(`${CALLS} number contact reach reached registered`),
    check: isPhone,
    isProvable: false,
  },
  {
    // Unseparated digits and numbers with a slash are phone numbers only after a context word.
    entity: "PHONE_NUMBER",
    patterns: [
      [
        `${START}(?:00[1-9]\\d{8,12}|0\\d{7}|1[2-8]\\d{7}|1[1-9]\\d{9}|[2-9]\\d{6,11}|0\\d{1,5}\\.\\d{5,8})${END}`,
        0.05,
      ],
      [`${START}\\(?\\d{1,4}\\)?(?:-?\\d{1,2})?/ ?\\d{3,4}[ -]?\\d{3,4}${END}`, 0.05],
    ],
    context: words(CALLS),
    check: isPhone,
    isProvable: false,
  },
  {
    // "GSM" means a mobile phone in Belgium and Turkey. Elsewhere it is a standard, followed by frequencies.
    entity: "PHONE_NUMBER",
    patterns: [[`${START}0\\d{2,3}(?:[ ./-]?\\d{2,3}){3,4}${END}`, 0.05]],
    context: words("gsm"),
    check: isPhone,
    isProvable: false,
  },
  {
    entity: "PHONE_NUMBER",
    patterns: [[INTERNATIONAL, 0.05]],
    context: words(CALLS),
    check: isMiswritten,
    isProvable: false,
  },
  {
    entity: "PHONE_NUMBER",
    patterns: [
      [GROUPS, 0.05],
      [BRACKETS, 0.05],
    ],
    context: words("office home work desk direct ph"),
    check: (value, before) => (LABEL.test(before.slice(-20)) ? isPhone(value, before) : false),
    isProvable: false,
  },
];
