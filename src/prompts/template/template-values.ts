import { LimitError } from "../../errors.ts";
import { isRecord } from "../../json.ts";
import type { CompareOperator } from "./template-ast.ts";
import { MAX_DEPTH } from "./template-ast.ts";

/** Values in a template behave as they do in Python, where the prompts that people bring were written. */

/** The result of `namespace()`, the only value whose attributes a template can set. */
export class Namespace {
  readonly #attributes = new Map<string, unknown>();

  get(name: string): unknown {
    return this.#attributes.get(name);
  }

  set(name: string, value: unknown): void {
    this.#attributes.set(name, value);
  }
}

/** Replaces functions by undefined, so that templates cannot reach them. */
export const hide = (value: unknown): unknown => (typeof value === "function" ? undefined : value);

/** Reads an own property of a dict or an item of a list, never an inherited member or a function. */
export function memberOf(object: unknown, key: unknown): unknown {
  if (Array.isArray(object)) return typeof key === "number" ? hide(object.at(key)) : undefined;
  if (typeof object === "string") return typeof key === "number" ? Array.from(object).at(key) : undefined;
  if (object instanceof Namespace) return typeof key === "string" ? object.get(key) : undefined;
  if (!isRecord(object) || (typeof key !== "string" && typeof key !== "number")) return undefined;
  return Object.hasOwn(object, key) ? hide(object[key]) : undefined;
}

export function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isRecord(value) ? Object.keys(value).length > 0 : Boolean(value);
}

const asNumber = (value: unknown): unknown => (typeof value === "boolean" ? Number(value) : value);

/** Values that one comparison may visit. */
const MAX_COMPARED = 1_000_000;

export function isEqual(left: unknown, right: unknown): boolean {
  return isSame(left, right, 0, { compared: 0 });
}

function isSame(left: unknown, right: unknown, depth: number, work: { compared: number }): boolean {
  work.compared += 1;
  if (depth > MAX_DEPTH || work.compared > MAX_COMPARED)
    throw new LimitError("A value is nested too deeply to be compared");
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => isSame(item, right[index], depth + 1, work));
  if (!isRecord(left) || !isRecord(right)) return asNumber(left) === asNumber(right);
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key], depth + 1, work))
  );
}

export function contains(container: unknown, item: unknown): boolean {
  if (container === undefined) return false;
  if (typeof container === "string" && typeof item === "string") return container.includes(item);
  if (Array.isArray(container)) return container.some((one) => isEqual(one, item));
  if (isRecord(container)) return typeof item === "string" && Object.hasOwn(container, item);
  throw new TypeError(`"in" cannot look for ${typeName(item)} in ${typeName(container)}`);
}

/** Compares two values for sorting: negative, zero or positive. */
export function order(left: unknown, right: unknown): number {
  const [a, b] = [asNumber(left), asNumber(right)];
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : Number(a > b);
  throw new TypeError(`${typeName(left)} and ${typeName(right)} have no order`);
}

/** The items of a list, the keys of a dict, or the characters of a text. */
export function iterate(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return Array.from(value);
  if (isRecord(value)) return Object.keys(value);
  throw new TypeError(`${typeName(value)} cannot be looped over`);
}

export function typeName(value: unknown): string {
  if (value === null) return "None";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a dict";
  if (typeof value === "string") return "a text";
  return value === undefined ? "an undefined value" : `a ${typeof value}`;
}

/** The comparisons by operator. */
export const COMPARE: Readonly<Record<CompareOperator, (left: unknown, right: unknown) => boolean>> = {
  "==": (left, right) => isEqual(left, right),
  "!=": (left, right) => !isEqual(left, right),
  "<": (left, right) => order(left, right) < 0,
  ">": (left, right) => order(left, right) > 0,
  "<=": (left, right) => order(left, right) <= 0,
  ">=": (left, right) => order(left, right) >= 0,
  in: (left, right) => contains(right, left),
  "not in": (left, right) => !contains(right, left),
};
