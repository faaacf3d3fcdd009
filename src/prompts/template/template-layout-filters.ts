import { LimitError } from "../../errors.ts";
import { isRecord } from "../../json.ts";
import { MAX_ITERATIONS, MAX_OUTPUT_CHARS } from "./template-ast.ts";
import { countArgument, type TemplateFilters } from "./template-filters.ts";
import { isTruthy, iterate } from "./template-values.ts";
import { wrapped } from "./template-wrap.ts";
import { toText } from "./template-write.ts";

/** Centers a text with spaces to `width`. An odd space is placed as in Python's `center`. */
const center = (value: unknown, width: unknown = 80): string => {
  const text = toText(value);
  const wide = countArgument("center", width);
  const missing = Math.max(0, wide - Array.from(text).length);
  const left = Math.floor(missing / 2) + (missing % 2 === 1 && wide % 2 === 1 ? 1 : 0);
  return " ".repeat(left) + text + " ".repeat(missing - left);
};

const LINE_END = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/** Wraps each line at spaces to at most `width` characters. `breakLong` also breaks longer words. */
const wordwrap = (
  value: unknown,
  width: unknown = 79,
  breakLong: unknown = true,
  glue: unknown = "\n",
  atHyphens: unknown = true,
): string => {
  const wide = countArgument("wordwrap", width);
  if (wide === 0) throw new TypeError('"wordwrap" needs a width above 0');
  const lines = toText(value).split(LINE_END);
  if (lines.at(-1) === "") lines.pop();
  const [long, hyphens, joint] = [isTruthy(breakLong), isTruthy(atHyphens), toText(glue ?? "\n")];
  const all = lines.map((line) => wrapped(line, wide, { long, hyphens }));
  const length = all.reduce((sum, one) => sum + one.length + 1, 0) * joint.length;
  if (length > MAX_OUTPUT_CHARS) throw new LimitError('The filter "wordwrap" would write too much');
  return all.map((one) => one.join(joint)).join(joint);
};

/** Pads a row with `value`, if there is one, to `size` items. */
const filled = (row: readonly unknown[], size: number, value: unknown): readonly unknown[] => {
  if (value === undefined || value === null) return row;
  if (size - row.length > MAX_ITERATIONS) throw new LimitError("A filter would fill a row with too much");
  return [...row, ...Array.from({ length: size - row.length }, () => value)];
};

/** Splits a list into rows of `size`. The last may be shorter, unless `fill` pads it. */
const batch = (value: unknown, size: unknown, fill: unknown): readonly unknown[] => {
  const [items, wide] = [iterate(value), countArgument("batch", size)];
  if (wide === 0) throw new TypeError('"batch" needs rows of at least one item');
  const rows = Math.ceil(items.length / wide);
  return Array.from({ length: rows }, (_, row) => filled(items.slice(row * wide, (row + 1) * wide), wide, fill));
};

/**
 * Splits a list into `count` columns, of which the first ones have one item more. As in Jinja, `fill` pads the others.
 */
const slice = (value: unknown, count: unknown, fill: unknown): readonly unknown[] => {
  const [items, columns] = [iterate(value), countArgument("slice", count)];
  if (columns === 0) throw new TypeError('"slice" needs at least one column');
  if (columns > MAX_ITERATIONS) throw new LimitError('The filter "slice" would make too many columns');
  const [size, longer] = [Math.floor(items.length / columns), items.length % columns];
  return Array.from({ length: columns }, (_, column) => {
    const from = column * size + Math.min(column, longer);
    return column < longer
      ? items.slice(from, from + size + 1)
      : filled(items.slice(from, from + size), size + 1, fill);
  });
};

const percentEncoded = (value: unknown): string =>
  encodeURIComponent(toText(value)).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const queryEncoded = (value: unknown): string => percentEncoded(value).replaceAll("%20", "+");

/** Encodes a text for a path, keeping `/`, or a dict or list of pairs as a query. */
const urlencode = (value: unknown): string => {
  if (!Array.isArray(value) && !isRecord(value)) return percentEncoded(value).replaceAll("%2F", "/");
  const pairs: readonly unknown[] = Array.isArray(value) ? value : Object.entries(value);
  return pairs
    .map((pair) => {
      if (!Array.isArray(pair) || pair.length !== 2) throw new TypeError('"urlencode" needs a list of pairs');
      return pair.map(queryEncoded).join("=");
    })
    .join("&");
};

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", "\u00A0"],
]);

const entityOf = (whole: string, name: string): string => {
  if (!name.startsWith("#")) return ENTITIES.get(name) ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  const isLetter = code > 0 && code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff);
  return isLetter ? String.fromCodePoint(code) : "\uFFFD";
};

/** Removes tags and comments, collapses white space, and decodes character references of XML and numbers. */
const striptags = (value: unknown): string =>
  withoutTags(toText(value))
    .trim()
    .replaceAll(/\s+/g, " ")
    .replaceAll(/&(#\d{1,8}|#[xX][\da-fA-F]{1,7}|[a-z]{2,5});/g, entityOf);

/** An unclosed tag is kept, with everything after it. */
const withoutTags = (text: string): string => {
  const parts: string[] = [];
  let position = 0;
  for (let open = text.indexOf("<"); open >= 0; open = text.indexOf("<", position)) {
    const isComment = text.startsWith("<!--", open);
    const end = isComment ? text.indexOf("-->", open + 4) : text.indexOf(">", open);
    if (end < 0) break;
    parts.push(text.slice(position, open));
    position = end + (isComment ? 3 : 1);
  }
  return parts.join("") + text.slice(position);
};

/** Filters for layout, and for conversion to other formats. */
export const LAYOUT_FILTERS: TemplateFilters = Object.freeze({ center, wordwrap, batch, slice, urlencode, striptags });
