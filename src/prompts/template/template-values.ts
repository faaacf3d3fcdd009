import { LimitError } from "../../errors.ts";
import { MAX_DEPTH, MAX_OUTPUT_CHARS } from "./template-ast.ts";

/** Values in a template behave as they do in Python, where the prompts that people bring were written. */

type Dict = Readonly<Record<string, unknown>>;

export const isDict = (value: unknown): value is Dict =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const hide = (value: unknown): unknown => (typeof value === "function" ? undefined : value);

/** An own property of a dict or an item of a list. Prototype members and functions do not exist for a template. */
export function memberOf(object: unknown, key: unknown): unknown {
  if (Array.isArray(object) && typeof key === "number") return hide(object.at(key));
  if (!isDict(object) || (typeof key !== "string" && typeof key !== "number")) return undefined;
  return Object.hasOwn(object, key) ? hide(object[key]) : undefined;
}

export function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isDict(value) ? Object.keys(value).length > 0 : Boolean(value);
}

const asNumber = (value: unknown): unknown => (typeof value === "boolean" ? Number(value) : value);

export function isEqual(left: unknown, right: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH) throw new LimitError("A value is nested too deeply to be compared");
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => isEqual(item, right[index], depth + 1));
  if (!isDict(left) || !isDict(right)) return asNumber(left) === asNumber(right);
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key], depth + 1))
  );
}

export function contains(container: unknown, item: unknown): boolean {
  if (container === undefined) return false;
  if (typeof container === "string" && typeof item === "string") return container.includes(item);
  if (Array.isArray(container)) return container.some((one) => isEqual(one, item));
  if (isDict(container)) return typeof item === "string" && Object.hasOwn(container, item);
  throw new TypeError(`"in" cannot look for ${typeName(item)} in ${typeName(container)}`);
}

/** Negative, zero or positive, as for a sort. */
export function order(left: unknown, right: unknown): number {
  const [a, b] = [asNumber(left), asNumber(right)];
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : Number(a > b);
  throw new TypeError(`${typeName(left)} and ${typeName(right)} have no order`);
}

/** The items a loop goes through: of a list, the keys of a dict, the characters of a text. */
export function iterate(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return Array.from(value);
  if (isDict(value)) return Object.keys(value);
  throw new TypeError(`${typeName(value)} cannot be looped over`);
}

export function typeName(value: unknown): string {
  if (value === null) return "None";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a dict";
  return value === undefined ? "an undefined value" : `a ${typeof value}`;
}

/** The text of a value as it appears in a prompt. A string is itself, unchanged; undefined is empty. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "";
  return typeof value === "object" ? writeNested(value, PYTHON_STYLE) : scalar(value);
}

const scalar = (value: unknown): string => {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return value === null || value === undefined ? "None" : "";
};

interface NestedStyle {
  readonly string: (text: string) => string;
  readonly scalar: (value: unknown) => string;
  readonly keys: (keys: string[]) => string[];
}

const PYTHON_ESCAPES = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

const PYTHON_STYLE: NestedStyle = {
  string: (text) => {
    const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
    const body = text.replaceAll(/[\\\n\r\t]/g, (character) => PYTHON_ESCAPES.get(character) ?? character);
    return quote + (quote === "'" ? body.replaceAll("'", "\\'") : body) + quote;
  },
  scalar,
  keys: (keys) => keys,
};

/** ASCII only, and without `<`, `>`, `&` and `'`, as Jinja's `tojson` writes it. */
const JSON_STYLE: NestedStyle = {
  string: (text) =>
    JSON.stringify(text).replaceAll(
      /[<>&'\u007f-\uffff]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  scalar: (value) => (typeof value === "number" || typeof value === "boolean" ? JSON.stringify(value) : "null"),
  keys: (keys) => keys.sort(),
};

export const toJson = (value: unknown): string => writeNested(value, JSON_STYLE);

function writeNested(root: unknown, style: NestedStyle): string {
  let budget = MAX_OUTPUT_CHARS;
  const spend = (text: string): string => {
    budget -= text.length;
    if (budget < 0) throw new LimitError(`A value in the prompt is longer than ${MAX_OUTPUT_CHARS} characters`);
    return text;
  };
  const write = (value: unknown, depth: number): string => {
    if (depth > MAX_DEPTH) throw new LimitError("A value in the prompt is nested too deeply");
    if (typeof value === "string") return spend(style.string(value));
    if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(", ")}${spend("]")}`;
    if (!isDict(value)) return spend(style.scalar(hide(value)));
    const keys = style.keys(Object.keys(value));
    return `{${keys.map((key) => `${spend(style.string(key))}: ${write(value[key], depth + 1)}`).join(", ")}}`;
  };
  return write(root, 0);
}
