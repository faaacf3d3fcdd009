/** A format of an entity, and its score from 0 to 1; optionally texts of which one must directly follow it. */
export type EntityPattern = readonly [pattern: string, score: number, followedBy?: readonly string[]];

/** A recognizer: patterns, a check of the value, and context words. */
export interface EntityRecognizer {
  /** The name of the entity: Presidio's if it has one. */
  readonly entity: string;
  readonly patterns: readonly EntityPattern[];
  /** The pattern of what must directly precede the value. */
  readonly rightBefore?: string;
  /** Words before the value that raise its score, in lower case. */
  readonly context: readonly string[];
  readonly check?: EntityCheck;
  /** Whether the check may return true. Default: if there is a check. */
  readonly isProvable?: boolean;
}

/**
 * The result of checking a value. true: it is valid; false: it is not; a number: its score without context; undefined:
 * the score of its pattern. It may use the text before the value.
 */
export type EntityCheck = (value: string, before: string) => boolean | number | undefined;

/** Whether the check can prove a value, whatever the score of its pattern. */
export const isProvable = (recognizer: EntityRecognizer): boolean =>
  recognizer.isProvable ?? recognizer.check !== undefined;

/** A pattern that does not match within a longer number or word. */
export const standalone = (pattern: string): string => `(?<![0-9A-Za-z_-])(?:${pattern})(?![0-9A-Za-z_-])`;

/** Splits a list of words. `_` is a space within a word. */
export const words = (list: string): readonly string[] => list.split(" ").map((word) => word.replaceAll("_", " "));

/** A recognizer of an id with one format. */
export const idRecognizer = (
  entity: string,
  pattern: string,
  score: number,
  context: string,
  check?: EntityCheck,
): EntityRecognizer => ({
  entity,
  patterns: [[standalone(pattern), score]],
  context: words(context),
  ...(check !== undefined && { check }),
});
