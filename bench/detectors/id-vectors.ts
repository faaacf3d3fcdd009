import { isProvable } from "../../src/library/sensitive-data/entity-recognizer.ts";
import { RECOGNIZERS } from "../../src/library/sensitive-data/recognizers.ts";
import { readSamples, type Sample } from "./corpus.ts";
import type { Detector } from "./detector.ts";
import { entityDetector } from "./entity-detector.ts";
import { percent, type Row } from "./table.ts";

/** The minimum score. All findings count, since only the check of a value is tested. */
const ANY = 0;

const TAX_IDS = RECOGNIZERS.filter(
  (recognizer) =>
    isProvable(recognizer) &&
    /^[A-Z]{2}_|^JMBG$/.test(recognizer.entity) &&
    !/PASSPORT|DRIV|BANK|VOTER|NPI|MBI|ABA|NHS/.test(recognizer.entity),
).map(({ entity }) => entity);

/** Entities by validators of validator.js. */
const VALIDATORS: Readonly<Record<string, readonly string[]>> = {
  isEmail: ["EMAIL_ADDRESS"],
  isMACAddress: ["MAC_ADDRESS"],
  isIBAN: ["IBAN_CODE"],
  isCreditCard: ["CREDIT_CARD"],
  isMobilePhone: ["PHONE_NUMBER"],
  isEthereumAddress: ["CRYPTO"],
  isBtcAddress: ["CRYPTO"],
  isTaxID: TAX_IDS,
  isIP: ["IP_ADDRESS"],
  isLuhnNumber: ["CREDIT_CARD"],
  isURL: ["URL"],
  isFQDN: ["URL"],
};

const known = new Set(RECOGNIZERS.map(({ entity }) => entity));
const checked = new Set(RECOGNIZERS.filter(isProvable).map(({ entity }) => entity));

const entitiesOf = ({ src, group, entities }: Sample): readonly string[] =>
  (src === "validator.js" ? (VALIDATORS[group] ?? []) : (entities ?? [])).filter((entity) => known.has(entity));

const detectors = new Map<string, Detector>();

const detectorOf = (entities: readonly string[]): Detector => {
  const key = entities.join(" ");
  const known = detectors.get(key);
  if (known !== undefined) return known;
  const own = RECOGNIZERS.filter(({ entity }) => entities.includes(entity));
  const detect = entityDetector(own, ANY);
  detectors.set(key, detect);
  return detect;
};

const isRight = (sample: Sample): boolean => detectorOf(entitiesOf(sample))(sample.text).length > 0 === sample.pos;

const rowsOf = (what: string, samples: readonly Sample[]): readonly Row[] =>
  [true, false].map((pos) => {
    const own = samples.filter((sample) => sample.pos === pos);
    return {
      what: `${what}: ${pos ? "valid found" : "invalid refused"}, %`,
      figure: percent(own.filter(isRight).length, own.length),
      of: own.length,
    };
  });

/** The values of Presidio's recognizer tests and of validator.js, by group, for the entities of the library. */
export const idVectorRows = (folder: string): readonly Row[] => {
  const samples = readSamples(folder, "pii-vectors").filter((sample) => entitiesOf(sample).length > 0);
  const withCheck = samples.filter(
    (sample) => sample.src !== "validator.js" && entitiesOf(sample).every((entity) => checked.has(entity)),
  );
  const groups = [...Map.groupBy(samples, ({ src, group }) => `${src} ${group}`)];
  return [
    ...rowsOf("presidio, entities with a check", withCheck).map((row) => ({ ...row, goal: { atLeast: 98 } })),
    ...groups.flatMap(([name, group]) => rowsOf(name, group)),
  ];
};

export const idVectorMistakes = (folder: string): readonly string[] =>
  readSamples(folder, "pii-vectors")
    .filter((sample) => entitiesOf(sample).length > 0 && !isRight(sample))
    .map(({ src, group, text, pos }) => `${pos ? "missed" : "wrong"} ${src} ${group}: ${JSON.stringify(text)}`);
