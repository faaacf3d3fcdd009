import { DEVICES } from "./devices.ts";
import type { EntityRecognizer } from "./entity-recognizer.ts";
import { withoutFillers } from "./fillers.ts";
import { GENERAL } from "./general.ts";
import { ASIA } from "./ids/asia.ts";
import { BANK_ACCOUNTS } from "./ids/bank-accounts.ts";
import { BRITAIN_IRELAND } from "./ids/britain-ireland.ts";
import { CENTRAL_EUROPE } from "./ids/central-europe.ts";
import { EAST_EUROPE_CENTRAL_ASIA } from "./ids/east-europe-central-asia.ts";
import { EU_VAT } from "./ids/eu-vat.ts";
import { GERMANY } from "./ids/germany.ts";
import { LATIN_AMERICA } from "./ids/latin-america.ts";
import { MIDDLE_EAST_AFRICA } from "./ids/middle-east-africa.ts";
import { NORDIC_BALTIC } from "./ids/nordic-baltic.ts";
import { NORTH_AMERICA } from "./ids/north-america.ts";
import { PACIFIC_AFRICA } from "./ids/pacific-africa.ts";
import { SOUTH_AFRICA } from "./ids/south-africa.ts";
import { SOUTH_ASIA } from "./ids/south-asia.ts";
import { SOUTH_EUROPE } from "./ids/south-europe.ts";
import { US_HEALTH } from "./ids/us-health.ts";
import { WEST_EUROPE } from "./ids/west-europe.ts";
import { PHONE } from "./phone.ts";

/** Numbers issued to a person, a company, a device or an account. */
const IDS: readonly EntityRecognizer[] = [
  ...DEVICES,
  ...BANK_ACCOUNTS,
  ...NORTH_AMERICA,
  ...US_HEALTH,
  ...BRITAIN_IRELAND,
  ...WEST_EUROPE,
  ...GERMANY,
  ...SOUTH_EUROPE,
  ...NORDIC_BALTIC,
  ...CENTRAL_EUROPE,
  ...EAST_EUROPE_CENTRAL_ASIA,
  ...EU_VAT,
  ...LATIN_AMERICA,
  ...ASIA,
  ...SOUTH_ASIA,
  ...PACIFIC_AFRICA,
  ...MIDDLE_EAST_AFRICA,
  ...SOUTH_AFRICA,
];

/** All built-in recognizers, the general ones first. */
export const RECOGNIZERS: readonly EntityRecognizer[] = [...GENERAL, ...PHONE, ...IDS.map(withoutFillers)];
