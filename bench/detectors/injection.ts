import { injectionGates } from "../../src/library/injection-detection/injection-gate.ts";
import { readSamples } from "./corpus.ts";
import type { Detector } from "./detector.ts";
import { gateDetector } from "./gate-detector.ts";
import { payloadSamples } from "./injection-samples.ts";
import { percent, perThousand, type Row } from "./table.ts";

const GOALS = { sqli: 80, xss: 90 } as const;

const detectorOf = (injections: readonly string[]): Detector =>
  gateDetector(injectionGates({ injections, own: [], action: "omit" }));

const foundRow = (what: string, texts: readonly string[], detect: Detector, atLeast: number): Row => ({
  what,
  figure: percent(texts.filter((text) => detect(text).length > 0).length, texts.length),
  of: texts.length,
  goal: { atLeast },
});

/** SQL and HTML payloads, generated and from a folder, and ordinary texts and code. */
export const injectionRows = (folder: string): readonly Row[] => {
  const payloads = readSamples(folder, "payloads");
  const drawn = payloadSamples();
  const benign = readSamples(folder, "benign");
  const all = detectorOf(["sqli", "xss", "template", "code"]);
  const rows = Object.entries(GOALS).flatMap(([kind, atLeast]): readonly Row[] => {
    const detect = detectorOf([kind]);
    const texts = payloads.flatMap(({ cls, text }) => (cls === kind ? [text] : []));
    const made = drawn.flatMap((sample) => (sample.kind === kind ? [sample.text] : []));
    return [
      foundRow(`drawn, ${kind} found, %`, made, detect, atLeast),
      foundRow(`${kind} found, %`, texts, detect, atLeast),
    ];
  });
  const alarms = benign.filter(({ text }) => all(text).length > 0);
  const what = "alarms of all four kinds per 1,000 ordinary paragraphs, code among them";
  return [...rows, { what, figure: perThousand(alarms.length, benign.length), of: benign.length, goal: { atMost: 2 } }];
};
