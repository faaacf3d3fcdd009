import { LimitError } from "../../errors.ts";
import { isRecord } from "../../json.ts";
import { MAX_OUTPUT_CHARS } from "./template-ast.ts";
import { percentFormat } from "./template-percent.ts";
import { capitalized, replaced, strip, wordsTitled } from "./template-text.ts";
import { isTruthy, iterate, typeName } from "./template-values.ts";
import { toJson, toText } from "./template-write.ts";

/** Converts a value. Arguments are those in the template; missing ones are undefined. */
export type TemplateFilter = (value: unknown, ...args: readonly unknown[]) => unknown;

export type TemplateFilters = Readonly<Record<string, TemplateFilter>>;

/** Validates a filter's argument as a count. Throws a TypeError. */
export function countArgument(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 1_000_000) return value;
  throw new TypeError(`"${name}" needs a whole number from 0 to 1000000, not ${toText(value) || "nothing"}`);
}

/**
 * Indents lines by `width` spaces (default 4), including the first, as in NeMo Guardrails; `first=false` excludes it,
 * as in Jinja. Blank lines are not indented unless `blank`.
 */
const indent: TemplateFilter = (value, width = 4, first = true, blank = false) => {
  const spaces = countArgument("indent", width);
  const lines = toText(value).split("\n");
  if (lines.length * spaces > MAX_OUTPUT_CHARS) throw new LimitError('The filter "indent" would write too much');
  const margin = " ".repeat(spaces);
  const moves = (line: string, index: number): boolean =>
    (index > 0 || isTruthy(first)) && (line.trim() !== "" || isTruthy(blank));
  return lines.map((line, index) => (moves(line, index) ? margin + line : line)).join("\n");
};

const fallback: TemplateFilter = (value, other = "", alsoFalsy = false) =>
  value === undefined || (isTruthy(alsoFalsy) && !isTruthy(value)) ? other : value;

const length: TemplateFilter = (value) => {
  if (value === undefined || typeof value === "string" || Array.isArray(value) || isRecord(value))
    return iterate(value).length;
  throw new TypeError(`${typeName(value)} has no length`);
};

const LEEWAY = 5;

/** Truncates at the last space within `size` characters (default 255), and appends `end`. */
const truncate: TemplateFilter = (value, size = 255, killWords = false, end = "...") => {
  const letters = Array.from(toText(value));
  const most = countArgument("truncate", size);
  if (letters.length <= most + LEEWAY) return letters.join("");
  const kept = letters.slice(0, Math.max(0, most - toText(end).length)).join("");
  const space = isTruthy(killWords) ? -1 : kept.lastIndexOf(" ");
  return (space < 0 ? kept : kept.slice(0, space)) + toText(end);
};

const HTML: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&#34;"],
  ["'", "&#39;"],
]);

const escape: TemplateFilter = (value) => toText(value).replaceAll(/[&<>"']/g, (sign) => HTML.get(sign) ?? sign);

/** The integer at the start of a text, or `other`. */
const toInteger: TemplateFilter = (value, other = 0) => {
  const number = typeof value === "string" && !/^\s*[+-]?\d/.test(value) ? Number.NaN : Number(toNumber(value));
  return Number.isFinite(number) ? Math.trunc(number) : other;
};

const toNumber = (value: unknown): unknown =>
  typeof value === "string" ? value.trim().replaceAll("_", "") : typeof value === "boolean" ? Number(value) : value;

const toFloat: TemplateFilter = (value, other = 0) => {
  const number = value === "" || value === null || value === undefined ? Number.NaN : Number(toNumber(value));
  return Number.isFinite(number) ? number : other;
};

const round: TemplateFilter = (value, precision = 0, method = "common") => {
  const factor = 10 ** Math.min(15, countArgument("round", precision));
  const scaled = Number(toFloat(value)) * factor;
  if (method === "ceil") return Math.ceil(scaled) / factor;
  if (method === "floor") return Math.floor(scaled) / factor;
  // Rounds halves to even, as Python does.
  const nearest = Math.round(scaled);
  return (Math.abs(scaled % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest) / factor;
};

const absolute: TemplateFilter = (value) => {
  if (typeof value === "number") return Math.abs(value);
  throw new TypeError(`"abs" needs a number, not ${typeName(value)}`);
};

const reverse: TemplateFilter = (value) =>
  typeof value === "string" ? Array.from(value).reverse().join("") : [...iterate(value)].reverse();

/** The filters of single values; others are in `template-list-filters.ts` and `template-layout-filters.ts`. */
export const VALUE_FILTERS: TemplateFilters = Object.freeze({
  indent,
  length,
  count: length,
  default: fallback,
  d: fallback,
  truncate,
  format: (value: unknown, ...values: readonly unknown[]) => percentFormat(toText(value), values),
  round,
  reverse,
  escape,
  e: escape,
  int: toInteger,
  float: toFloat,
  abs: absolute,
  string: (value: unknown) => toText(value),
  safe: (value: unknown) => value,
  upper: (value: unknown) => toText(value).toUpperCase(),
  lower: (value: unknown) => toText(value).toLowerCase(),
  title: (value: unknown) => wordsTitled(toText(value)),
  capitalize: (value: unknown) => capitalized(toText(value)),
  trim: (value: unknown, characters: unknown) => strip(toText(value), characters),
  replace: (value: unknown, old: unknown, fresh: unknown, count: unknown) =>
    replaced(toText(value), toText(old), toText(fresh), count),
  wordcount: (value: unknown) => toText(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
  tojson: (value: unknown, spaces: unknown) =>
    toJson(value, spaces === undefined ? 0 : countArgument("tojson", spaces)),
});
