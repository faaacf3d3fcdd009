import { negated, union } from "./char-set.ts";
import type { Assertion, PatternNode, Neighbour } from "./pattern-node.ts";

export interface LookKind {
  /** Whether it is a look-ahead, or a look-behind. */
  readonly isAhead: boolean;
  readonly isNegative: boolean;
}

const neighbourOf = (at: Assertion, { isAhead }: LookKind): Neighbour | undefined => {
  if (at.type === "word-boundary") return undefined;
  return (at.type === "lookahead") === isAhead ? at.neighbour : undefined;
};

/**
 * The neighbours that the alternatives of a look-around ask for. Undefined if one of them needs more than a character
 * or an end of the text.
 */
const neighboursOf = (node: PatternNode, kind: LookKind): readonly Neighbour[] | undefined => {
  if (node.type === "set") return [{ set: node.set, orNone: false }];
  if (node.type === "assert") {
    const neighbour = neighbourOf(node.at, kind);
    return neighbour === undefined ? undefined : [neighbour];
  }
  if (node.type !== "alternation") return undefined;
  const neighbours = node.items.map((item) => neighboursOf(item, kind));
  return neighbours.every((neighbour) => neighbour !== undefined) ? neighbours.flat() : undefined;
};

const assertion = (neighbours: readonly Neighbour[], { isAhead, isNegative }: LookKind): PatternNode => {
  const orNone = neighbours.some((neighbour) => neighbour.orNone);
  const set = union(neighbours.map((neighbour) => neighbour.set));
  const neighbour = isNegative ? { set: negated(set), orNone: !orNone } : { set, orNone };
  return { type: "assert", at: { type: isAhead ? "lookahead" : "lookbehind", neighbour } };
};

/**
 * A look-around that depends only on the adjacent character, or on an end of the text, as an assertion. Undefined for
 * any other. `(?=\s|$)` is one: `$` becomes an alternative beside the assertion.
 */
export const lookAround = (inside: PatternNode, kind: LookKind): PatternNode | undefined => {
  const items = inside.type === "alternation" ? inside.items : [inside];
  const ends = items.filter(({ type }) => type === "last-line-end");
  if (ends.length > 0 && (!kind.isAhead || kind.isNegative)) return undefined;
  const neighbours = neighboursOf({ type: "alternation", items: items.filter((item) => !ends.includes(item)) }, kind);
  if (neighbours === undefined) return undefined;
  const either = [...(neighbours.length === 0 ? [] : [assertion(neighbours, kind)]), ...ends];
  return either.length === 1 ? either[0] : { type: "alternation", items: either };
};
