import type { EntityRecognizer } from "../../src/library/sensitive-data/entity-recognizer.ts";
import { CONTEXT_LENGTH, scoreOf } from "../../src/library/sensitive-data/score.ts";
import type { Detector, Finding } from "./detector.ts";

interface Candidate extends Finding {
  readonly score: number;
}

const overlaps = (a: Finding, b: Finding): boolean => a.start < b.end && b.start < a.end;

/** Surer ones first, then longer ones: what overlaps one that was taken is left. */
const resolved = (candidates: readonly Candidate[]): readonly Finding[] => {
  const taken: Candidate[] = [];
  const order = candidates.toSorted((a, b) => b.score - a.score || b.end - b.start - (a.end - a.start));
  for (const candidate of order) if (!taken.some((other) => overlaps(other, candidate))) taken.push(candidate);
  return taken.toSorted((a, b) => a.start - b.start);
};

/** Reads recognizers with the platform's own regular expressions, as an oracle. */
export const entityDetector = (recognizers: readonly EntityRecognizer[], threshold: number): Detector => {
  const compiled = recognizers.flatMap((recognizer) =>
    recognizer.patterns.map(([pattern, score]) => ({ recognizer, score, regExp: new RegExp(pattern, "g") })),
  );
  return (text) => {
    const candidates = compiled.flatMap(({ recognizer, score, regExp }) =>
      [...text.matchAll(regExp)].map((match): Candidate => {
        const [value, start] = [match[0], match.index];
        const before = text.slice(Math.max(0, start - CONTEXT_LENGTH), start);
        return {
          start,
          end: start + value.length,
          label: recognizer.entity,
          score: scoreOf(recognizer, score, value, before),
        };
      }),
    );
    return resolved(candidates.filter(({ score }) => score > 0 && score >= threshold));
  };
};
