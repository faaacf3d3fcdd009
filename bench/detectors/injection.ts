import { injectionGates } from "../../src/library/injection-detection/injection-gate.ts";
import { readSamples } from "./corpus.ts";
import type { Detector } from "./detector.ts";
import { gateDetector } from "./gate-detector.ts";
import { percent, perThousand, type Row } from "./table.ts";

const GOALS = { sqli: 80, xss: 90 } as const;

const detectorOf = (injections: readonly string[]): Detector =>
  gateDetector(injectionGates({ injections, own: [], action: "omit" }));

/** Payloads of SQL and of pages, and ordinary texts and code. */
export const injectionRows = (folder: string): readonly Row[] => {
  const payloads = readSamples(folder, "payloads");
  const benign = readSamples(folder, "benign");
  const all = detectorOf(["sqli", "xss", "template", "code"]);
  const alarms = benign.filter(({ text }) => all(text).length > 0);
  const rows = Object.entries(GOALS).map(([kind, atLeast]): Row => {
    const [texts, detect] = [payloads.filter(({ cls }) => cls === kind), detectorOf([kind])];
    const found = texts.filter(({ text }) => detect(text).length > 0);
    return {
      what: `${kind} found, %`,
      figure: percent(found.length, texts.length),
      of: texts.length,
      goal: { atLeast },
    };
  });
  const what = "alarms of all four kinds per 1,000 ordinary paragraphs, code among them";
  return [...rows, { what, figure: perThousand(alarms.length, benign.length), of: benign.length, goal: { atMost: 2 } }];
};
