import type { CompareOperator, Expression, TestName, ViewName } from "./template-ast.ts";
import { MAX_DEPTH, templateError } from "./template-ast.ts";
import type { Token } from "./template-lexer.ts";

const RESERVED = new Set(["and", "or", "not", "in", "is", "if", "elif", "else", "endif", "for", "endfor"]);
const LITERALS = new Map<string, boolean | null>([
  ["True", true],
  ["true", true],
  ["False", false],
  ["false", false],
  ["None", null],
  ["none", null],
]);
const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", ">", "<=", ">="]);
const TESTS: ReadonlySet<string> = new Set(["defined", "undefined", "none"]);
const VIEWS: ReadonlySet<string> = new Set(["items", "keys", "values"]);

/** What a parser learns about a whole template beside its tree. */
export interface TemplateFacts {
  readonly variables: Set<string>;
  readonly filters: Set<string>;
  /** Names that the loops around the current place bind. */
  readonly bound: string[];
}

/** Parses the expressions of one tag. Precedence as in Jinja: or, and, not, comparison, filter and test, member. */
export class ExpressionParser {
  readonly line: number;
  readonly #tokens: readonly Token[];
  readonly #facts: TemplateFacts;
  readonly #source: string | undefined;
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], line: number, facts: TemplateFacts, source: string | undefined) {
    this.#tokens = tokens;
    this.line = line;
    this.#facts = facts;
    this.#source = source;
  }

  parse(): Expression {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.error("The expression is nested too deeply");
    let left = this.#parseAnd();
    while (this.take("or")) left = { kind: "or", left, right: this.#parseAnd() };
    this.#depth -= 1;
    return left;
  }

  /** Takes the next token if it is this operator or keyword. */
  take(text: string): boolean {
    const token = this.#peek();
    if (token === undefined || token.text !== text || token.type === "string") return false;
    this.#position += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.error(`Expected "${text}", found ${this.#found()}`);
  }

  expectEnd(): void {
    if (this.#peek() !== undefined) throw this.error(`Expected the end of the tag, found ${this.#found()}`);
  }

  takeName(): string {
    const token = this.#peek();
    if (token?.type !== "name") throw this.error(`Expected a name, found ${this.#found()}`);
    this.#position += 1;
    return token.text;
  }

  takeFreeName(): string {
    const name = this.takeName();
    if (RESERVED.has(name) || LITERALS.has(name)) throw this.error(`Expected a name, found "${name}"`);
    return name;
  }

  error(message: string): Error {
    return templateError(message, this.#peek()?.line ?? this.line, this.#source);
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#position];
  }

  #found(): string {
    const token = this.#peek();
    return token === undefined ? "the end of the tag" : `"${token.text}"`;
  }

  #parseAnd(): Expression {
    let left = this.#parseNot();
    while (this.take("and")) left = { kind: "and", left, right: this.#parseNot() };
    return left;
  }

  #parseNot(): Expression {
    let negations = 0;
    while (this.take("not")) negations += 1;
    let operand = this.#parseComparison();
    if (negations > MAX_DEPTH) throw this.error("The expression is nested too deeply");
    for (; negations > 0; negations -= 1) operand = { kind: "not", operand };
    return operand;
  }

  #parseComparison(): Expression {
    const first = this.#parseUnary();
    const rest: { operator: CompareOperator; right: Expression }[] = [];
    for (let operator = this.#takeComparison(); operator !== undefined; operator = this.#takeComparison())
      rest.push({ operator, right: this.#parseUnary() });
    return rest.length === 0 ? first : { kind: "compare", first, rest, line: this.line };
  }

  #takeComparison(): CompareOperator | undefined {
    const token = this.#peek();
    if (token?.type === "operator" && COMPARISONS.has(token.text)) {
      this.#position += 1;
      return token.text as CompareOperator;
    }
    if (this.take("in")) return "in";
    if (!this.take("not")) return undefined;
    this.expect("in");
    return "not in";
  }

  #parseUnary(): Expression {
    let expression = this.#parseMembers(this.take("-") ? this.#takeNumber(-1) : this.#parsePrimary());
    let length = 0;
    for (;;) {
      length += 1;
      if (length > MAX_DEPTH) throw this.error("The chain of filters is too long");
      if (this.take("|")) expression = this.#parseFilter(expression);
      else if (this.take("is")) expression = this.#parseTest(expression);
      else return expression;
    }
  }

  #parseFilter(input: Expression): Expression {
    const name = this.takeFreeName();
    this.#facts.filters.add(name);
    const args = this.take("(") ? this.#parseList(")") : [];
    return { kind: "filter", input, name, args, line: this.line };
  }

  #parseTest(input: Expression): Expression {
    const negated = this.take("not");
    const name = this.takeName().replace("None", "none");
    if (!TESTS.has(name)) throw this.error(`The test "${name}" is not supported; use ${[...TESTS].join(", ")}`);
    return { kind: "test", input, test: name as TestName, negated };
  }

  #parseMembers(object: Expression): Expression {
    let expression = object;
    for (let length = 0; ; length += 1) {
      if (length > MAX_DEPTH) throw this.error("The path is too long");
      if (this.take(".")) expression = this.#parseDotted(expression);
      else if (this.take("[")) expression = { kind: "member", object: expression, key: this.#parseKey() };
      else if (this.take("(")) throw this.error("Calls are not supported, except items(), keys() and values()");
      else return expression;
    }
  }

  #parseDotted(object: Expression): Expression {
    if (this.#peek()?.type === "number") return { kind: "member", object, key: this.#takeNumber(1) };
    const name = this.takeName();
    if (VIEWS.has(name) && this.take("(")) {
      this.expect(")");
      return { kind: "view", object, view: name as ViewName, line: this.line };
    }
    return { kind: "member", object, key: { kind: "literal", value: name } };
  }

  #parseKey(): Expression {
    const key = this.parse();
    this.expect("]");
    return key;
  }

  #parsePrimary(): Expression {
    const token = this.#peek();
    if (token?.type === "number") return this.#takeNumber(1);
    if (token?.type === "string") {
      this.#position += 1;
      return { kind: "literal", value: token.text };
    }
    if (this.take("[")) return { kind: "list", items: this.#parseList("]") };
    if (this.take("(")) {
      const inner = this.parse();
      this.expect(")");
      return inner;
    }
    return token?.type === "name" ? this.#parseName() : this.#fail();
  }

  #fail(): never {
    throw this.error(`Expected a value, found ${this.#found()}`);
  }

  #parseName(): Expression {
    const literal = LITERALS.get(this.#peek()?.text ?? "");
    if (literal !== undefined) {
      this.#position += 1;
      return { kind: "literal", value: literal };
    }
    const name = this.takeFreeName();
    if (!this.#facts.bound.includes(name)) this.#facts.variables.add(name);
    return { kind: "name", name };
  }

  #takeNumber(sign: 1 | -1): Expression {
    const token = this.#peek();
    if (token?.type !== "number") throw this.error(`Expected a number, found ${this.#found()}`);
    this.#position += 1;
    return { kind: "literal", value: sign * Number(token.text) };
  }

  #parseList(close: ")" | "]"): readonly Expression[] {
    const items: Expression[] = [];
    while (!this.take(close)) {
      if (items.length > 0) {
        this.expect(",");
        if (this.take(close)) break;
      }
      items.push(this.parse());
    }
    return items;
  }
}
