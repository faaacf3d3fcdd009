import { type CharSet, NEWLINE, NOTHING } from "./char-set.ts";

/** What must stand on one side of a place: a character of a set or, if `orNone`, no character at all. */
export interface Side {
  readonly set: CharSet;
  readonly orNone: boolean;
}

/**
 * Where an assertion holds: by what stands before the place or behind it, or by whether a word begins or ends there. All
 * of it is decided as soon as the next character is known.
 */
export type Assertion =
  | { readonly type: "before"; readonly side: Side }
  | { readonly type: "behind"; readonly side: Side }
  | { readonly type: "word-border"; readonly isBorder: boolean };

export type PatternNode =
  | { readonly type: "set"; readonly set: CharSet }
  | { readonly type: "assert"; readonly at: Assertion }
  /** Python's `$`: the end of the text, or the place before the line break that ends it. */
  | { readonly type: "last-line-end" }
  | { readonly type: "concat"; readonly items: readonly PatternNode[] }
  /** The first alternative that leads to a match counts. None at all never matches. */
  | { readonly type: "either"; readonly items: readonly PatternNode[] }
  | {
      readonly type: "repeat";
      readonly item: PatternNode;
      readonly min: number;
      readonly max: number;
      /** Whether fewer are preferred. */
      readonly isLazy: boolean;
    };

export type RepeatNode = Extract<PatternNode, { type: "repeat" }>;

export const TEXT_START: Assertion = { type: "before", side: { set: NOTHING, orNone: true } };
export const LINE_START: Assertion = { type: "before", side: { set: NEWLINE, orNone: true } };
export const TEXT_END: Assertion = { type: "behind", side: { set: NOTHING, orNone: true } };
export const LINE_END: Assertion = { type: "behind", side: { set: NEWLINE, orNone: true } };
export const WORD_BORDER: Assertion = { type: "word-border", isBorder: true };
export const NO_WORD_BORDER: Assertion = { type: "word-border", isBorder: false };

/** Whether a node can match without reading a character. */
export const isNullable = (node: PatternNode): boolean => {
  switch (node.type) {
    case "set":
      return false;
    case "assert":
    case "last-line-end":
      return true;
    case "concat":
      return node.items.every(isNullable);
    case "either":
      return node.items.some(isNullable);
    case "repeat":
      return node.min === 0 || isNullable(node.item);
  }
};
