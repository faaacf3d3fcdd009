import type { Rule } from "../../text/patterns/rule.ts";
import { type EntityRecognizer, isProvable } from "./entity-recognizer.ts";
import { scoreOf, withContext } from "./score.ts";

/** Highest score first: it wins for equal matches. */
const byScore = (a: { readonly score: number }, b: { readonly score: number }): number => b.score - a.score;

/** The first word of a context phrase, since white space in it can vary. */
const wordOf = (context: string): string => context.replace(/^[^\p{L}\p{N}]+/u, "").replace(/\s.*$/, "");

/** The context words that a value needs to reach the threshold, so that nothing is held back without them. */
const nearOf = (
  recognizer: EntityRecognizer,
  score: number,
  threshold: number,
): { readonly near?: readonly string[] } =>
  isProvable(recognizer) || score >= threshold
    ? {}
    : { near: recognizer.context.map(wordOf).filter((word) => word !== "") };

/** Whether a pattern can reach the threshold. */
const canCount = (recognizer: EntityRecognizer, score: number, threshold: number): boolean =>
  score >= threshold || isProvable(recognizer) || (recognizer.context.length > 0 && withContext(score) >= threshold);

/** Whether two recognizers find the same under two names, so that the first one always wins. */
const isSame = (one: EntityRecognizer, other: EntityRecognizer): boolean =>
  one.patterns === other.patterns && one.context === other.context && one.check === other.check;

/**
 * Converts recognizers to rules. A match counts if its score with context reaches the threshold. A rule that needs a
 * context word starts only after the word.
 */
export const entityRules = (recognizers: readonly EntityRecognizer[], threshold: number): readonly Rule[] =>
  recognizers
    .filter((recognizer, index) => recognizers.findIndex((earlier) => isSame(earlier, recognizer)) === index)
    .flatMap((recognizer) =>
      recognizer.patterns.map(([pattern, score, followedBy]) => ({ recognizer, pattern, score, followedBy })),
    )
    .filter(({ recognizer, score }) => canCount(recognizer, score, threshold))
    .sort(byScore)
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
