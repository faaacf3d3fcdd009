import type { ColangToken } from "./colang-tokens.ts";
import { ColangFault, tokenize, unescapeString } from "./colang-tokens.ts";
import type { ColangArgument, ColangExpression, CompareOperator, MathOperator, Place } from "./colang-tree.ts";

/** How deep expressions may nest, and how many operands stand in one row. */
const MAX_DEPTH = 100;
const MAX_ROW = 200;

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", ">", "<=", ">="]);
const isCompare = (text: string): text is CompareOperator => COMPARISONS.has(text);
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["True", true],
  ["False", false],
  ["None", null],
]);
const MISSPELLED: ReadonlyMap<string, string> = new Map([
  ["true", "True"],
  ["false", "False"],
  ["null", "None"],
]);

/** Parses values as Python writes them, with a `$` before variables. Throws a ColangFault at the first fault. */
export class ColangExpressions {
  readonly #tokens: readonly ColangToken[];
  readonly #start: Place;
  #position = 0;
  #depth = 0;

  constructor(text: string, at: Place) {
    this.#tokens = tokenize(text, at);
    this.#start = at;
  }

  /** The whole text as one value. */
  only(): ColangExpression {
    const value = this.#parse();
    this.expectEnd();
    return value;
  }

  /** `name=value, value` up to the end, or up to the `)` that closes them when a `(` was taken. */
  arguments(close?: ")"): readonly ColangArgument[] {
    const args: ColangArgument[] = [];
    for (let isFirst = true; !this.#closes(close); isFirst = false) {
      if (!isFirst) {
        this.#expect(",");
        if (this.#closes(close)) break;
      }
      args.push(this.#argument());
    }
    if (close !== undefined) this.#expect(close);
    return args;
  }

  take(text: string): boolean {
    const token = this.#peek();
    if (token === undefined || token.text !== text || (token.type !== "operator" && token.type !== "name"))
      return false;
    this.#position += 1;
    return true;
  }

  expectEnd(): void {
    if (this.#peek() !== undefined) throw this.#fault(`Expected the end of the line, found ${this.#found()}`);
  }

  #closes(close: ")" | undefined): boolean {
    const token = this.#peek();
    return token === undefined || (close !== undefined && token.type === "operator" && token.text === close);
  }

  #argument(): ColangArgument {
    const [name, sign] = [this.#peek(), this.#peek(1)];
    const isNamed =
      (name?.type === "name" || name?.type === "variable") && sign?.text === "=" && sign.type === "operator";
    if (!isNamed) return { name: undefined, value: this.#parse() };
    this.#position += 2;
    return { name: name.text, value: this.#parse() };
  }

  #parse(): ColangExpression {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.#fault("The expression is nested too deeply");
    const { at } = this;
    const chosen = this.#row(["or"], () => this.#row(["and"], () => this.#not()));
    let value = chosen;
    if (this.take("if")) {
      const condition = this.#row(["or"], () => this.#row(["and"], () => this.#not()));
      this.#expect("else");
      value = { kind: "choice", condition, chosen, otherwise: this.#parse(), at };
    }
    this.#depth -= 1;
    return value;
  }

  get at(): Place {
    return this.#peek()?.at ?? this.#tokens.at(-1)?.at ?? this.#start;
  }

  #row(operators: readonly ("and" | "or" | MathOperator)[], operand: () => ColangExpression): ColangExpression {
    let left = operand();
    for (let length = 0; ; length += 1) {
      const { at } = this;
      const operator = operators.find((one) => this.take(one));
      if (operator === undefined) return left;
      if (length >= MAX_ROW) throw this.#fault("The expression is too long");
      const right = operand();
      left =
        operator === "and" || operator === "or"
          ? { kind: operator, left, right, at }
          : { kind: "math", operator, left, right, at };
    }
  }

  #not(): ColangExpression {
    const { at } = this;
    if (!this.take("not")) return this.#comparison();
    return { kind: "not", operand: this.#nested(() => this.#not()), at };
  }

  #nested(parse: () => ColangExpression): ColangExpression {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.#fault("The expression is nested too deeply");
    const value = parse();
    this.#depth -= 1;
    return value;
  }

  #comparison(): ColangExpression {
    const { at } = this;
    const first = this.#sum();
    const rest: { operator: CompareOperator; right: ColangExpression }[] = [];
    for (let operator = this.#takeComparison(); operator !== undefined; operator = this.#takeComparison())
      rest.push({ operator, right: this.#sum() });
    return rest.length === 0 ? first : { kind: "compare", first, rest, at };
  }

  #takeComparison(): CompareOperator | undefined {
    const token = this.#peek();
    if (token?.type === "operator" && isCompare(token.text)) {
      this.#position += 1;
      return token.text;
    }
    if (this.take("in")) return "in";
    if (this.take("is")) return this.take("not") ? "is not" : "is";
    if (!this.take("not")) return undefined;
    this.#expect("in");
    return "not in";
  }

  #sum(): ColangExpression {
    return this.#row(["+", "-"], () => this.#row(["*", "/", "//", "%"], () => this.#signed()));
  }

  #signed(): ColangExpression {
    const { at } = this;
    for (const sign of ["-", "+"] as const)
      if (this.take(sign)) return { kind: "sign", sign, operand: this.#nested(() => this.#signed()), at };
    const base = this.#members(this.#primary());
    if (!this.take("**")) return base;
    return { kind: "math", operator: "**", left: base, right: this.#nested(() => this.#signed()), at };
  }

  #members(object: ColangExpression): ColangExpression {
    let value = object;
    for (let length = 0; ; length += 1) {
      if (length >= MAX_ROW) throw this.#fault("The expression is too long");
      const { at } = this;
      if (this.take(".")) value = this.#member(value, at);
      else if (this.take("[")) value = this.#index(value, at);
      else return value;
    }
  }

  #member(object: ColangExpression, at: Place): ColangExpression {
    const name = this.#takeName();
    if (!this.take("(")) return { kind: "member", object, name, at };
    return { kind: "call", object, name, args: this.arguments(")").map(({ value }) => value), at };
  }

  #index(object: ColangExpression, at: Place): ColangExpression {
    const bounds: (ColangExpression | undefined)[] = [];
    do {
      const next = this.#peek();
      const isEmpty = next?.type === "operator" && (next.text === ":" || next.text === "]");
      bounds.push(isEmpty ? undefined : this.#parse());
    } while (bounds.length < 3 && this.take(":"));
    this.#expect("]");
    const [key] = bounds;
    if (bounds.length > 1) return { kind: "slice", object, bounds, at };
    if (key === undefined) throw new ColangFault(at, "Expected a value in the brackets");
    return { kind: "index", object, key, at };
  }

  #primary(): ColangExpression {
    const token = this.#peek();
    if (token === undefined) throw this.#fault("Expected a value, found the end of the line");
    const { at } = token;
    this.#position += 1;
    if (token.type === "variable") return { kind: "variable", name: token.text, at };
    if (token.type === "number") return { kind: "literal", value: Number(token.text), at };
    if (token.type === "joined") return joined(token);
    if (token.type === "string") return { kind: "literal", value: token.text + this.#moreStrings(), at };
    if (token.type === "name") return this.#named(token);
    if (token.text === "(") return this.#parenthesis(at);
    if (token.text === "[") return { kind: "list", items: this.#items("]"), at };
    if (token.text === "{") return this.#dict(at);
    this.#position -= 1;
    throw this.#fault(`Expected a value, found ${this.#found()}`);
  }

  /** Strings that stand side by side are one. */
  #moreStrings(): string {
    let text = "";
    for (let token = this.#peek(); token?.type === "string"; token = this.#peek()) {
      text += token.text;
      this.#position += 1;
    }
    return text;
  }

  #named({ text, at }: ColangToken): ColangExpression {
    const constant = CONSTANTS.get(text);
    if (constant !== undefined) return { kind: "literal", value: constant, at };
    const meant = MISSPELLED.get(text);
    if (meant !== undefined) throw new ColangFault(at, `Write ${meant} instead of ${text}`);
    if (!this.take("("))
      throw new ColangFault(
        at,
        `Expected a value, found "${text}"; write $${text} for a variable, "${text}" for a text`,
      );
    if (text !== "len") throw new ColangFault(at, `The function "${text}" is not supported; only len can be called`);
    return { kind: "call", object: undefined, name: text, args: this.#items(")"), at };
  }

  #parenthesis(at: Place): ColangExpression {
    const items = this.#items(")");
    const [only] = items;
    return only !== undefined && items.length === 1 ? only : { kind: "list", items, at };
  }

