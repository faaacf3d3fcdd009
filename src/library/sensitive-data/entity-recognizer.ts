/**
 * One way an entity is written, and how sure that alone makes one, from 0 to 1; and texts of which one must stand right
 * behind it, where there must.
 */
export type EntityPattern = readonly [pattern: string, score: number, followedBy?: readonly string[]];

/** How an entity is recognised: by patterns, by what its digits say, and by words before it. */
export interface EntityRecognizer {
  /** The entity's name, Presidio's where it has one. */
  readonly entity: string;
  readonly patterns: readonly EntityPattern[];
  /** A pattern of what stands right before each of them and is no part of it. */
  readonly rightBefore?: string;
  /** Words that make it likelier when one of them stands shortly before, in lower case. */
  readonly context: readonly string[];
  readonly check?: EntityCheck;
  /** Whether the check may say that a value is one for sure. Default: if there is a check. */
  readonly isProvable?: boolean;
}

/**
 * What a value itself says: true, it is one; false, it is none; a number, how sure it is whatever stands before it; undefined, what
 * its pattern says. It may ask what stands right before.
 */
export type EntityCheck = (value: string, before: string) => boolean | number | undefined;

/** Whether a check may say that a value is one, whatever its pattern says. */
export const isProvable = (recognizer: EntityRecognizer): boolean =>
  recognizer.isProvable ?? recognizer.check !== undefined;

/** A pattern that is no part of a longer number or word. */
export const standalone = (pattern: string): string => `(?<![0-9A-Za-z_-])(?:${pattern})(?![0-9A-Za-z_-])`;

/** The words of a list. */
export const words = (list: string): readonly string[] => list.split(" ").map((word) => word.replaceAll("_", " "));

/** An id that has one form, of its own or with a word before it. */
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
