import type { Arguments, Expression, Position } from "./template-ast.ts";
import type { TemplateFacts } from "./template-facts.ts";
import { FUNCTIONS } from "./template-functions.ts";
import { METHODS } from "./template-methods.ts";
import { TESTS } from "./template-tests.ts";
import type { TagTokens } from "./template-tokens.ts";

const LITERALS = new Map<string, boolean | null>([
  ["True", true],
  ["true", true],
  ["False", false],
  ["false", false],
  ["None", null],
  ["none", null],
]);
const NO_ARGUMENTS: Arguments = Object.freeze({ positional: [], named: [] });

const known = (table: object): string => Object.keys(table).sort().join(", ");

/** Parses operands: literals, names and calls, with members, filters and tests. */
export class OperandParser {
  readonly #tokens: TagTokens;
  readonly #facts: TemplateFacts;
  readonly #parse: () => Expression;

  /** @param parse - parses a whole expression, as in parentheses and brackets */
  constructor(tokens: TagTokens, facts: TemplateFacts, parse: () => Expression) {
    this.#tokens = tokens;
    this.#facts = facts;
    this.#parse = parse;
  }

  parseFilters(input: Expression): Expression {
    let expression = input;
    for (let length = 0; ; length += 1) {
      if (this.#tokens.take("|")) expression = this.#parseFilter(expression);
      else if (this.#tokens.take("is")) expression = this.#parseTest(expression);
      else return expression;
      this.#tokens.bound(length);
    }
  }

  #parseFilter(input: Expression): Expression {
    const { at } = this.#tokens;
    const name = this.#tokens.takeFreeName();
    this.#facts.filters.add(name);
    const args = this.#tokens.take("(") ? this.#parseArguments() : NO_ARGUMENTS;
    return { kind: "filter", input, name, args, at };
  }

  #parseTest(input: Expression): Expression {
    const negated = this.#tokens.take("not");
    const { at } = this.#tokens;
    const token = this.#tokens.peek();
    const name = (token?.type === "operator" ? this.#tokens.takeAny() : this.#tokens.takeName()).toLowerCase();
    if (!Object.hasOwn(TESTS, name))
      throw this.#tokens.errorAt(at, `The test "${name}" is not supported; use ${known(TESTS)}`);
    return { kind: "test", input, name, args: this.#parseTestArguments(), negated, at };
  }

  /** `is divisibleby(3)`, or one value without parentheses: `is divisibleby 3`. */
  #parseTestArguments(): Arguments {
    if (this.#tokens.take("(")) return this.#parseArguments();
    const token = this.#tokens.peek();
    const begins =
      token !== undefined && (token.type !== "operator" ? !this.#tokens.isReserved(token) : "[{".includes(token.text));
    if (!begins) return NO_ARGUMENTS;
    return { positional: [this.#tokens.nested(() => this.parseMembers(this.parsePrimary()))], named: [] };
  }

  parseMembers(object: Expression): Expression {
    let expression = object;
    for (let length = 0; ; length += 1) {
      this.#tokens.bound(length);
      const { at } = this.#tokens;
      if (this.#tokens.take(".")) expression = this.#parseDotted(expression);
      else if (this.#tokens.take("[")) expression = this.#parseIndex(expression, at);
      else if (this.#tokens.take("("))
        throw this.#tokens.errorAt(at, `This cannot be called; functions are ${known(FUNCTIONS)}`);
      else return expression;
    }
  }

  #parseDotted(input: Expression): Expression {
    if (this.#tokens.peek()?.type === "number")
      return { kind: "member", object: input, key: { kind: "literal", value: this.#tokens.takeNumber() } };
    const { at } = this.#tokens;
    const name = this.#tokens.takeName();
    if (!this.#tokens.take("(")) return { kind: "member", object: input, key: { kind: "literal", value: name } };
    if (!Object.hasOwn(METHODS, name))
      throw this.#tokens.errorAt(at, `The method "${name}" is not supported; use ${known(METHODS)}`);
    return { kind: "method", input, name, args: this.#parseArguments(), at };
  }

  #parseIndex(object: Expression, at: Position): Expression {
    const bounds: (Expression | undefined)[] = [];
    do bounds.push(this.#isBoundary() ? undefined : this.#parse());
    while (bounds.length < 3 && this.#tokens.take(":"));
    this.#tokens.expect("]");
    const [key] = bounds;
    if (bounds.length > 1) return { kind: "slice", object, bounds, at };
    if (key === undefined) throw this.#tokens.errorAt(at, "Expected a value in the brackets");
    return { kind: "member", object, key };
  }

  #isBoundary(): boolean {
    const token = this.#tokens.peek();
    return token?.type === "operator" && (token.text === ":" || token.text === "]");
  }

  parsePrimary(): Expression {
    const token = this.#tokens.peek();
    if (token?.type === "number") return { kind: "literal", value: this.#tokens.takeNumber() };
    if (token?.type === "string") return { kind: "literal", value: this.#takeStrings() };
    if (this.#tokens.take("[")) return { kind: "list", items: this.#parseItems("]") };
    if (this.#tokens.take("{")) return this.#parseDict();
    if (this.#tokens.take("(")) return this.#parseParentheses();
    if (token?.type !== "name") throw this.#tokens.error(`Expected a value, found ${this.#tokens.found}`);
    return this.#parseName(token.at);
  }

  /** Adjacent strings are joined. */
  #takeStrings(): string {
    let text = "";
    while (this.#tokens.peek()?.type === "string") text += this.#tokens.takeAny();
    return text;
  }

  #parseParentheses(): Expression {
    if (this.#tokens.take(")")) return { kind: "list", items: [] };
    const first = this.#parse();
    if (this.#tokens.take(")")) return first;
    this.#tokens.expect(",");
    return { kind: "list", items: [first, ...this.#parseItems(")")] };
  }

  #parseName(at: Position): Expression {
    const literal = LITERALS.get(this.#tokens.peek()?.text ?? "");
    if (literal !== undefined) {
      this.#tokens.skip();
      return { kind: "literal", value: literal };
    }
    const name = this.#tokens.takeFreeName();
    if (this.#tokens.take("(")) {
      if (!Object.hasOwn(FUNCTIONS, name))
        throw this.#tokens.errorAt(at, `The function "${name}" is not supported; use ${known(FUNCTIONS)}`);
      return { kind: "call", name, args: this.#parseArguments(), at };
    }
    this.#facts.read(name);
    return { kind: "name", name };
  }

  #parseItems(close: ")" | "]"): readonly Expression[] {
    const items: Expression[] = [];
    this.#parseSeparated(close, () => items.push(this.#parse()));
    return items;
  }

  #parseDict(): Expression {
    const entries: [Expression, Expression][] = [];
    this.#parseSeparated("}", () => {
      const key = this.#parse();
      this.#tokens.expect(":");
      entries.push([key, this.#parse()]);
    });
    return { kind: "dict", entries };
  }

  #parseArguments(): Arguments {
    const positional: Expression[] = [];
    const named: [string, Expression][] = [];
    this.#parseSeparated(")", () => {
      const name = this.#tokens.takeKeyword();
      if (name !== undefined) named.push([name, this.#parse()]);
      else if (named.length > 0) throw this.#tokens.error("A value without a name stands behind one with a name");
      else positional.push(this.#parse());
    });
    return { positional, named };
  }

  #parseSeparated(close: ")" | "]" | "}", parseItem: () => void): void {
    for (let isFirst = true; !this.#tokens.take(close); isFirst = false) {
      if (!isFirst) {
        this.#tokens.expect(",");
        if (this.#tokens.take(close)) return;
      }
      this.#tokens.nested(parseItem);
    }
  }
}
