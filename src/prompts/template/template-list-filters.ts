import { LimitError } from "../../errors.ts";
import { isRecord } from "../../json.ts";
import { MAX_OUTPUT_CHARS } from "./template-ast.ts";
import type { TemplateFilter } from "./template-filters.ts";
import { calculate } from "./template-math.ts";
import { isTruthy, iterate, memberOf, order, typeName } from "./template-values.ts";
import { toText } from "./template-write.ts";

/** Other filters and tests, by name, which list filters can apply. */
export interface FilterTools {
  filter(name: string, value: unknown, args: readonly unknown[]): unknown;
  test(name: string, value: unknown, args: readonly unknown[]): boolean;
}

export type ListFilters = Readonly<Record<string, (tools: FilterTools) => TemplateFilter>>;

/** Reads an attribute by path: `user.name`, `0.id`. Without a path, the value itself. */
function attribute(value: unknown, path: unknown): unknown {
  if (path === undefined || path === null) return value;
  const keys = typeof path === "number" ? [path] : toText(path).split(".");
  return keys.reduce<unknown>(
    (object, key) => memberOf(object, typeof key === "string" && /^\d+$/.test(key) ? Number(key) : key),
    value,
  );
}

const folded = (value: unknown, caseSensitive: unknown): unknown =>
  typeof value === "string" && !isTruthy(caseSensitive) ? value.toLowerCase() : value;

const join: TemplateFilter = (value, separator = "", path) => {
  const items = iterate(value).map((item) => toText(attribute(item, path)));
  const glue = toText(separator);
  const total = items.reduce((sum, item) => sum + item.length + glue.length, 0);
  if (total > MAX_OUTPUT_CHARS) throw new LimitError('The filter "join" would write too much');
  return items.join(glue);
};

const sort: TemplateFilter = (value, reverse = false, caseSensitive = false, path) => {
  const direction = isTruthy(reverse) ? -1 : 1;
  const key = (item: unknown): unknown => folded(attribute(item, path), caseSensitive);
  return [...iterate(value)].sort((left, right) => direction * order(key(left), key(right)));
};

const unique: TemplateFilter = (value, caseSensitive = false, path) => {
  const seen = new Set<string>();
  return iterate(value).filter((item) => {
    const key = folded(attribute(item, path), caseSensitive);
    const name = `${typeof key} ${toText(key)}`;
    return seen.size < seen.add(name).size;
  });
};

const extreme =
  (sign: 1 | -1): TemplateFilter =>
  (value, caseSensitive = false, path) => {
    const sorted = sort(value, sign < 0, caseSensitive, path);
    return Array.isArray(sorted) ? sorted[0] : undefined;
  };

const sum: TemplateFilter = (value, path, start = 0) =>
  iterate(value).reduce((total, item) => calculate("+", total, attribute(item, path)), start);

const dictsort: TemplateFilter = (value, caseSensitive = false, by = "key", reverse = false) => {
  if (!isRecord(value)) throw new TypeError(`"dictsort" needs a dict, not ${typeName(value)}`);
  return sort(Object.entries(value), reverse, caseSensitive, by === "value" ? 1 : 0);
};

const items: TemplateFilter = (value) => {
  if (value === undefined) return [];
  if (!isRecord(value)) throw new TypeError(`"items" needs a dict, not ${typeName(value)}`);
  return Object.entries(value);
};

const map =
  (tools: FilterTools): TemplateFilter =>
  (value, name, path, ...rest) => {
    if (typeof name === "string") return iterate(value).map((item) => tools.filter(name, item, [path, ...rest]));
    const [other] = rest;
    return iterate(value).map((item) => attribute(item, path) ?? other);
  };

/** Makes `select`, `reject`, `selectattr` and `rejectattr`. */
const selection =
  ({ keeps, byAttribute }: { readonly keeps: boolean; readonly byAttribute: boolean }) =>
  (tools: FilterTools): TemplateFilter =>
  (value, ...args) => {
    const [path, name, ...rest] = byAttribute ? args : [undefined, ...args];
    const passes = (item: unknown): boolean =>
      name === undefined ? isTruthy(item) : tools.test(toText(name), item, rest);
    return iterate(value).filter((item) => passes(attribute(item, path)) === keeps);
  };

const plain =
  (filter: TemplateFilter): ListFilters[string] =>
  () =>
    filter;

/** The filters of lists. */
export const LIST_FILTERS: ListFilters = Object.freeze({
  join: plain(join),
  sort: plain(sort),
  unique: plain(unique),
  sum: plain(sum),
  dictsort: plain(dictsort),
  items: plain(items),
  min: plain(extreme(1)),
  max: plain(extreme(-1)),
  list: plain((value) => [...iterate(value)]),
  first: plain((value) => iterate(value)[0]),
  last: plain((value) => iterate(value).at(-1)),
  map,
  select: selection({ keeps: true, byAttribute: false }),
  reject: selection({ keeps: false, byAttribute: false }),
  selectattr: selection({ keeps: true, byAttribute: true }),
  rejectattr: selection({ keeps: false, byAttribute: true }),
});

/** The parameters of filters, for named arguments. */
export const FILTER_ARGUMENTS: Readonly<Record<string, readonly string[]>> = Object.freeze({
  indent: ["width", "first", "blank"],
  default: ["default_value", "boolean"],
  d: ["default_value", "boolean"],
  truncate: ["length", "killwords", "end", "leeway"],
  round: ["precision", "method"],
  int: ["default", "base"],
  float: ["default"],
  trim: ["chars"],
  replace: ["old", "new", "count"],
  tojson: ["indent"],
  center: ["width"],
  wordwrap: ["width", "break_long_words", "wrapstring", "break_on_hyphens"],
  batch: ["linecount", "fill_with"],
  slice: ["slices", "fill_with"],
  join: ["d", "attribute"],
  sort: ["reverse", "case_sensitive", "attribute"],
  unique: ["case_sensitive", "attribute"],
  min: ["case_sensitive", "attribute"],
  max: ["case_sensitive", "attribute"],
  sum: ["attribute", "start"],
  dictsort: ["case_sensitive", "by", "reverse"],
  map: ["filter", "attribute", "default"],
  first_turns: ["n"],
  last_turns: ["n"],
});
