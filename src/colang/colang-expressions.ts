import { adviceOn, adviceOnValue } from "./colang-advice.ts";
import { TokenCursor } from "./colang-cursor.ts";
import { joined } from "./colang-f-string.ts";
import type { ColangToken } from "./colang-tokens.ts";
import { ColangFault } from "./colang-tokens.ts";
import type { ColangArgument, ColangExpression, CompareOperator, MathOperator, Place } from "./colang-tree.ts";

/** Operands of a chain of operators, and links of a path. */
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

/** Parses Python expressions in which variables start with `$`. Throws a ColangFault at the first error. */
export class ColangExpressions {
  readonly #tokens: TokenCursor;

  constructor(text: string, at: Place) {
    this.#tokens = new TokenCursor(text, at);
  }

  /** Parses the whole text as one expression. */
  only(): ColangExpression {
    const value = this.#parse();
    this.#tokens.expectEnd();
    return value;
  }

  /** Parses the whole text as arguments: `name=value, value`, and the closing `)` if a `(` was consumed. */
  onlyArguments(close: ")" | undefined): readonly ColangArgument[] {
    const args = this.#arguments(close);
    this.#tokens.expectEnd();
    return args;
  }

  #arguments(close: ")" | undefined): readonly ColangArgument[] {
    const args: ColangArgument[] = [];
    for (let isFirst = true; !this.#closes(close); isFirst = false) {
      if (!isFirst) {
        this.#tokens.expect(",");
        if (this.#closes(close)) break;
      }
      args.push(this.#argument());
    }
    if (close !== undefined) this.#tokens.expect(close);
    return args;
  }

  #closes(close: ")" | undefined): boolean {
    const token = this.#tokens.peek();
    return token === undefined || (close !== undefined && token.type === "operator" && token.text === close);
  }

