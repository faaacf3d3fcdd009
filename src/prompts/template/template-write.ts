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

const writeNested = (value: unknown, style: NestedStyle, spaces: number = 0): string =>
  new NestedWriter(style, Math.min(spaces, 100)).write(value, 0);

class NestedWriter {
  readonly #style: NestedStyle;
  readonly #spaces: number;
  #budget = MAX_OUTPUT_CHARS;

  constructor(style: NestedStyle, spaces: number) {
    this.#style = style;
    this.#spaces = spaces;
  }

  write(value: unknown, depth: number): string {
    if (depth > MAX_DEPTH) throw new LimitError("A value in the prompt is nested too deeply");
    if (typeof value === "string") return this.#spend(this.#style.string(value));
    if (Array.isArray(value)) {
      const items = value.map((item) => this.write(item, depth + 1));
      return this.#row("[]", items, depth);
    }
    if (!isRecord(value)) return this.#spend(this.#style.scalar(hide(value)));
    const entries = this.#style
      .keys(Object.keys(value))
      .map((key) => `${this.#spend(this.#style.string(key))}: ${this.write(value[key], depth + 1)}`);
    return this.#row("{}", entries, depth);
  }

  #row(brackets: string, items: readonly string[], depth: number): string {
    const [open = "", close = ""] = brackets;
    if (this.#spaces === 0 || items.length === 0) return `${open}${items.join(", ")}${this.#spend(close)}`;
    const margin = this.#spend(`\n${" ".repeat(this.#spaces * (depth + 1))}`);
    this.#spend(margin.repeat(items.length));
    return `${open}${margin}${items.join(`,${margin}`)}${margin.slice(0, margin.length - this.#spaces)}${close}`;
  }

  #spend(text: string): string {
    this.#budget -= text.length;
    if (this.#budget < 0) throw new LimitError(`A value in the prompt is longer than ${MAX_OUTPUT_CHARS} characters`);
    return text;
  }
}
