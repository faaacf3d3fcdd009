import { type Check, mismatch, SchemaError, type Work } from "./check.ts";

/** How far a quotient may be from an integer, because of rounding: 0.3 / 0.1 is not 3. */
const TOLERANCE = 1e-9;

const isMultiple = (value: number, of: number): boolean => {
  const quotient = value / of;
  return Math.abs(quotient - Math.round(quotient)) <= TOLERANCE * Math.max(1, Math.abs(quotient));
};

type Keyword = (bound: unknown) => Check;

const limit =
  (keyword: string, keeps: (value: number, limit: number) => boolean): Keyword =>
  (bound) => {
    if (typeof bound !== "number") throw new SchemaError(`\`${keyword}\` must be a number`);
    return (value) => (typeof value !== "number" || keeps(value, bound) ? undefined : mismatch(keyword));
  };

export const minimum: Keyword = limit("minimum", (value, bound) => value >= bound);
export const maximum: Keyword = limit("maximum", (value, bound) => value <= bound);
export const exclusiveMinimum: Keyword = limit("exclusiveMinimum", (value, bound) => value > bound);
export const exclusiveMaximum: Keyword = limit("exclusiveMaximum", (value, bound) => value < bound);
export const multipleOf: Keyword = limit("multipleOf", isMultiple);

/** Counts something of a value, at a cost; undefined if the value has none of it. */
type CountOf = (value: unknown, work: Work) => number | undefined;

/** A bound of a count. */
export const count = (keyword: string, bound: unknown, countOf: CountOf): Check => {
  if (!Number.isInteger(bound) || (bound as number) < 0) throw new SchemaError(`\`${keyword}\` must be a count`);
  const [least, most] = keyword.startsWith("min") ? [bound as number, Infinity] : [0, bound as number];
  return (value, work) => {
    const counted = countOf(value, work);
    return counted === undefined || (counted >= least && counted <= most) ? undefined : mismatch(keyword);
  };
};
