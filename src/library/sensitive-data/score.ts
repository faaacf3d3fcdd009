import { ESCAPE } from "../../text/patterns/escape-boundaries.ts";
import type { EntityRecognizer } from "./entity-recognizer.ts";

/** The score that a context word adds, and the minimum score with one, as in Presidio. */
const CONTEXT_BOOST = 0.35;
const MIN_WITH_CONTEXT = 0.4;
/** The score of a pattern with a context word. */
export const withContext = (score: number): number => Math.max(MIN_WITH_CONTEXT, Math.min(1, score + CONTEXT_BOOST));

/** Number of words before a value that are searched for context. */
const CONTEXT_WORDS = 5;
/** Code units that contain those words. */
const CONTEXT_LENGTH = 120;

const WORD = /[\p{L}\p{M}\p{N}_#'.-]+/gu;
const ESCAPES = new RegExp(ESCAPE, "g");
const trimmed = (word: string): string => word.replaceAll(/^[.'_-]+|[.'_-]+$/g, "");

/** Context words in scripts without word separators are matched anywhere. */
const SPACELESS = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Whether one of the words, or a longer word that starts with it, is among the last words before a value. */
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
 * The score of a value, from 0 to 1: that of its pattern, or of its check, raised by context words.
 *
 * @param enough - a score from which context is not searched, which saves time
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
