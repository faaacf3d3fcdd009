import { type CharSet, NEWLINE, NOTHING } from "./char-set.ts";

/** What must be next to a position: a character of a set or, if `orNone`, an end of the text. */
export interface Neighbour {
  readonly set: CharSet;
  readonly orNone: boolean;
}

/** An assertion about the characters around a position. It can be decided as soon as the next character is known. */
export type Assertion =
  | { readonly type: "lookbehind"; readonly neighbour: Neighbour }
  | { readonly type: "lookahead"; readonly neighbour: Neighbour }
  | { readonly type: "word-boundary"; readonly isBoundary: boolean };

export type PatternNode =
  | { readonly type: "set"; readonly set: CharSet }
  | { readonly type: "assert"; readonly at: Assertion }
  /** Python's `$`: the end of the text, or the position before a final line break. */
  | { readonly type: "last-line-end" }
  | { readonly type: "concat"; readonly items: readonly PatternNode[] }
  /** The first alternative that leads to a match counts. Without alternatives it never matches. */
  | { readonly type: "alternation"; readonly items: readonly PatternNode[] }
  | {
      readonly type: "repeat";
      readonly item: PatternNode;
      readonly min: number;
      readonly max: number;
      /** Whether fewer rounds are preferred. */
      readonly isLazy: boolean;
    };

export type RepeatNode = Extract<PatternNode, { type: "repeat" }>;

export const TEXT_START: Assertion = { type: "lookbehind", neighbour: { set: NOTHING, orNone: true } };
export const LINE_START: Assertion = { type: "lookbehind", neighbour: { set: NEWLINE, orNone: true } };
export const TEXT_END: Assertion = { type: "lookahead", neighbour: { set: NOTHING, orNone: true } };
export const LINE_END: Assertion = { type: "lookahead", neighbour: { set: NEWLINE, orNone: true } };
export const WORD_BOUNDARY: Assertion = { type: "word-boundary", isBoundary: true };
export const NO_WORD_BOUNDARY: Assertion = { type: "word-boundary", isBoundary: false };

/** Whether a node can match the empty text. */
export const isNullable = (node: PatternNode): boolean => {
  switch (node.type) {
    case "set":
      return false;
    case "assert":
    case "last-line-end":
      return true;
    case "concat":
      return node.items.every(isNullable);
    case "alternation":
      return node.items.some(isNullable);
    case "repeat":
      return node.min === 0 || isNullable(node.item);
  }
};
