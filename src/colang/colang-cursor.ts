import { adviceOn } from "./colang-advice.ts";
import type { ColangToken } from "./colang-tokens.ts";
import { ColangFault, tokenize } from "./colang-tokens.ts";
import type { Place } from "./colang-tree.ts";

/** Nesting of expressions. */
const MAX_DEPTH = 100;

/** A cursor over the tokens of an expression. */
export class TokenCursor {
  readonly #tokens: readonly ColangToken[];
  readonly #start: Place;
  #position = 0;
  #depth = 0;

  constructor(text: string, at: Place) {
    this.#tokens = tokenize(text, at);
    this.#start = at;
  }

  get at(): Place {
    return this.peek()?.at ?? this.#tokens.at(-1)?.at ?? this.#start;
  }

  /** Consumes the next token if it is this operator or word. */
  take(text: string): boolean {
    const token = this.peek();
    if (token === undefined || token.text !== text || (token.type !== "operator" && token.type !== "name"))
      return false;
    this.#position += 1;
    return true;
  }

  skip(count: number = 1): void {
    this.#position += count;
  }

  expectEnd(): void {
    const token = this.peek();
    if (token !== undefined)
      throw this.fault(`Expected the end of the line, found ${this.found}${adviceOn(token.text)}`);
  }

  /** Parses a nested expression. Throws if the nesting is too deep. */
  nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.fault("The expression is nested too deeply");
    const value = parse();
    this.#depth -= 1;
    return value;
  }

  /** Parses items separated by commas, up to the closing bracket. */
  separated(close: ")" | "]" | "}", item: () => void): void {
    for (let isFirst = true; !this.take(close); isFirst = false) {
      if (!isFirst) {
        this.expect(",");
        if (this.take(close)) return;
      }
      item();
    }
  }

  peek(ahead: number = 0): ColangToken | undefined {
    return this.#tokens[this.#position + ahead];
  }

  takeName(): string {
    const token = this.peek();
    if (token?.type !== "name") throw this.fault(`Expected a name, found ${this.found}`);
    this.#position += 1;
    return token.text;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.fault(`Expected "${text}", found ${this.found}`);
  }

  /** The next token, for messages. */
  get found(): string {
    const token = this.peek();
    return token === undefined ? "the end of the line" : `"${token.text}"`;
  }

  fault(message: string): ColangFault {
    return new ColangFault(this.at, message);
  }
}
