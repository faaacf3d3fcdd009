import { LimitError } from "../../errors.ts";
import { isList } from "../../json.ts";
import { MAX_OUTPUT_CHARS } from "./template-ast.ts";
import { typeName } from "./template-values.ts";
import { toText } from "./template-write.ts";

/** Maximum width and precision of a field. */
const MAX_WIDTH = 100;
const FIELD = /%([-+0 ]*)(\d*)(?:\.(\d+))?([a-zA-Z%]?)/g;

interface Field {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly conversion: string;
}

/** Digits that are enough to tell whether a double is exactly halfway. */
const TELLING = 54;

/** Rounds halves to even, as Python does; `toFixed` rounds them away from zero. */
const fixed = (value: number, digits: number): string => {
  const exact = value.toFixed(Math.min(100, digits + 1 + TELLING));
  const behind = exact.slice(exact.indexOf(".") + 1 + digits);
  if (!/^50*$/.test(behind)) return value.toFixed(digits);
  const cut = exact.slice(0, exact.indexOf(".") + (digits === 0 ? 0 : 1 + digits));
  return Number(cut.at(-1)) % 2 === 0 ? cut : value.toFixed(digits);
};

const numberOf = (conversion: string, value: unknown): number => {
  if (typeof value === "number" || typeof value === "boolean") return Number(value);
  throw new TypeError(`%${conversion} needs a number, not ${typeName(value)}`);
};

const signed = (text: string, flags: string): string => {
  if (text.startsWith("-")) return text;
  return (flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") + text;
};

function converted({ flags, precision, conversion }: Field, value: unknown): string {
  switch (conversion) {
    case "s":
      return Array.from(toText(value)).slice(0, precision).join("");
    case "d":
    case "i":
      return signed(String(Math.trunc(numberOf(conversion, value))), flags);
    case "f":
    case "F":
      return signed(fixed(numberOf(conversion, value), precision ?? 6), flags);
    default:
      throw new TypeError(`%${conversion} is not supported; known are %s, %d, %i, %f and %%`);
  }
}

function padded(text: string, { flags, width, conversion }: Field): string {
  const missing = width - Array.from(text).length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  if (!flags.includes("0") || conversion === "s") return " ".repeat(missing) + text;
  const sign = /^[-+ ]?/.exec(text)?.[0] ?? "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}

const fieldOf = (groups: readonly (string | undefined)[]): Field => {
  const [flags = "", width = "", precision, conversion = ""] = groups;
  const sizes = { width: Number(width), precision: precision === undefined ? undefined : Number(precision) };
  if (Math.max(sizes.width, sizes.precision ?? 0) > MAX_WIDTH)
    throw new TypeError(`A field of a format is at most ${MAX_WIDTH} wide`);
  return { flags, ...sizes, conversion };
};

/** Replaces `%s`, `%d`, `%i` and `%f` by the values, as Python's `%` does. */
export function percentFormat(text: string, values: readonly unknown[]): string {
  let used = 0;
  let size = 0;
  const result = text.replaceAll(FIELD, (_field, ...groups: readonly (string | undefined)[]) => {
    const field = fieldOf(groups);
    if (field.conversion === "%") return "%";
    if (used >= values.length) throw new TypeError("There are fewer values than the format asks for");
    const written = padded(converted(field, values[used++]), field);
    size += written.length;
    if (size > MAX_OUTPUT_CHARS) throw new LimitError(`A value in the prompt is longer than ${MAX_OUTPUT_CHARS}`);
    return written;
  });
  if (used < values.length) throw new TypeError("There are more values than the format asks for");
  return result;
}

/** Evaluates `text % value`. For a single field, a list is its value; for several fields, it has their values. */
export const percentOf = (text: string, value: unknown): string => {
  const fields = [...text.matchAll(FIELD)].filter(([, , , , conversion]) => conversion !== "%").length;
  return percentFormat(text, isList(value) && fields > 1 ? value : [value]);
};
