import type { EntityRecognizer } from "./entity-recognizer.ts";
import { GENERAL } from "./general.ts";
import { ASIA } from "./ids/asia.ts";
import { BRITAIN_IRELAND } from "./ids/britain-ireland.ts";
import { CENTRAL_EUROPE } from "./ids/central-europe.ts";
import { LATIN_AMERICA } from "./ids/latin-america.ts";
import { NORDIC_BALTIC } from "./ids/nordic-baltic.ts";
import { NORTH_AMERICA } from "./ids/north-america.ts";
import { PACIFIC_AFRICA } from "./ids/pacific-africa.ts";
import { SOUTH_ASIA } from "./ids/south-asia.ts";
import { SOUTH_EUROPE } from "./ids/south-europe.ts";
import { WEST_EUROPE } from "./ids/west-europe.ts";
import { PHONE } from "./phone.ts";

/** Every entity that patterns and checks can tell, the general ones first. */
export const RECOGNIZERS: readonly EntityRecognizer[] = [
  ...GENERAL,
  ...PHONE,
  ...NORTH_AMERICA,
  ...BRITAIN_IRELAND,
  ...WEST_EUROPE,
  ...SOUTH_EUROPE,
  ...NORDIC_BALTIC,
  ...CENTRAL_EUROPE,
  ...LATIN_AMERICA,
  ...ASIA,
  ...SOUTH_ASIA,
  ...PACIFIC_AFRICA,
];
