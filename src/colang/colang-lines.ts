import type { Place } from "./colang-tree.ts";

/** A line that is not empty. */
export interface ColangLine {
  /** Its indentation. A tab extends to the next multiple of eight. */
  readonly indent: number;
  /** A statement without its comment, or the text of a line in double quotes. */
  readonly text: string;
  readonly isText: boolean;
  readonly at: Place;
  /** The comments and docstrings before it. */
  readonly comment: string | undefined;
}

export type ReportFault = (at: Place, message: string) => void;

const TAB = 8;
const DOCSTRING = '"""';
/** Several texts in one line. Other inner quotes belong to the text. */
const SEVERAL = /"\s*(?:,|or|and)\s*"/;
/** Forms of texts in public files, as list items or in single quotes, whose marks NeMo Guardrails would display. */
const LISTED = /^-\s+"(.*)"$/;
const SINGLE_QUOTED = /^(?:-\s+)?'(.*?)'\s*(?:#.*)?$/;
const NO_TEXT = 'Expected a text in double quotes on a line of its own; write a quote inside a text as `\\"`';

function indentOf(line: string): number {
  let indent = 0;
  for (const letter of line) {
    if (letter === " ") indent += 1;
    else if (letter === "\t") indent += TAB - (indent % TAB);
    else break;
  }
  return indent;
}

/** Position of the quote that closes a text, or -1. */
function closingQuote(line: string, from: number, quote = '"'): number {
  for (let at = from; at < line.length; at++) {
    if (line[at] === "\\") at += 1;
    else if (line[at] === quote) return at;
  }
  return -1;
}

/** Whether a `'` can start a text, also as an f-string. Elsewhere it is an apostrophe. */
const mayBeginText = (line: string, at: number): boolean => /(?:^|\W)f?$/i.test(line.slice(Math.max(0, at - 2), at));

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["\n", ""],
]);

/** A `\` at the end of a line continues it, as in statements. */
const unescape = (text: string): string =>
  text.replace(/\\([n"\\\n])/g, (_, char: string) => ESCAPES.get(char) ?? char);

/** Removes the comment from a line. A `#` in quotes does not start one. An unclosed `'` is an apostrophe. */
function withoutComment(line: string): string {
  let quotes = `"'`;
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at);
    if (sign === "#") return line.slice(0, at).trimEnd();
    if (!quotes.includes(sign) || (sign === "'" && !mayBeginText(line, at))) continue;
    const end = closingQuote(line, at + 1, sign);
    if (end >= 0) at = end;
    else if (sign === '"') return line.trimEnd();
    else quotes = '"';
  }
  return line.trimEnd();
}

/**
 * The rest of a text after its first closing quote, with the other quotes in its line. Undefined if the text has ended.
 */
function innerQuotes(behind: string): string | undefined {
  if (behind.trim() === "") return "";
  return behind.endsWith('"') && !SEVERAL.test(`"${behind}`) ? `"${behind.slice(0, -1)}` : undefined;
}

/** Splits a text into lines, without empty ones. Takes linear time. */
class LineReader {
  readonly #lines: readonly string[];
  readonly #report: ReportFault;
  readonly #found: ColangLine[] = [];
  #comment: string[] = [];
  #next = 0;

  constructor(text: string, report: ReportFault) {
    this.#lines = text.split(/\r\n?|\n/);
    this.#report = report;
  }

  read(): readonly ColangLine[] {
    while (this.#next < this.#lines.length) this.#readLine();
    return this.#found;
  }

  #readLine(): void {
    const line = this.#lines[this.#next] ?? "";
    const start = line.search(/\S/);
    const content = line.trim();
    if (content.startsWith(DOCSTRING)) return this.#readDocstring(start);
    if (content.startsWith('"')) return this.#readText(line, start);
    const [, quoted] = LISTED.exec(withoutComment(content)) ?? SINGLE_QUOTED.exec(content) ?? [];
    if (quoted !== undefined) this.#push(line, unescape(quoted), "text", { line: this.#next + 1, column: start + 1 });
    else if (content.startsWith("#")) this.#comment.push(content.replace(/^#\s?/, ""));
    else if (content !== "") return this.#readStatement(line, start);
    this.#next += 1;
  }

  #readDocstring(start: number): void {
    const opening = this.#next;
    const first = (this.#lines[opening] ?? "").trim().slice(DOCSTRING.length);
    const parts: string[] = [];
    for (let part = first; ; part = this.#lines[this.#next] ?? "") {
      this.#next += 1;
      const end = part.indexOf(DOCSTRING);
      parts.push((end < 0 ? part : part.slice(0, end)).trim());
      if (end >= 0) break;
      if (this.#next >= this.#lines.length) {
        this.#report({ line: opening + 1, column: start + 1 }, 'The """ that stands here is not closed');
        break;
      }
    }
    this.#comment.push(...parts.filter((part) => part !== ""));
  }

  /** Reads a text that may have several lines. The indentation of the first is removed from all. */
  #readText(line: string, start: number): void {
    const at = { line: this.#next + 1, column: start + 1 };
    const parts: string[] = [];
    let [rest, from] = [line, start + 1];
    for (;;) {
      this.#next += 1;
      const end = closingQuote(rest, from);
      parts.push(rest.slice(from, end < 0 ? undefined : end));
      if (end >= 0) {
        const inner = innerQuotes(withoutComment(rest.slice(end + 1)));
        if (inner === undefined) this.#report({ line: this.#next, column: end + 2 }, NO_TEXT);
        else this.#push(line, unescape(parts.join("\n") + inner), "text", at);
        return;
      }
      if (this.#next >= this.#lines.length) return this.#report(at, "The text that begins here has no closing quote");
      rest = this.#lines[this.#next] ?? "";
      rest = rest.slice(Math.min(start, Math.max(0, rest.search(/\S|$/))));
      from = 0;
    }
  }

  /** Reads a statement. A `\` or an `or` at the end continues it on the next line. */
  #readStatement(line: string, start: number): void {
    const at = { line: this.#next + 1, column: start + 1 };
    const parts: string[] = [];
    for (let part = line; ; part = this.#lines[this.#next] ?? "") {
      this.#next += 1;
      const text = withoutComment(part.trim());
      parts.push(text.endsWith("\\") ? text.slice(0, -1).trimEnd() : text);
      if (!/\\$|\sor$/.test(text) || this.#next >= this.#lines.length) break;
    }
    this.#push(line, parts.join(" ").trim(), "statement", at);
  }

  #push(line: string, text: string, kind: "text" | "statement", at: Place): void {
    const isText = kind === "text";
    const comment = this.#comment.length === 0 ? undefined : this.#comment.join("\n");
    this.#comment = [];
    if (text !== "" || isText) this.#found.push({ indent: indentOf(line), text, isText, at, comment });
  }
}

/** The lines of a Colang text that are not empty, without comments. */
export const readLines = (text: string, report: ReportFault): readonly ColangLine[] =>
  new LineReader(text, report).read();
