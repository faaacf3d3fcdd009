import { PatternError } from "./pattern-error.ts";
import { isNullable, type PatternNode, type RepeatNode } from "./pattern-node.ts";

const EMPTY: PatternNode = { type: "concat", items: [] };
const NEVER: PatternNode = { type: "alternation", items: [] };

/**
 * One of the ways in which a node can match, in order of preference: reading something, or nothing under some
 * assertions.
 */
interface Way {
  readonly reads: boolean;
  readonly node: PatternNode;
}

const NOTHING_READ: Way = { reads: false, node: EMPTY };

/** A repeated part with more ways to match the empty text is refused. */
const MAX_WAYS = 2_000;

/** Drops further ways to read nothing, which would never be taken. */
const distinct = (all: readonly Way[]): readonly Way[] => {
  if (all.length > MAX_WAYS)
    throw new PatternError("Cannot use pattern: a repeated part can be empty in too many ways", 0);
  const first = all.findIndex(({ node }) => node === EMPTY);
  return all.filter(({ node }, index) => node !== EMPTY || index === first);
};

const joined = (first: PatternNode, rest: readonly PatternNode[]): PatternNode => {
  const items = [first, ...rest].filter((item) => item !== EMPTY);
  if (items.length === 0) return EMPTY;
  return items.length === 1 ? (items[0] as PatternNode) : { type: "concat", items };
};

/** Visits each node once: a part that is repeated a thousand times is the same node a thousand times. */
class Ways {
  readonly #known: Map<PatternNode, readonly Way[]> = new Map();

  of(node: PatternNode): readonly Way[] {
    const known = this.#known.get(node) ?? this.#find(node);
    this.#known.set(node, known);
    return known;
  }

  #find(node: PatternNode): readonly Way[] {
    switch (node.type) {
      case "set":
        return [{ reads: true, node }];
      case "assert":
      case "last-line-end":
        return [{ reads: false, node }];
      case "concat":
        return this.#row(node.items);
      case "alternation":
        return distinct(node.items.flatMap((item) => this.of(item)));
      case "repeat":
        return this.#repeat(node);
    }
  }

  #row(items: readonly PatternNode[]): readonly Way[] {
    const [first, ...rest] = items;
    if (first === undefined) return [NOTHING_READ];
    if (!isNullable(first)) return [{ reads: true, node: joined(first, rest) }];
    const following = this.#row(rest);
    return distinct(
      this.of(first).flatMap(({ reads, node }): readonly Way[] =>
        reads
          ? [{ reads, node: joined(node, rest) }]
          : following.map((way) => ({ reads: way.reads, node: joined(node, [way.node]) })),
      ),
    );
  }

  /** A nullable item can only occur with a fixed number of rounds here, see {@link withoutEmptyRounds}. */
  #repeat({ item, min, max, isLazy }: RepeatNode): readonly Way[] {
    if (min > 0) {
      if (!isNullable(item)) return [{ reads: true, node: { type: "repeat", item, min, max, isLazy } }];
      return this.#row(Array.from({ length: min }, () => item));
    }
    if (max === 0) return [NOTHING_READ];
    const some: Way = { reads: true, node: { type: "repeat", item, min: 1, max, isLazy } };
    return isLazy ? [NOTHING_READ, some] : [some, NOTHING_READ];
  }
}

const reading = (node: PatternNode): PatternNode => {
  if (!isNullable(node)) return node;
  const items = new Ways().of(node).flatMap((way) => (way.reads ? [way.node] : []));
  return items.length === 0 ? NEVER : { type: "alternation", items };
};

/**
 * The same repetition, in which no optional round is empty, as in ECMAScript (RepeatMatcher, step 2.b). The order of
 * the alternatives does not change. Every loop then reads something in each round, so following all alternatives at
 * once finds the same match as trying them one by one. Inner repetitions have been treated already.
 */
export const withoutEmptyRounds = (node: RepeatNode): PatternNode => {
  const { item, min, max, isLazy } = node;
  if (min === max || !isNullable(item)) return node;
  const must: PatternNode = { type: "repeat", item, min, max: min, isLazy };
  const more: PatternNode = { type: "repeat", item: reading(item), min: 0, max: max - min, isLazy };
  if (more.item === NEVER) return must;
  return min === 0 ? more : { type: "concat", items: [must, more] };
};
