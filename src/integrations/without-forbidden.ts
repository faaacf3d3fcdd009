import { isList, isPlainObject } from "../json.ts";
import type { Forbids } from "../rails/forbids.ts";
import { textsIn } from "./texts-in.ts";

/** Depth to which objects with forbidden text are searched. */
const MAX_DEPTH = 8;

const isDefined = (value: unknown): boolean => value !== undefined;

/** A copy of an object without entries that become undefined. */
const mapEntries = (value: object, left: (name: string, inner: unknown) => unknown): object =>
  Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]) => [name, left(name, inner)] as const)
      .filter(([, inner]) => isDefined(inner)),
  );

const piecesOf = (value: unknown, forbids: Forbids, depth: number): unknown => {
  if (Array.isArray(value)) return value.map((item) => leftOf(item, forbids, depth)).filter(isDefined);
  if (!isPlainObject(value)) return undefined;
  return mapEntries(value, (name, inner) => (forbids(name) ? undefined : leftOf(inner, forbids, depth)));
};

const leftOf = (value: unknown, forbids: Forbids, depth: number): unknown => {
  if (!forbids(textsIn([value]))) return value;
  const left = depth === 0 ? undefined : piecesOf(value, forbids, depth - 1);
  return forbids(textsIn([left])) ? undefined : left;
};

/**
 * Removes what a rail forbids from metadata: single entries of objects and items of lists. Undefined if nothing
 * remains.
 */
export const withoutForbidden = <Value>(value: Value, forbids: Forbids): Value | undefined =>
  leftOf(value, forbids, MAX_DEPTH) as Value | undefined;

/** Log probabilities repeat the answer and its alternatives, in pieces that no rail can read. */
const TOKENS = /^(?:top_?)?logprobs/i;

/** Removes log probabilities at any depth. */
export const withoutTokens = <Value>(value: Value): Value => {
  if (isList(value)) return value.map((item) => withoutTokens(item)) as Value;
  if (!isPlainObject(value)) return value;
  return mapEntries(value, (name, inner) => (TOKENS.test(name) ? undefined : withoutTokens(inner))) as Value;
};
