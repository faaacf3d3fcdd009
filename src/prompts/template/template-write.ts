import { LimitError } from "../../errors.ts";
import { isRecord } from "../../json.ts";
import { MAX_DEPTH, MAX_OUTPUT_CHARS } from "./template-ast.ts";
import { hide } from "./template-values.ts";

/** The text of a value in a prompt. A string is unchanged; undefined is empty. */
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

/** ASCII only, with `<`, `>`, `&` and `'` escaped, as in Jinja's `tojson`. */
const JSON_STYLE: NestedStyle = {
  string: (text) =>
    JSON.stringify(text).replaceAll(
      /[<>&'\u007f-\uffff]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  scalar: (value) => (typeof value === "number" || typeof value === "boolean" ? JSON.stringify(value) : "null"),
  keys: (keys) => keys.sort(),
};

/** @param spaces of each level; 0 writes one line */
export const toJson = (value: unknown, spaces: number = 0): string => writeNested(value, JSON_STYLE, spaces);

function writeNested(root: unknown, style: NestedStyle, spaces: number = 0): string {
  let budget = MAX_OUTPUT_CHARS;
  const spend = (text: string): string => {
    budget -= text.length;
    if (budget < 0) throw new LimitError(`A value in the prompt is longer than ${MAX_OUTPUT_CHARS} characters`);
    return text;
  };
  const row = (brackets: string, items: readonly string[], depth: number): string => {
    const [open = "", close = ""] = brackets;
    if (spaces === 0 || items.length === 0) return `${open}${items.join(", ")}${spend(close)}`;
    const margin = spend(`\n${" ".repeat(Math.min(spaces, 100) * (depth + 1))}`);
    spend(margin.repeat(items.length));
    return `${open}${margin}${items.join(`,${margin}`)}${margin.slice(0, margin.length - Math.min(spaces, 100))}${close}`;
  };
  const write = (value: unknown, depth: number): string => {
    if (depth > MAX_DEPTH) throw new LimitError("A value in the prompt is nested too deeply");
    if (typeof value === "string") return spend(style.string(value));
    if (Array.isArray(value))
      return row(
        "[]",
        value.map((item) => write(item, depth + 1)),
        depth,
      );
    if (!isRecord(value)) return spend(style.scalar(hide(value)));
    const keys = style.keys(Object.keys(value));
    return row(
      "{}",
      keys.map((key) => `${spend(style.string(key))}: ${write(value[key], depth + 1)}`),
      depth,
    );
  };
  return write(root, 0);
}
