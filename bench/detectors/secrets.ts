import { createSecretGate, secretProgram } from "../../src/library/secrets/secret-gate.ts";
import { bySource, readSamples, type Sample } from "./corpus.ts";
import { gateDetector } from "./gate-detector.ts";
import { credentialSamples, formatSamples, plainKeySamples } from "./secret-samples.ts";
import { percent, perThousand, type Row } from "./table.ts";

const program = secretProgram({ exclude: new Set(), allow: new Set() });
const detect = gateDetector(() => createSecretGate(program, "mask"));
const isFound = ({ text }: Sample): boolean => detect(text).length > 0;

/** The mean recall over formats. */
const recallByFormat = (samples: readonly Sample[]): number => {
  const groups = [...Map.groupBy(samples, ({ src, group }) => `${src} ${group}`).values()];
  const shares = groups.map((group) => percent(group.filter(isFound).length, group.length));
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
};

const RECALL_GOALS: Readonly<Record<string, number>> = {
  gitleaks: 99,
  secretlint: 95,
  "detect-secrets": 95,
  "drawn formats": 99,
  "drawn plain keys": 90,
  "drawn credentials": 95,
};
const drawnSamples = (): readonly Sample[] => [...formatSamples(), ...plainKeySamples(), ...credentialSamples()];

const NEAR_MISS_SOURCES: ReadonlySet<string> = new Set(["gitleaks", "secretlint"]);

const recallRow = ([src, samples]: readonly [string, readonly Sample[]]): Row => {
  const goal = RECALL_GOALS[src];
  return {
    what: `texts of ${src} found, %`,
    figure: percent(samples.filter(isFound).length, samples.length),
    of: samples.length,
    ...(goal !== undefined && { goal: { atLeast: goal } }),
  };
};

export const missedSecrets = (folder: string): readonly Sample[] =>
  [...readSamples(folder, "secrets").filter(({ pos }) => pos), ...drawnSamples()].filter((sample) => !isFound(sample));

export const secretRows = (folder: string): readonly Row[] => {
  const samples = readSamples(folder, "secrets");
  const positives = samples.filter(({ pos }) => pos);
  const nearMisses = samples.filter(({ pos, src }) => !pos && NEAR_MISS_SOURCES.has(src));
  const benign = readSamples(folder, "benign");
  return [
    { what: "recall by format, %", figure: recallByFormat(positives), of: positives.length, goal: { atLeast: 90 } },
    ...[...bySource(positives)].map(recallRow),
    ...[...bySource(drawnSamples())].map(recallRow),
    {
      what: "near misses of gitleaks and secretlint flagged, %",
      figure: percent(nearMisses.filter(isFound).length, nearMisses.length),
      of: nearMisses.length,
      goal: { atMost: 5 },
    },
    {
      what: "alarms per 1,000 ordinary paragraphs",
      figure: perThousand(benign.filter(isFound).length, benign.length),
      of: benign.length,
      goal: { atMost: 1 },
    },
  ];
};