  #items(close: ")" | "]"): readonly ColangExpression[] {
    const items: ColangExpression[] = [];
    this.#separated(close, () => items.push(this.#parse()));
    return items;
  }

  #dict(at: Place): ColangExpression {
    const entries: [ColangExpression, ColangExpression][] = [];
    this.#separated("}", () => {
      const key = this.#parse();
      this.#expect(":");
      entries.push([key, this.#parse()]);
    });
    return { kind: "dict", entries, at };
  }

  #separated(close: ")" | "]" | "}", item: () => void): void {
    for (let isFirst = true; !this.take(close); isFirst = false) {
      if (!isFirst) {
        this.#expect(",");
        if (this.take(close)) return;
      }
      item();
    }
  }

  #peek(ahead: number = 0): ColangToken | undefined {
    return this.#tokens[this.#position + ahead];
  }

  #takeName(): string {
    const token = this.#peek();
    if (token?.type !== "name") throw this.#fault(`Expected a name, found ${this.#found()}`);
    this.#position += 1;
    return token.text;
  }

  #expect(text: string): void {
    if (!this.take(text)) throw this.#fault(`Expected "${text}", found ${this.#found()}`);
  }

  #found(): string {
    const token = this.#peek();
    return token === undefined ? "the end of the line" : `"${token.text}"`;
  }

  #fault(message: string): ColangFault {
    return new ColangFault(this.at, message);
  }
}

const PIECE = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;

/** An f-string: `{…}` holds a value, `{{` and `}}` are braces. */
function joined({ text, at }: ColangToken): ColangExpression {
  const parts: (string | ColangExpression)[] = [];
  for (const { 0: piece, 1: value, index } of text.matchAll(PIECE)) {
    const place = { line: at.line, column: at.column + 2 + index };
    if (piece === "{" || piece === "}")
      throw new ColangFault(place, "A brace in an f-string has no other; write it twice");
    if (value === undefined) parts.push(piece === "{{" || piece === "}}" ? piece.charAt(0) : unescapeString(piece));
    else parts.push(new ColangExpressions(value, { ...place, column: place.column + 1 }).only());
  }
  return { kind: "joined", parts, at };
}
