import { digitsOf, weightedSum } from "../checks/digits.ts";
import { type EntityRecognizer, idRecognizer, standalone, words } from "../entity-recognizer.ts";

/** A doctor's number: six digits, a check digit, and two digits for the specialty. */
const isDoctorNumber = (value: string): boolean => {
  const digits = digitsOf(value);
  return (10 - (weightedSum(digits, [4, 9, 4, 9, 4, 9]) % 10)) % 10 === digits[6];
};

const plate = (middle: string): string =>
  `(?<![0-9A-Za-z_ÄÖÜäöü-])[A-ZÄÖÜ]{1,3}(?:${middle})\\d{1,4}[EH]?(?![0-9A-Za-z_])`;
const HYPHENATED = "-[A-Z]{1,2}[- ]";

/** German numbers other than those of people, which are in `west-europe.ts`. */
export const GERMANY: readonly EntityRecognizer[] = [
  {
    entity: "DE_TAX_NUMBER",
    patterns: [
      [standalone("\\d{2,3}/\\d{3,4}/\\d{4,5}"), 0.3],
      [standalone("(?:0[1-9]|1[0-6])\\d{11}"), 0.1],
    ],
    context: words(
      "steuernummer steuer-nr steuer_nr st.-nr st-nr stnr finanzamt einkommensteuer umsatzsteuer gewerbesteuer steuerbescheid",
    ),
  },
  idRecognizer(
    "DE_LANR",
    "\\d{9}",
    0.05,
    "lanr arztnummer arzt-nr arzt_nr vertragsarzt hausarzt facharzt rezept",
    isDoctorNumber,
  ),
  idRecognizer("DE_BSNR", "\\d{9}", 0.05, "bsnr betriebsstättennummer betriebsstätte praxisnummer arztpraxis praxis"),
  {
    entity: "DE_FUEHRERSCHEIN",
    patterns: [
      [standalone("[A-Za-z]{2}\\d{8}[0-9A-Za-z]"), 0.2],
      [standalone("[A-Z]\\d{3}[0-9A-Z]{6}\\d"), 0.05],
    ],
    context: words("führerschein führerscheinnummer fahrerlaubnis fahrerlaubnisnummer driving_licence driving_license"),
  },
  idRecognizer(
    "DE_HANDELSREGISTER",
    "(?i:HR[AB]) ?\\d{1,6}(?: ?[A-Z]{1,2})?",
    0.5,
    "handelsregister handelsregisternummer amtsgericht registergericht registerauszug gmbh",
  ),
  {
    entity: "DE_KFZ",
    patterns: [
      [plate(`${HYPHENATED}| [A-Z]{1,2} `), 0.2],
      // Without a hyphen, `er um 12` would be a plate.
      [`(?i)${plate(HYPHENATED)}`, 0.05],
    ],
    context: words(
      "kennzeichen kfz-kennzeichen kfz nummernschild zulassung fahrzeug fahrzeugschein fahrzeugbrief auto pkw lkw wagen",
    ),
  },
  idRecognizer(
    "DE_PLZ",
    "0[1-9]\\d{3}|[1-9]\\d{4}",
    0.05,
    "plz postleitzahl adresse anschrift wohnort wohnhaft ort stadt straße strasse hausnummer lieferadresse rechnungsadresse",
  ),
];
