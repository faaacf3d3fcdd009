import type { Rule } from "../../text/patterns/rules.ts";
import type { EntityRecognizer } from "./entity-recognizer.ts";
import { CONTEXT_WORDS, scoreOf, withContext } from "./score.ts";

/** Of two that find the same stretch the surer one comes first. */
const bySurety = (a: { readonly score: number }, b: { readonly score: number }): number => b.score - a.score;

const escaped = (word: string): string => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&").replaceAll(" ", "\\W+");

/** A word of the context and what may stand between it and a value, so that nothing is held back where none came. */
const behindContext = ({ context }: EntityRecognizer): string =>
  `(?i)(?:${context.map(escaped).join("|")})\\w*(?:\\W+\\w+){0,${CONTEXT_WORDS - 1}}\\W*`;

const contextOf = (recognizer: EntityRecognizer, score: number, threshold: number): { readonly context?: string } => {
  const isProvable = recognizer.isProvable ?? recognizer.check !== undefined;
  return isProvable || score >= threshold ? {} : { context: behindContext(recognizer) };
};

/** Whether a pattern can ever be sure enough. */
const canCount = ({ context, check }: EntityRecognizer, score: number, threshold: number): boolean =>
  score >= threshold || check !== undefined || (context.length > 0 && withContext(score) >= threshold);

/**
 * Recognizers as rules of a gate: a value counts when it is sure enough with what stands before it. Where that takes a word
 * before it in any case, the rule waits for the word.
 */
export const entityRules = (recognizers: readonly EntityRecognizer[], threshold: number): readonly Rule[] =>
  recognizers
    .flatMap((recognizer) => recognizer.patterns.map(([pattern, score]) => ({ recognizer, pattern, score })))
    .filter(({ recognizer, score }) => canCount(recognizer, score, threshold))
    .sort(bySurety)
    .map(({ recognizer, pattern, score }): Rule => ({
      id: recognizer.entity,
      pattern,
      ...contextOf(recognizer, score, threshold),
      check: (value, before) => {
        const sure = scoreOf(recognizer, score, value, before);
        return sure > 0 && sure >= threshold;
      },
    }));
