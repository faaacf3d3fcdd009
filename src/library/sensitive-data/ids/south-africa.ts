import { isShortDate } from "../checks/dates.ts";
import { digitsOf, numberAt } from "../checks/digits.ts";
import { isLuhn } from "../checks/luhn.ts";
import { type EntityRecognizer, idRecognizer, standalone, words } from "../entity-recognizer.ts";

/** Date of birth, number, citizenship, and check digit by Luhn. */
const isSouthAfricanId = (value: string): boolean => {
  const digits = digitsOf(value);
  return isShortDate(numberAt(digits, 0, 2), numberAt(digits, 2, 4), numberAt(digits, 4, 6)) && isLuhn(value);
};

const PROVINCE = "(?:GP|ZN|WP|EC|NC|FS|LP|L|MP|NW)";
const PLATE = `[A-Z]{2} ?\\d{2} ?[A-Z]{2} ?${PROVINCE}|[A-Z]{2,3} ?\\d{2,3} ?[A-Z]{0,3} ?${PROVINCE}|\\d{2,3} ?[A-Z]{2,3} ?EC`;

const phone = (entity: string, first: string, context: string): EntityRecognizer => ({
  entity,
  patterns: [
    [`(?<![0-9A-Za-z_.+/@-])(?:\\+27|0027)[ -]?(?:\\(0\\))?${first}\\d[ -]?\\d{3}[ -]?\\d{4}(?![0-9A-Za-z_-])`, 0.6],
    [standalone(`\\(?0${first}\\d\\)?[ -]?\\d{3}[ -]?\\d{4}`), 0.4],
  ],
  context: words(context),
});

export const SOUTH_AFRICA: readonly EntityRecognizer[] = [
  ...["ZA_ID", "ZA_ID_NUMBER"].map((entity) =>
    idRecognizer(
      entity,
      "\\d{6} ?\\d{4} ?[0-2] ?\\d ?\\d",
      0.3,
      "south_african id_number identity_number rsa smart_id",
      isSouthAfricanId,
    ),
  ),
  idRecognizer("ZA_TIN", "[01239]\\d{9}", 0.05, "tax_reference tin sars", isLuhn),
  idRecognizer("ZA_INCOME_TAX_NUMBER", "[01239]\\d{9}", 0.05, "income_tax tax_reference tax_number taxpayer sars itr"),
  idRecognizer("ZA_VAT_NUMBER", "4\\d{9}", 0.1, "vat value_added_tax tax_invoice sars"),
  idRecognizer("ZA_PASSPORT", "[ADMT]\\d{8}", 0.2, "passport travel_document dha"),
  idRecognizer(
    "ZA_COMPANY_REGISTRATION",
    "(?:18|19|20)\\d{2}/\\d{6}/\\d{2}|(?:CK|NR|[KTWBMN])(?:18|19|20)\\d{2}/\\d{6}",
    0.4,
    "cipc company_registration registration_number close_corporation enterprise_number",
  ),
  idRecognizer(
    "ZA_TRAFFIC_REGISTER_NUMBER",
    "\\d{13}",
    0.05,
    "traffic_register trn enatis natis vehicle_register",
    (value) => (isSouthAfricanId(value) ? false : undefined),
  ),
  idRecognizer("ZA_DRIVER_LICENSE", "\\d{6,10}[A-Z][0-9A-Z]{1,4}", 0.2, "licence license driver driving enatis natis"),
  idRecognizer(
    "ZA_LICENSE_PLATE",
    PLATE,
    0.3,
    "plate licence_plate license_plate number_plate registration natis enatis",
  ),
  phone("ZA_MOBILE_NUMBER", "[678]", "mobile cell cellular cellphone handset sms whatsapp contact_number"),
  phone("ZA_TELEPHONE_NUMBER", "[1-5]", "tel telephone phone landline office_number home_number work_number"),
];
