import type { Rule } from "../../text/patterns/rules.ts";
import type { EntityRecognizer } from "./entity-recognizer.ts";
import { scoreOf } from "./score.ts";

/** Of two that find the same stretch the surer one comes first. */
const bySurety = (a: { readonly score: number }, b: { readonly score: number }): number => b.score - a.score;

/** Recognizers as rules of a gate: a value counts when it is sure enough with what stands before it. */
export const entityRules = (recognizers: readonly EntityRecognizer[], threshold: number): readonly Rule[] =>
  recognizers
    .flatMap((recognizer) => recognizer.patterns.map(([pattern, score]) => ({ recognizer, pattern, score })))
    .sort(bySurety)
    .map(({ recognizer, pattern, score }): Rule => ({
      id: recognizer.entity,
      pattern,
      check: (value, before) => {
        const sure = scoreOf(recognizer, score, value, before);
        return sure > 0 && sure >= threshold;
      },
    }));
