import { withoutEmptyRounds } from "./empty-rounds.ts";
import type { PatternNode } from "./pattern-node.ts";
import type { PatternSource } from "./pattern-source.ts";

/**
 * What happens to an upper bound that is too large to count, as in `x{2,5000}`: it is refused, or dropped, which gives
 * `x{2,}`.
 */
export type LargeBounds = "refuse" | "drop";

type Bounds = readonly [min: number, max: number];

const MAX_REPEAT = 1_000;

/** Parses the quantifiers after a part. */
export const quantified = (source: PatternSource, item: PatternNode, largeBounds: LargeBounds): PatternNode => {
  let node = item;
  for (let bounds = boundsAt(source, largeBounds); bounds !== undefined; bounds = boundsAt(source, largeBounds)) {
    const [min, max] = bounds;
    if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT)) {
      throw source.error(`Cannot use pattern: a repetition may not exceed ${MAX_REPEAT}`);
    }
    if (max < min) throw source.error("Cannot read pattern: bad repetition");
    if (source.take("+")) throw source.error("Cannot use pattern: possessive repetition is not supported");
    node = withoutEmptyRounds({ type: "repeat", item: node, min, max, isLazy: source.take("?") });
  }
  return node;
};

const boundsAt = (source: PatternSource, largeBounds: LargeBounds): Bounds | undefined => {
  if (source.take("*")) return [0, Infinity];
  if (source.take("+")) return [1, Infinity];
  if (source.take("?")) return [0, 1];
  return source.peek() === "{" ? braces(source, largeBounds) : undefined;
};

/** `{2}`, `{2,}`, `{2,4}` or `{,4}`. Any other brace is a literal. */
const braces = (source: PatternSource, largeBounds: LargeBounds): Bounds | undefined => {
  const found = /^\{(\d*)(,?)(\d*)\}/.exec(source.text.slice(source.at, source.at + 16));
  if (found === null || (found[1] === "" && found[3] === "")) return undefined;
  source.at += found[0].length;
  const min = Number(found[1]);
  if (found[2] === "") return [min, min];
  const max = found[3] === "" ? Infinity : Number(found[3]);
  return [min, max > MAX_REPEAT && largeBounds === "drop" ? Infinity : max];
};
