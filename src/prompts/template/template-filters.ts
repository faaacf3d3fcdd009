import { LimitError } from "../../errors.ts";
import { MAX_OUTPUT_CHARS } from "./template-ast.ts";
import { isDict, isTruthy, iterate, toJson, toText, typeName } from "./template-values.ts";

/** Turns one value into another. The arguments are those in the template, as strings, numbers, booleans or `null`. */
export type TemplateFilter = (value: unknown, ...args: readonly unknown[]) => unknown;

export type TemplateFilters = Readonly<Record<string, TemplateFilter>>;

/** A filter's argument that counts something, or a TypeError. */
export function countArgument(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 1_000_000) return value;
  throw new TypeError(`"${name}" needs a whole number from 0 to 1000000, not ${toText(value) || "nothing"}`);
}

/** Every line but the first moves right by `width` spaces (default 4); empty lines stay empty. */
const indent: TemplateFilter = (value, width = 4) => {
  const spaces = countArgument("indent", width);
  const lines = toText(value).split("\n");
  if (lines.length * spaces > MAX_OUTPUT_CHARS) throw new LimitError('The filter "indent" would write too much');
  const margin = " ".repeat(spaces);
  return lines.map((line, index) => (index === 0 || line === "" ? line : margin + line)).join("\n");
};

const fallback: TemplateFilter = (value, other = "", alsoFalsy = false) =>
  value === undefined || (isTruthy(alsoFalsy) && !isTruthy(value)) ? other : value;

const join: TemplateFilter = (value, separator = "") => {
  const items = iterate(value).map(toText);
  const glue = toText(separator);
  const total = items.reduce((sum, item) => sum + item.length + glue.length, 0);
  if (total > MAX_OUTPUT_CHARS) throw new LimitError('The filter "join" would write too much');
  return items.join(glue);
};

const length: TemplateFilter = (value) => {
  if (value === undefined || typeof value === "string" || Array.isArray(value) || isDict(value))
    return iterate(value).length;
  throw new TypeError(`${typeName(value)} has no length`);
};

/** The filters every template has. */
export const BUILTIN_FILTERS: TemplateFilters = Object.freeze({
  indent,
  join,
  length,
  default: fallback,
  upper: (value: unknown) => toText(value).toUpperCase(),
  lower: (value: unknown) => toText(value).toLowerCase(),
  trim: (value: unknown) => toText(value).trim(),
  tojson: (value: unknown) => toJson(value),
});
