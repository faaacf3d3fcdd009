import type { Position } from "./template-ast.ts";
import { templateError } from "./template-ast.ts";

export interface Token {
  readonly type: "name" | "string" | "number" | "operator";
  /** For a string, its value with escapes resolved. */
  readonly text: string;
  readonly at: Position;
}

/** A part of a template: text or a tag. Comments are removed, and whitespace control is applied. */
export type Segment =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "output" | "statement"; readonly tokens: readonly Token[]; readonly at: Position };

const TOKEN =
  /(?<space>\s+)|(?<name>[A-Za-z_]\w*)|(?<number>\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<string>"[^"\\]*(?:\\[^][^"\\]*)*"|'[^'\\]*(?:\\[^][^'\\]*)*')|(?<operator>\/\/|\*\*|[=!<>]=|[<>|()[\]{}=:,.~+*/%-])/y;
const END_RAW = /\{%[-+]?\s*endraw\s*([-+]?)%\}/g;
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([^]))/g;
const SIMPLE_ESCAPES = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["\n", ""],
]);

const unescape = (body: string): string =>
  body.replace(ESCAPE, (whole: string, unicode?: string, hex?: string, plain?: string) => {
    const code = unicode ?? hex;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (plain === "\\" || plain === "'" || plain === '"') return plain;
    return SIMPLE_ESCAPES.get(plain ?? "") ?? whole;
  });

/** Splits a template in one pass. */
class Lexer {
  readonly #text: string;
  readonly #source: string | undefined;
  readonly #segments: Segment[] = [];
  #position = 0;
  #line = 1;
  #lineStart = 0;
  #nextNewline = 0;
  #trimNext = false;

  constructor(text: string, source: string | undefined) {
    this.#text = text;
    this.#source = source;
    this.#findNewline(0);
  }

  run(): readonly Segment[] {
    while (this.#position < this.#text.length) {
      const start = this.#nextTag();
      this.#pushText(start);
      if (start < this.#text.length) this.#readTag();
    }
    return this.#segments;
  }

  get #at(): Position {
    return { line: this.#line, column: this.#position - this.#lineStart + 1 };
  }

  #nextTag(): number {
    let at = this.#text.indexOf("{", this.#position);
    while (at >= 0 && !"{%#".includes(this.#text[at + 1] ?? " ")) at = this.#text.indexOf("{", at + 1);
    return at < 0 ? this.#text.length : at;
  }

  #pushText(end: number): void {
    let text = this.#text.slice(this.#position, end);
    if (this.#trimNext) text = text.trimStart();
    if (this.#text[end + 2] === "-") text = text.trimEnd();
    this.#trimNext = false;
    this.#moveTo(end);
    if (text !== "") this.#segments.push({ type: "text", text });
  }

  #readTag(): void {
    const mark = this.#text[this.#position + 1];
    const at = this.#at;
    const control = this.#text[this.#position + 2] ?? "";
    this.#moveTo(this.#position + (control === "-" || (control === "+" && mark === "%") ? 3 : 2));
    if (mark === "#") return this.#skipComment(at);
    const tokens = this.#readTokens(mark === "{" ? "}}" : "%}", at);
    if (mark === "%" && tokens.length === 1 && tokens[0]?.text === "raw") return this.#readRaw(at);
    this.#segments.push({ type: mark === "{" ? "output" : "statement", tokens, at });
  }

  /** Reads the content of `{% raw %}` as text. */
  #readRaw(at: Position): void {
    END_RAW.lastIndex = this.#position;
    const end = END_RAW.exec(this.#text);
    if (end === null) throw this.#error('The "raw" is not closed; write "{% endraw %}" behind it', at);
    this.#pushText(end.index);
    this.#moveTo(end.index + end[0].length);
    this.#trimNext = end[1] === "-";
  }

  #skipComment(at: Position): void {
    // In the shortest comment, {#-#}, the single dash trims on both sides.
    const end = this.#text.indexOf("#}", this.#position);
    if (end < 0) throw this.#error('The comment is not closed; write "#}" behind it', at);
    this.#trimNext = this.#text[end - 1] === "-";
    this.#moveTo(end + 2);
  }

  #readTokens(close: string, at: Position): readonly Token[] {
    const tokens: Token[] = [];
    // Inside a dict, `}}` closes two dicts, not the tag.
    let braces = 0;
    while (braces > 0 || !this.#takeClose(close)) {
      if (this.#position >= this.#text.length)
        throw this.#error(`The tag is not closed; write "${close}" behind it`, at);
      const token = this.#readToken();
      if (token === undefined) continue;
      tokens.push(token);
      if (token.type === "operator") braces += Number(token.text === "{") - Number(token.text === "}");
    }
    return tokens;
  }

  #takeClose(close: string): boolean {
    const control = this.#text[this.#position] ?? "";
    const length = control === "-" || (control === "+" && close === "%}") ? 1 : 0;
    if (!this.#text.startsWith(close, this.#position + length)) return false;
    this.#trimNext = control === "-";
    this.#moveTo(this.#position + length + close.length);
    return true;
  }

  #readToken(): Token | undefined {
    TOKEN.lastIndex = this.#position;
    const match = TOKEN.exec(this.#text);
    const at = this.#at;
    if (match === null) {
      const found = String.fromCodePoint(this.#text.codePointAt(this.#position) ?? 0);
      if (found === '"' || found === "'") throw this.#error("The string in the tag is not closed", at);
      throw this.#error(`"${found}" is not supported in a template expression`, at);
    }
    const [text] = match;
    this.#moveTo(this.#position + text.length);
    const { name, number, string } = match.groups ?? {};
    if (name !== undefined) return { type: "name", text, at };
    if (number !== undefined) return { type: "number", text: text.replaceAll("_", ""), at };
    if (string !== undefined) return { type: "string", text: unescape(text.slice(1, -1)), at };
    return match.groups?.["space"] === undefined ? { type: "operator", text, at } : undefined;
  }

  #moveTo(position: number): void {
    while (this.#nextNewline < position) {
      this.#line += 1;
      this.#lineStart = this.#nextNewline + 1;
      this.#findNewline(this.#lineStart);
    }
    this.#position = position;
  }

  /** Keeps its position between calls, so that counting lines takes linear time overall. */
  #findNewline(from: number): void {
    const at = this.#text.indexOf("\n", from);
    this.#nextNewline = at < 0 ? Number.POSITIVE_INFINITY : at;
  }

  #error(message: string, at: Position): Error {
    return templateError(message, at, this.#source);
  }
}

/** Splits a template into text and tags. As in Jinja, line ends become `\n`, and one at the very end is removed. */
export function lexTemplate(text: string, source?: string): readonly Segment[] {
  return new Lexer(text.replaceAll(/\r\n?/g, "\n").replace(/\n$/, ""), source).run();
}
