import { RECOGNIZERS } from "../../src/library/sensitive-data/recognizers.ts";
import { readSamples, type Sample } from "./corpus.ts";
import type { Finding } from "./detector.ts";
import { entityDetector } from "./entity-detector.ts";
import { entitySamples } from "./entity-samples.ts";
import { percent, perThousand, type Row } from "./table.ts";

/** The threshold that Presidio's users commonly set, and its own evaluation uses. */
const THRESHOLD = 0.35;
const STRUCTURED = ["EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "US_SSN", "IP_ADDRESS", "IBAN_CODE", "URL"];
const ALARM_TYPES: ReadonlySet<string> = new Set(STRUCTURED.filter((type) => type !== "URL"));
const MIN_OVERLAP = 0.8;

const RECALL_GOALS: Readonly<Record<string, readonly [recall: number, precision: number]>> = {
  EMAIL_ADDRESS: [100, 100],
  PHONE_NUMBER: [85, 90],
  CREDIT_CARD: [98, 98],
  US_SSN: [100, 100],
  IP_ADDRESS: [100, 100],
  IBAN_CODE: [100, 100],
  URL: [100, 100],
};

const recognizersOf = (entities: Iterable<string>) => {
  const wanted = new Set(entities);
  return RECOGNIZERS.filter(({ entity }) => wanted.has(entity));
};

const detectStructured = entityDetector(recognizersOf(STRUCTURED), THRESHOLD);

/** Converts an offset in code points to one in code units. */
const unitOffset = (text: string, codePoints: number): number => Array.from(text).slice(0, codePoints).join("").length;

const goldOf = ({ text, spans }: Sample): readonly Finding[] =>
  (spans ?? [])
    .map(([start, end, type]) => ({
      start: unitOffset(text, start),
      end: unitOffset(text, end),
      label: type === "DOMAIN_NAME" ? "URL" : type,
    }))
    .filter(({ label }) => STRUCTURED.includes(label));

const covers = (a: Finding, b: Finding): boolean => {
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return a.label === b.label && shared >= MIN_OVERLAP * Math.max(a.end - a.start, b.end - b.start);
};

interface Tally {
  readonly label: string;
  readonly sample: Sample;
  readonly finding: Finding;
  readonly isRight: boolean;
}

const tally = (samples: readonly Sample[]): { readonly gold: readonly Tally[]; readonly found: readonly Tally[] } => {
  const read = samples.map((sample) => ({ sample, gold: goldOf(sample), found: detectStructured(sample.text) }));
  const against = (from: "gold" | "found", to: "gold" | "found"): readonly Tally[] =>
    read.flatMap((entry) =>
      entry[from].map((finding) => ({
        label: finding.label,
        sample: entry.sample,
        finding,
        isRight: entry[to].some((other) => covers(finding, other)),
      })),
    );
  return { gold: against("gold", "found"), found: against("found", "gold") };
};

const share = (items: readonly Tally[]): number => percent(items.filter(({ isRight }) => isRight).length, items.length);

const spanRows = (what: string, samples: readonly Sample[]): readonly Row[] => {
  const { gold, found } = tally(samples);
  const [recall, precision] = [share(gold), share(found)];
  const rows = Object.entries(RECALL_GOALS).flatMap(([type, [atLeast, precisionAtLeast]]): readonly Row[] => {
    const [golds, finds] = [gold.filter(({ label }) => label === type), found.filter(({ label }) => label === type)];
    return [
      { what: `${what}, ${type} recall, %`, figure: share(golds), of: golds.length, goal: { atLeast } },
      {
        what: `${what}, ${type} precision, %`,
        figure: share(finds),
        of: finds.length,
        goal: { atLeast: precisionAtLeast },
      },
    ];
  });
  const f1 = (2 * recall * precision) / (recall + precision);
  return [{ what: `${what}, F1`, figure: f1, of: gold.length, goal: { atLeast: 95 } }, ...rows];
};

export const personalDataRows = (folder: string): readonly Row[] => {
  const benign = readSamples(folder, "benign");
  const detectAlarms = entityDetector(recognizersOf(ALARM_TYPES), THRESHOLD);
  const alarms = benign.filter(({ text }) => detectAlarms(text).length > 0);
  return [
    ...spanRows("drawn", entitySamples()),
    ...spanRows("spans", readSamples(folder, "pii-spans")),
    {
      what: "paragraphs of 1,000 with an e-mail, card, SSN, IBAN, phone or IP",
      figure: perThousand(alarms.length, benign.length),
      of: benign.length,
      goal: { atMost: 8 },
    },
  ];
};

/** False negatives and false positives, one line each. */
export const personalDataMistakes = (folder: string): readonly string[] => {
  const { gold, found } = tally([...entitySamples(), ...readSamples(folder, "pii-spans")]);
  const line = (kind: string, { label, sample, finding }: Tally): string =>
    `${kind} ${label}: ${JSON.stringify(sample.text.slice(Math.max(0, finding.start - 40), finding.end + 12))}`;
  const detectAlarms = entityDetector(recognizersOf(ALARM_TYPES), THRESHOLD);
  const alarms = readSamples(folder, "benign").flatMap(({ text }) =>
    detectAlarms(text).map(
      ({ label, start, end }) => `alarm ${label}: ${JSON.stringify(text.slice(Math.max(0, start - 30), end))}`,
    ),
  );
  return [
    ...gold.filter(({ isRight }) => !isRight).map((item) => line("missed", item)),
    ...found.filter(({ isRight }) => !isRight).map((item) => line("wrong", item)),
    ...alarms,
  ];
};
