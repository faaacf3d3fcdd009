import type { Position } from "./template-ast.ts";
import { MAX_CHAIN, MAX_DEPTH, templateError } from "./template-ast.ts";
import type { Token } from "./template-lexer.ts";

const RESERVED: ReadonlySet<string> = new Set(
  "and or not in is if elif else endif for endfor set endset True true False false None none".split(" "),
);
/** Reserved words that are values. */
const VALUES: ReadonlySet<string> = new Set("True true False false None none".split(" "));

/** A cursor over the tokens of a tag. */
export class TagTokens {
  readonly start: Position;
  readonly #tokens: readonly Token[];
  readonly #source: string | undefined;
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], start: Position, source: string | undefined) {
    this.#tokens = tokens;
    this.start = start;
    this.#source = source;
  }

  get at(): Position {
    return this.peek()?.at ?? this.#tokens.at(-1)?.at ?? this.start;
  }

  get atEnd(): boolean {
    return this.#position >= this.#tokens.length;
  }

  /** The next token, for messages. */
  get found(): string {
    const token = this.peek();
    return token === undefined ? "the end of the tag" : `"${token.text}"`;
  }

  peek(ahead: number = 0): Token | undefined {
    return this.#tokens[this.#position + ahead];
  }

  skip(): void {
    this.#position += 1;
  }

  /** Consumes the next token if it is this operator or keyword. */
  take(text: string): boolean {
    const token = this.peek();
    if (token === undefined || token.text !== text || token.type === "string") return false;
    this.skip();
    return true;
  }

  takeAny(): string {
    const text = this.peek()?.text ?? "";
    this.skip();
    return text;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.error(`Expected "${text}", found ${this.found}`);
  }

  expectEnd(): void {
    if (!this.atEnd) throw this.error(`Expected the end of the tag, found ${this.found}`);
  }

  takeName(): string {
    const token = this.peek();
    if (token?.type !== "name") throw this.error(`Expected a name, found ${this.found}`);
    this.skip();
    return token.text;
  }

  /** Consumes a name that is not a reserved word. */
  takeFreeName(): string {
    const token = this.peek();
    if (token?.type !== "name" || RESERVED.has(token.text)) throw this.error(`Expected a name, found ${this.found}`);
    this.skip();
    return token.text;
  }

  /** Consumes a name and `=`; undefined if the next argument is not named. */
  takeKeyword(): string | undefined {
    const [name, sign] = [this.peek(), this.peek(1)];
    if (name?.type !== "name" || sign?.type !== "operator" || sign.text !== "=") return undefined;
    this.#position += 2;
    return name.text;
  }

  takeNumber(): number {
    return Number(this.takeAny());
  }

  isReserved(token: Token): boolean {
    return token.type === "name" && RESERVED.has(token.text) && !VALUES.has(token.text);
  }

  /** Parses a nested construct. Throws if the nesting is too deep. */
  nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.error("The expression is nested too deeply");
    const value = parse();
    this.#depth -= 1;
    return value;
  }

  /** Throws if a chain is too long. */
  bound(length: number): void {
    if (length >= MAX_CHAIN) throw this.error("The expression is too long");
  }

  error(message: string): Error {
    return this.errorAt(this.at, message);
  }

  errorAt(at: Position, message: string): Error {
    return templateError(message, at, this.#source);
  }
}
