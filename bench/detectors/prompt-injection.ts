import { SignGate } from "../../src/library/prompt-injection/sign-gate.ts";
import { DEFAULT_THRESHOLD } from "../../src/library/prompt-injection/signs.ts";
import { readSamples, type Sample } from "./corpus.ts";
import { gateDetector } from "./gate-detector.ts";
import { percent, perThousand, type Row } from "./table.ts";

const detect = gateDetector(() => new SignGate(DEFAULT_THRESHOLD));

const found = (samples: readonly Sample[]): number => samples.filter(({ text }) => detect(text).length > 0).length;

/** Published jailbreaks, harmless requests that sound bad, attacks without recognizable words, and ordinary texts. */
export const promptInjectionRows = (folder: string): readonly Row[] => {
  const bySource = Map.groupBy(readSamples(folder, "injection"), ({ src }) => src);
  const of = (src: string): readonly Sample[] => bySource.get(src) ?? [];
  const row = (what: string, samples: readonly Sample[], goal?: Row["goal"]): Row => ({
    what,
    figure: percent(found(samples), samples.length),
    of: samples.length,
    ...(goal === undefined ? {} : { goal }),
  });
  const benign = readSamples(folder, "benign");
  return [
    row("jailbreaks in the wild found, %", of("inthewild"), { atLeast: 80 }),
    row("harmless requests that sound bad flagged, %", of("cyberseceval-frr"), { atMost: 1 }),
    row("CyberSecEval, which attacks by meaning, found, %", of("cyberseceval")),
    row("the same, translated into other languages, found, %", of("cyberseceval-ml")),
    {
      what: "alarms per 1,000 ordinary paragraphs",
      figure: perThousand(found(benign), benign.length),
      of: benign.length,
      goal: { atMost: 1 },
    },
  ];
};
