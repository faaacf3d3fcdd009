import type { Rule } from "../../text/patterns/rule.ts";
import { type EntityRecognizer, isProvable } from "./entity-recognizer.ts";
import { scoreOf, withContext } from "./score.ts";

/** Of two that find the same stretch the surer one comes first. */
const bySurety = (a: { readonly score: number }, b: { readonly score: number }): number => b.score - a.score;

/** The first word of a context, from its first letter or digit on; between words may be more than a space. */
const wordOf = (context: string): string => context.replace(/^[^\p{L}\p{N}]+/u, "").replace(/\s.*$/, "");

/** The words without which a value cannot be sure enough, so that nothing is held back where none came. */
const nearOf = (
  recognizer: EntityRecognizer,
  score: number,
  threshold: number,
): { readonly near?: readonly string[] } =>
  isProvable(recognizer) || score >= threshold
    ? {}
    : { near: recognizer.context.map(wordOf).filter((word) => word !== "") };

/** Whether a pattern can ever be sure enough. */
const canCount = (recognizer: EntityRecognizer, score: number, threshold: number): boolean =>
  score >= threshold || isProvable(recognizer) || (recognizer.context.length > 0 && withContext(score) >= threshold);

/**
 * Recognizers as rules of a gate: a value counts when it is sure enough with what stands before it. Where that takes a word
 * before it in any case, the rule waits for the word.
 */
export const entityRules = (recognizers: readonly EntityRecognizer[], threshold: number): readonly Rule[] =>
  recognizers
    .flatMap((recognizer) =>
      recognizer.patterns.map(([pattern, score, followedBy]) => ({ recognizer, pattern, score, followedBy })),
    )
    .filter(({ recognizer, score }) => canCount(recognizer, score, threshold))
    .sort(bySurety)
    .map(({ recognizer, pattern, score, followedBy }): Rule => ({
      id: recognizer.entity,
      pattern,
      ...(followedBy !== undefined && { followedBy }),
      ...(recognizer.rightBefore !== undefined && { context: recognizer.rightBefore }),
      ...nearOf(recognizer, score, threshold),
      check: (value, before) => {
        const sure = scoreOf(recognizer, score, value, before, threshold);
        return sure > 0 && sure >= threshold;
      },
    }));