  #argument(): ColangArgument {
    const [name, sign] = [this.#tokens.peek(), this.#tokens.peek(1)];
    const isNamed =
      (name?.type === "name" || name?.type === "variable") && sign?.text === "=" && sign.type === "operator";
    if (!isNamed) return { name: undefined, value: this.#parse() };
    this.#tokens.skip(2);
    return { name: name.text, value: this.#parse() };
  }

  #parse(): ColangExpression {
    return this.#tokens.nested(() => this.#choice());
  }

  #choice(): ColangExpression {
    const { at } = this.#tokens;
    const chosen = this.#or();
    if (!this.#tokens.take("if")) return chosen;
    const condition = this.#or();
    this.#tokens.expect("else");
    return { kind: "choice", condition, chosen, otherwise: this.#parse(), at };
  }

  #or(): ColangExpression {
    return this.#row(["or"], () => this.#row(["and"], () => this.#not()));
  }

  #row(operators: readonly ("and" | "or" | MathOperator)[], operand: () => ColangExpression): ColangExpression {
    let left = operand();
    for (let length = 0; ; length += 1) {
      const { at } = this.#tokens;
      const operator = operators.find((one) => this.#tokens.take(one));
      if (operator === undefined) return left;
      if (length >= MAX_ROW) throw this.#tokens.fault("The expression is too long");
      const right = operand();
      left =
        operator === "and" || operator === "or"
          ? { kind: operator, left, right, at }
          : { kind: "math", operator, left, right, at };
    }
  }

  #not(): ColangExpression {
    const { at } = this.#tokens;
    if (!this.#tokens.take("not")) return this.#comparison();
    return { kind: "not", operand: this.#tokens.nested(() => this.#not()), at };
  }

  #comparison(): ColangExpression {
    const { at } = this.#tokens;
    const first = this.#sum();
    const rest: { operator: CompareOperator; right: ColangExpression }[] = [];
    for (let operator = this.#takeComparison(); operator !== undefined; operator = this.#takeComparison())
      rest.push({ operator, right: this.#sum() });
    return rest.length === 0 ? first : { kind: "compare", first, rest, at };
  }

  #takeComparison(): CompareOperator | undefined {
    const token = this.#tokens.peek();
    if (token?.type === "operator" && isCompare(token.text)) {
      this.#tokens.skip();
      return token.text;
    }
    if (this.#tokens.take("in")) return "in";
    if (this.#tokens.take("is")) return this.#tokens.take("not") ? "is not" : "is";
    if (!this.#tokens.take("not")) return undefined;
    this.#tokens.expect("in");
    return "not in";
  }

  #sum(): ColangExpression {
    return this.#row(["+", "-"], () => this.#row(["*", "/", "//", "%"], () => this.#signed()));
  }

  #signed(): ColangExpression {
    const { at } = this.#tokens;
    for (const sign of ["-", "+"] as const)
      if (this.#tokens.take(sign))
        return { kind: "sign", sign, operand: this.#tokens.nested(() => this.#signed()), at };
    const base = this.#members(this.#primary());
    if (!this.#tokens.take("**")) return base;
    return { kind: "math", operator: "**", left: base, right: this.#tokens.nested(() => this.#signed()), at };
  }

  #members(object: ColangExpression): ColangExpression {
    let value = object;
    for (let length = 0; ; length += 1) {
      if (length >= MAX_ROW) throw this.#tokens.fault("The expression is too long");
      const { at } = this.#tokens;
      if (this.#tokens.take(".")) value = this.#member(value, at);
      else if (this.#tokens.take("[")) value = this.#index(value, at);
      else return value;
    }
  }

  #member(object: ColangExpression, at: Place): ColangExpression {
    const name = this.#tokens.takeName();
    if (!this.#tokens.take("(")) return { kind: "member", object, name, at };
    return { kind: "call", object, name, args: this.#arguments(")").map(({ value }) => value), at };
  }

  #index(object: ColangExpression, at: Place): ColangExpression {
    const bounds: (ColangExpression | undefined)[] = [];
    do {
      const next = this.#tokens.peek();
      const isEmpty = next?.type === "operator" && (next.text === ":" || next.text === "]");
      bounds.push(isEmpty ? undefined : this.#parse());
    } while (bounds.length < 3 && this.#tokens.take(":"));
    this.#tokens.expect("]");
    const [key] = bounds;
    if (bounds.length > 1) return { kind: "slice", object, bounds, at };
    if (key === undefined) throw new ColangFault(at, "Expected a value in the brackets");
    return { kind: "index", object, key, at };
  }

  #primary(): ColangExpression {
    const token = this.#tokens.peek();
    if (token === undefined) throw this.#tokens.fault("Expected a value, found the end of the line");
    const { at } = token;
    this.#tokens.skip();
    if (token.type === "variable") return { kind: "variable", name: token.text, at };
    if (token.type === "number") return { kind: "literal", value: Number(token.text), at };
    if (token.type === "joined") return joined(token, (text, start) => new ColangExpressions(text, start).only());
    if (token.type === "string") return { kind: "literal", value: token.text + this.#moreStrings(), at };
    if (token.type === "name") return this.#named(token);
    if (token.text === "(") return this.#parenthesis(at);
    if (token.text === "[") return { kind: "list", items: this.#items("]"), at };
    if (token.text === "{") return this.#dict(at);
    throw new ColangFault(at, `Expected a value, found "${token.text}"`);
  }

  /** Adjacent strings are joined. */
  #moreStrings(): string {
    let text = "";
    for (let token = this.#tokens.peek(); token?.type === "string"; token = this.#tokens.peek()) {
      text += token.text;
      this.#tokens.skip();
    }
    return text;
  }

  #named({ text, at }: ColangToken): ColangExpression {
    const constant = CONSTANTS.get(text);
    if (constant !== undefined) return { kind: "literal", value: constant, at };
    const meant = MISSPELLED.get(text);
    if (meant !== undefined) throw new ColangFault(at, `Write ${meant} instead of ${text}`);
    if (!this.#tokens.take("(")) throw new ColangFault(at, `Expected a value, found "${text}"${adviceOnValue(text)}`);
    if (text !== "len")
      throw new ColangFault(at, `The function "${text}" is not supported; only len can be called${adviceOn(text)}`);
    return { kind: "call", object: undefined, name: text, args: this.#items(")"), at };
  }

  #parenthesis(at: Place): ColangExpression {
    const items = this.#items(")");
    const [only] = items;
    return only !== undefined && items.length === 1 ? only : { kind: "list", items, at };
  }

  #items(close: ")" | "]"): readonly ColangExpression[] {
    const items: ColangExpression[] = [];
    this.#tokens.separated(close, () => items.push(this.#parse()));
    return items;
  }

  #dict(at: Place): ColangExpression {
    const entries: [ColangExpression, ColangExpression][] = [];
    this.#tokens.separated("}", () => {
      const key = this.#parse();
      this.#tokens.expect(":");
      entries.push([key, this.#parse()]);
    });
    return { kind: "dict", entries, at };
  }
}
