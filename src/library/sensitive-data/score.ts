import { ESCAPE } from "../../text/patterns/escape-boundaries.ts";
import type { EntityRecognizer } from "./entity-recognizer.ts";

/** What a word of the context before a value adds to its score, and what it lifts the score to at least, as in Presidio. */
const CONTEXT_BOOST = 0.35;
const MIN_WITH_CONTEXT = 0.4;
/** The score of a pattern behind a word of its context. */
export const withContext = (score: number): number => Math.max(MIN_WITH_CONTEXT, Math.min(1, score + CONTEXT_BOOST));

/** How many words before a value are looked at. */
const CONTEXT_WORDS = 5;
/** Enough of the text before a value for those words. */
const CONTEXT_LENGTH = 120;

const WORD = /[\p{L}\p{M}\p{N}_#'.-]+/gu;
const ESCAPES = new RegExp(ESCAPE, "g");
const trimmed = (word: string): string => word.replaceAll(/^[.'_-]+|[.'_-]+$/g, "");

/** Words of a script that puts none apart, or endings behind them, are found wherever they stand. */
const SPACELESS = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Whether one of the words, or its beginning of a longer one, is among the last ones before a value. */
export const hasContext = (before: string, context: readonly string[]): boolean => {
  const last =
    before.slice(-CONTEXT_LENGTH).replaceAll(ESCAPES, " ").toLowerCase().match(WORD)?.slice(-CONTEXT_WORDS) ?? [];
  const parts = last.flatMap((word) => [trimmed(word), ...word.split(/[_.-]+/)]);
  const text = ` ${last.join(" ")} `;
  return context.some((word) =>
    /[ -]/.test(word) || SPACELESS.test(word) ? text.includes(word) : parts.includes(word),
  );
};

/**
 * How sure a value is to be an entity, from 0 to 1: what its pattern says, 1 or 0 where its check decides, and more when
 * words before it name what it is.
 *
 * @param enough - from here on words are not looked for: most values say enough themselves.
 */
export const scoreOf = (
  recognizer: EntityRecognizer,
  patternScore: number,
  value: string,
  before: string,
  enough = 1,
): number => {
  const verdict = recognizer.check?.(value, before);
  if (verdict === false) return 0;
  if (typeof verdict === "number") return verdict;
  const score = verdict === true ? 1 : patternScore;
  return score < enough && hasContext(before, recognizer.context) ? withContext(score) : score;
};
