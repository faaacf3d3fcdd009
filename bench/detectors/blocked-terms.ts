import { termGates } from "../../src/library/blocked-terms/term-gate.ts";
import { readSamples, type Sample } from "./corpus.ts";
import { type Detector } from "./detector.ts";
import { gateDetector } from "./gate-detector.ts";
import { perThousand, percent, type Row } from "./table.ts";

const ENGLISH: ReadonlySet<string> = new Set(["faq", "fortunes", "handbook-en-US"]);

const detectorOf = (terms: readonly string[]): Detector => {
  const list = { name: "TERM", terms, level: "fold", caseSensitive: false, wholeWords: true } as const;
  return gateDetector(termGates({ lists: [list], maskToken: "<TERM>" }, "mask"));
};

type TermSample = Sample & { readonly lang?: string };

/** Each language's list on its own terms in a sentence, and the English one on ordinary English. */
export const blockedTermRows = (folder: string): readonly Row[] => {
  const terms: readonly TermSample[] = readSamples(folder, "terms").filter(({ pos }) => pos);
  const byLanguage = Map.groupBy(terms, ({ lang = "" }) => lang);
  const detectors = new Map(
    [...byLanguage].map(([lang, own]) => [lang, detectorOf(own.map(({ text }) => text))] as const),
  );
  const missed = terms.filter(({ text, lang = "" }) => (detectors.get(lang)?.(`( ${text} )`).length ?? 0) === 0);
  const english = readSamples(folder, "benign").filter(({ src }) => ENGLISH.has(src));
  const alarms = english.filter(({ text }) => (detectors.get("en")?.(text).length ?? 0) > 0);
  return [
    { what: "terms missed, %", figure: percent(missed.length, terms.length), of: terms.length, goal: { atMost: 0 } },
    {
      what: "alarms of the English list per 1,000 ordinary English paragraphs",
      figure: perThousand(alarms.length, english.length),
      of: english.length,
      goal: { atMost: 1 },
    },
  ];
};
