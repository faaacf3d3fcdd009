import { MAX_PERIOD } from "../../src/library/repetition/loop-finder.ts";
import { RepetitionGate } from "../../src/library/repetition/repetition-gate.ts";
import { dice, prose } from "../lib/made-text.ts";
import { readSamples, type Sample } from "./corpus.ts";
import type { Detector } from "./detector.ts";
import { gateDetector } from "./gate-detector.ts";
import { percent, perThousand, type Row } from "./table.ts";

const DEFAULTS = { repeats: 5, minLength: 400 };
const TEXTS = 400;
const ANSWER = 12_000;

const detect: Detector = gateDetector(() => new RepetitionGate(DEFAULTS));

const mean = (figures: readonly number[]): number => figures.reduce((sum, figure) => sum + figure, 0) / figures.length;

/** Answers that end in a loop, with periods of different lengths. */
const loops = (): readonly { readonly begin: number; readonly period: number; readonly text: string }[] => {
  const roll = dice(31);
  return Array.from({ length: TEXTS }, (_, at) => {
    const [begin, period] = [roll(3_000), 1 + roll(at % 2 === 0 ? 60 : MAX_PERIOD)];
    const text = prose(at, begin + period);
    return { begin, period, text: text + text.slice(begin).repeat(Math.ceil(ANSWER / period)) };
  });
};

/** The paragraphs of each source as one long text: a chapter, a manual page, a file of code. */
const chapters = (samples: readonly Sample[]): readonly string[] =>
  [...Map.groupBy(samples, ({ src, group }) => `${src} ${group}`).values()].map((own) =>
    own.map(({ text }) => text).join("\n\n"),
  );

/** Recall and false positives of `stop repetition on output` with its defaults. */
export const loopRows = (folder: string): readonly Row[] => {
  const benign = readSamples(folder, "benign");
  const long = chapters(benign);
  const all = loops();
  const late = all.map(({ begin, period, text }) => {
    const [found] = detect(text);
    const soonest = begin + Math.max(DEFAULTS.minLength, DEFAULTS.repeats * period);
    return found === undefined ? Infinity : found.start - soonest;
  });
  const stopped = late.filter((by) => by < Infinity);
  const alarms = (texts: readonly string[]): number => texts.filter((text) => detect(text).length > 0).length;
  const goal = { atMost: 1 };
  return [
    {
      what: "drawn loops stopped, %",
      figure: percent(stopped.length, late.length),
      of: late.length,
      goal: { atLeast: 99 },
    },
    { what: "characters later than the settings ask for, mean", figure: mean(stopped), of: stopped.length },
    {
      what: "alarms per 1,000 ordinary paragraphs",
      figure: perThousand(alarms(benign.map(({ text }) => text)), benign.length),
      of: benign.length,
      goal,
    },
    {
      what: "alarms per 1,000 texts of many paragraphs",
      figure: perThousand(alarms(long), long.length),
      of: long.length,
      goal,
    },
  ];
};
