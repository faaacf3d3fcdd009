import { readFileSync } from "node:fs";
import { termGates } from "../../src/library/blocked-terms/term-gate.ts";
import { readSamples, type Sample } from "./corpus.ts";
import { type Detector } from "./detector.ts";
import { gateDetector } from "./gate-detector.ts";
import { perThousand, percent, type Row } from "./table.ts";

const ENGLISH: ReadonlySet<string> = new Set(["faq", "fortunes", "handbook-en-US"]);

/** Phrases from dictionaries in which words of such lists are ordinary English. */
const ORDINARY = readFileSync(new URL("../../examples/rails/ordinary-english.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "");

/** In capitals, it marks unfinished code. */
const CAPITALS = ["XXX"];

const detectorOf = (terms: readonly string[], exceptions: readonly string[] = []): Detector => {
  const list = { name: "TERM", terms, exceptions, level: "fold", caseSensitive: false, wholeWords: true } as const;
  const capitals = { ...list, terms: [], exceptions: CAPITALS, level: "exact", caseSensitive: true } as const;
  const lists = exceptions.length === 0 ? [list] : [list, capitals];
  return gateDetector(termGates({ lists, maskToken: "<TERM>" }, "mask"));
};

/** The language of a text: that in the name of a manual, otherwise English. */
const languageOf = (src: string): string => /^handbook-([a-z]{2})-/.exec(src)?.[1] ?? "en";

type TermSample = Sample & { readonly lang?: string };

/** Each language's list, on sentences with its terms and on ordinary texts of the language. */
export const blockedTermRows = (folder: string): readonly Row[] => {
  const terms: readonly TermSample[] = readSamples(folder, "terms").filter(({ pos }) => pos);
  const byLanguage = Map.groupBy(terms, ({ lang = "" }) => lang);
  const detectors = new Map(
    [...byLanguage].map(([lang, own]) => {
      const words = own.map(({ text }) => text);
      return [lang, detectorOf(words, lang === "en" ? ORDINARY : [])] as const;
    }),
  );
  const missed = terms.filter(({ text, lang = "" }) => (detectors.get(lang)?.(`( ${text} )`).length ?? 0) === 0);
  const bare = detectorOf((byLanguage.get("en") ?? []).map(({ text }) => text));
  const benign = readSamples(folder, "benign");
  const alarms = (paragraphs: readonly Sample[], detectorFor: (sample: Sample) => Detector | undefined): number =>
    perThousand(
      paragraphs.filter((sample) => (detectorFor(sample)?.(sample.text).length ?? 0) > 0).length,
      paragraphs.length,
    );
  const english = benign.filter(({ src }) => ENGLISH.has(src));
  const goal = { atMost: 1 };
  return [
    { what: "terms missed, %", figure: percent(missed.length, terms.length), of: terms.length, goal: { atMost: 0 } },
    {
      what: "alarms per 1,000 ordinary paragraphs by the list of their language, with exceptions",
      figure: alarms(benign, ({ src }) => detectors.get(languageOf(src))),
      of: benign.length,
      goal,
    },
    {
      what: "of English prose",
      figure: alarms(english, () => detectors.get("en")),
      of: english.length,
      goal,
    },
    { what: "of English prose, without exceptions", figure: alarms(english, () => bare), of: english.length },
  ];
};
