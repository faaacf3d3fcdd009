import { isRecord } from "../../json.ts";
import { contains, isEqual, order } from "./template-values.ts";

/** The test of `is name` or `is name(value)`. */
export type TemplateTest = (value: unknown, other: unknown) => boolean;

const isInteger = (value: unknown): boolean => Number.isInteger(value);
const isText = (value: unknown): value is string => typeof value === "string";

function remainder(value: unknown, divisor: unknown): number {
  if (typeof value !== "number" || typeof divisor !== "number") throw new TypeError("The test needs numbers");
  return ((value % divisor) + divisor) % divisor;
}

const equal: TemplateTest = (value, other) => isEqual(value, other);
const unequal: TemplateTest = (value, other) => !isEqual(value, other);
const less: TemplateTest = (value, other) => order(value, other) < 0;
const lessOrEqual: TemplateTest = (value, other) => order(value, other) <= 0;
const greater: TemplateTest = (value, other) => order(value, other) > 0;
const greaterOrEqual: TemplateTest = (value, other) => order(value, other) >= 0;
const isSequence: TemplateTest = (value) => isText(value) || Array.isArray(value) || isRecord(value);

/** Jinja's tests of values. */
export const TESTS: Readonly<Record<string, TemplateTest>> = Object.freeze({
  defined: (value: unknown) => value !== undefined,
  undefined: (value: unknown) => value === undefined,
  none: (value: unknown) => value === null,
  boolean: (value: unknown) => typeof value === "boolean",
  true: (value: unknown) => value === true,
  false: (value: unknown) => value === false,
  string: isText,
  number: (value: unknown) => typeof value === "number" || typeof value === "boolean",
  integer: isInteger,
  float: (value: unknown) => typeof value === "number" && !isInteger(value),
  mapping: isRecord,
  sequence: isSequence,
  iterable: isSequence,
  lower: (value: unknown) => isText(value) && value === value.toLowerCase() && value !== value.toUpperCase(),
  upper: (value: unknown) => isText(value) && value === value.toUpperCase() && value !== value.toLowerCase(),
  odd: (value: unknown) => remainder(value, 2) === 1,
  even: (value: unknown) => remainder(value, 2) === 0,
  divisibleby: (value: unknown, other: unknown) => remainder(value, other) === 0,
  in: (value: unknown, other: unknown) => contains(other, value),
  sameas: (value: unknown, other: unknown) => value === other,
  eq: equal,
  equalto: equal,
  "==": equal,
  ne: unequal,
  "!=": unequal,
  lt: less,
  lessthan: less,
  "<": less,
  le: lessOrEqual,
  "<=": lessOrEqual,
  gt: greater,
  greaterthan: greater,
  ">": greater,
  ge: greaterOrEqual,
  ">=": greaterOrEqual,
});
