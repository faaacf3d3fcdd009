import { createSecretGate, secretProgram } from "../../src/library/secrets/secret-gate.ts";
import { RECOGNIZERS } from "../../src/library/sensitive-data/recognizers.ts";
import type { NormalizationDepth } from "../../src/text/normalize/normalization-level.ts";
import type { Detector } from "./detector.ts";
import { entityDetector } from "./entity-detector.ts";
import { entitySamples } from "./entity-samples.ts";
import { gateDetector } from "./gate-detector.ts";
import { formatTokens } from "./secret-samples.ts";
import { percent, type Row } from "./table.ts";

const ENTITIES: ReadonlySet<string> = new Set(["EMAIL_ADDRESS", "CREDIT_CARD", "US_SSN", "IBAN_CODE"]);
const THRESHOLD = 0.35;

const eachCode = (value: string, write: (code: number) => string): string =>
  Array.from(value, (char) => write(char.codePointAt(0) ?? 0)).join("");

const shifted = (value: string, from: RegExp, by: number): string =>
  value.replaceAll(from, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) + by));

const CYRILLIC: Readonly<Record<string, string>> = {
  a: "\u0430",
  e: "\u0435",
  o: "\u043e",
  c: "\u0441",
  p: "\u0440",
  A: "\u0410",
  E: "\u0415",
  O: "\u041e",
  C: "\u0421",
};

interface Trick {
  readonly name: string;
  readonly reading: NormalizationDepth;
  readonly atLeast: number;
  readonly write: (value: string) => string;
}

const TRICKS: readonly Trick[] = [
  { name: "zero-width between all", reading: "fold", atLeast: 95, write: (value) => Array.from(value).join("\u200b") },
  {
    name: "one zero-width",
    reading: "fold",
    atLeast: 95,
    write: (value) => `${value.slice(0, 4)}\u200d${value.slice(4)}`,
  },
  { name: "full width", reading: "fold", atLeast: 95, write: (value) => shifted(value, /[!-~]/g, 0xfee0) },
  {
    name: "soft hyphen",
    reading: "fold",
    atLeast: 95,
    write: (value) => `${value.slice(0, 5)}\u00ad${value.slice(5)}`,
  },
  { name: "no-break space", reading: "fold", atLeast: 95, write: (value) => value.replaceAll(" ", "\u00a0") },
  { name: "en dash", reading: "fold", atLeast: 95, write: (value) => value.replaceAll("-", "\u2013") },
  { name: "Arabic digits", reading: "fold", atLeast: 95, write: (value) => shifted(value, /\d/g, 0x0660 - 48) },
  {
    name: "homoglyphs",
    reading: "fold",
    atLeast: 85,
    write: (value) => value.replaceAll(/[aeocpAEOC]/g, (char) => CYRILLIC[char] ?? char),
  },
  { name: "base64", reading: "decode", atLeast: 95, write: (value) => btoa(value) },
  {
    name: "hex",
    reading: "decode",
    atLeast: 95,
    write: (value) => eachCode(value, (code) => code.toString(16).padStart(2, "0")),
  },
  {
    name: "percent",
    reading: "decode",
    atLeast: 95,
    write: (value) => eachCode(value, (code) => `%${code.toString(16).padStart(2, "0")}`),
  },
  { name: "comments of HTML", reading: "decode", atLeast: 95, write: (value) => value.split("").join("<!-- -->") },
  { name: "entities", reading: "decode", atLeast: 95, write: (value) => eachCode(value, (code) => `&#${code};`) },
  {
    name: "\\u escapes",
    reading: "decode",
    atLeast: 95,
    write: (value) => eachCode(value, (code) => `\\u${code.toString(16).padStart(4, "0")}`),
  },
];

const recognizers = RECOGNIZERS.filter(({ entity }) => ENTITIES.has(entity));

const entityValues = (): readonly string[] =>
  entitySamples().flatMap(({ text, spans }) => {
    const [start = 0, end = 0, entity = ""] = spans?.[0] ?? [];
    return ENTITIES.has(entity) ? [text.slice(start, end)] : [];
  });

const secrets = secretProgram({ exclude: new Set(), allow: new Set() });

/** Of the values that are found in plain writing, the share that is found in disguise, at the level for that. */
const rowsOf = (
  what: string,
  values: readonly string[],
  detectorAt: (reading: NormalizationDepth) => Detector,
): readonly Row[] => {
  const plain = detectorAt("exact");
  const found = values.filter((value) => plain(`: ${value} .`).length > 0);
  return TRICKS.map(({ name, reading, atLeast, write }): Row => {
    const detect = detectorAt(reading);
    return {
      what: `${what}: ${name}, read at ${reading}, found of what is found plain, %`,
      figure: percent(found.filter((value) => detect(`It is: ${write(value)} .`).length > 0).length, found.length),
      of: found.length,
      goal: { atLeast },
    };
  });
};

/** Generated entities and tokens of all formats, in all disguises. */
export const trickyRows = (): readonly Row[] => [
  ...rowsOf("entities", entityValues(), (reading) => entityDetector(recognizers, THRESHOLD, reading)),
  ...rowsOf("secrets", formatTokens(), (reading) => gateDetector(() => createSecretGate(secrets, "mask", reading))),
];
