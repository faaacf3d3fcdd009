import { METHODS } from "../../prompts/template/template-methods.ts";

type Method = (receiver: unknown, ...args: readonly unknown[]) => unknown;

const text = (name: string, value: unknown): string => {
  if (typeof value === "string") return value;
  throw new TypeError(`${name}() needs a text`);
};

/** Positions count characters, like `len`. */
const find = (name: string, value: unknown, part: unknown): number => {
  const whole = text(name, value);
  const at = whole.indexOf(text(name, part));
  return at < 0 ? -1 : Array.from(whole.slice(0, at)).length;
};

const consistsOf =
  (name: string, pattern: RegExp): Method =>
  (value) =>
    pattern.test(text(name, value));

/**
 * The methods that `value.name(…)` can call in a flow: those of templates, and some for conditions. None changes its
 * receiver.
 */
export const FLOW_METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...Object.entries(METHODS),
  ["find", (value, part) => find("find", value, part)],
  [
    "index",
    (value, part) => {
      const at = find("index", value, part);
      if (at < 0) throw new TypeError("index() has not found the text");
      return at;
    },
  ],
  ["count", (value, part) => text("count", value).split(text("count", part)).length - 1],
  ["casefold", (value) => text("casefold", value).toLowerCase()],
  ["isdigit", consistsOf("isdigit", /^\p{Nd}+$/u)],
  ["isnumeric", consistsOf("isnumeric", /^\p{N}+$/u)],
  ["isalpha", consistsOf("isalpha", /^\p{L}+$/u)],
  ["isalnum", consistsOf("isalnum", /^[\p{L}\p{N}]+$/u)],
  ["isspace", consistsOf("isspace", /^\s+$/u)],
]);
