import { negated, union } from "./char-set.ts";
import type { Assertion, PatternNode, Side } from "./pattern-node.ts";

export interface LookKind {
  /** Whether it asks for what follows, or for what stands before. */
  readonly isAhead: boolean;
  readonly isNegative: boolean;
}

const sideOf = (at: Assertion, { isAhead }: LookKind): Side | undefined => {
  if (at.type === "word-border") return undefined;
  return (at.type === "behind") === isAhead ? at.side : undefined;
};

/** The sides that the alternatives of a look-around ask for; undefined when one of them is more than a character or an end. */
const sidesOf = (node: PatternNode, kind: LookKind): readonly Side[] | undefined => {
  if (node.type === "set") return [{ set: node.set, orNone: false }];
  if (node.type === "assert") {
    const side = sideOf(node.at, kind);
    return side === undefined ? undefined : [side];
  }
  if (node.type !== "either") return undefined;
  const sides = node.items.map((item) => sidesOf(item, kind));
  return sides.every((side) => side !== undefined) ? sides.flat() : undefined;
};

const assertion = (sides: readonly Side[], { isAhead, isNegative }: LookKind): PatternNode => {
  const orNone = sides.some((side) => side.orNone);
  const set = union(sides.map((side) => side.set));
  const side = isNegative ? { set: negated(set), orNone: !orNone } : { set, orNone };
  return { type: "assert", at: { type: isAhead ? "behind" : "before", side } };
};

/**
 * A look-around that only asks for the character next to the place, or for an end of the text, as an assertion; undefined
 * for any other. `(?=\s|$)` is such a one: `$` needs a second look at what follows, but can be an alternative beside the rest.
 */
export const lookAround = (inside: PatternNode, kind: LookKind): PatternNode | undefined => {
  const items = inside.type === "either" ? inside.items : [inside];
  const ends = items.filter(({ type }) => type === "last-line-end");
  if (ends.length > 0 && (!kind.isAhead || kind.isNegative)) return undefined;
  const sides = sidesOf({ type: "either", items: items.filter((item) => !ends.includes(item)) }, kind);
  if (sides === undefined) return undefined;
  const either = [...(sides.length === 0 ? [] : [assertion(sides, kind)]), ...ends];
  return either.length === 1 ? either[0] : { type: "either", items: either };
};
