import type { CompareOperator, Expression, MathOperator } from "./template-ast.ts";
import type { TemplateFacts } from "./template-facts.ts";
import { OperandParser } from "./template-operand-parser.ts";
import type { TagTokens } from "./template-tokens.ts";

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", ">", "<=", ">="]);

const isCompare = (text: string): text is CompareOperator => COMPARISONS.has(text);

/**
 * Parses the expressions of one tag. Precedence as in Jinja, from weak to strong: inline if, or, and, not, comparison,
 * + and -, ~, * / // %, **, sign, filter and test, member.
 */
export class ExpressionParser {
  readonly #tokens: TagTokens;
  readonly #operands: OperandParser;

  constructor(tokens: TagTokens, facts: TemplateFacts) {
    this.#tokens = tokens;
    this.#operands = new OperandParser(tokens, facts, () => this.parse());
  }

  parse(): Expression {
    let value = this.parseOr();
    for (let length = 0; this.#tokens.take("if"); length += 1) {
      this.#tokens.bound(length);
      const condition = this.parseOr();
      const otherwise = this.#tokens.take("else") ? this.#tokens.nested(() => this.parse()) : undefined;
      value = { kind: "choice", condition, chosen: value, otherwise };
    }
    return value;
  }

  /** Parses an expression without an inline `if`, as in the head of a loop. */
  parseOr(): Expression {
    return this.#tokens.nested(() => {
      let left = this.#parseAnd();
      for (let length = 0; this.#tokens.take("or"); length += 1) {
        this.#tokens.bound(length);
        left = { kind: "or", left, right: this.#parseAnd() };
      }
      return left;
    });
  }

  /** Parses one expression, or several with commas as a list. */
  parseTuple(): Expression {
    const first = this.parse();
    if (!this.#tokens.take(",")) return first;
    const items = [first];
    while (!this.#tokens.atEnd) {
      items.push(this.parse());
      if (!this.#tokens.take(",")) break;
    }
    return { kind: "list", items };
  }

  #parseAnd(): Expression {
    let left = this.#parseNot();
    for (let length = 0; this.#tokens.take("and"); length += 1) {
      this.#tokens.bound(length);
      left = { kind: "and", left, right: this.#parseNot() };
    }
    return left;
  }

  #parseNot(): Expression {
    let negations = 0;
    while (this.#tokens.take("not")) negations += 1;
    let operand = this.#parseComparison();
    this.#tokens.bound(negations);
    for (; negations > 0; negations -= 1) operand = { kind: "not", operand };
    return operand;
  }

  #parseComparison(): Expression {
    const { at } = this.#tokens;
    const first = this.#parseSum();
    const rest: { operator: CompareOperator; right: Expression }[] = [];
    for (let operator = this.#takeComparison(); operator !== undefined; operator = this.#takeComparison())
      rest.push({ operator, right: this.#parseSum() });
    return rest.length === 0 ? first : { kind: "compare", first, rest, at };
  }

  #takeComparison(): CompareOperator | undefined {
    const token = this.#tokens.peek();
    if (token?.type === "operator" && isCompare(token.text)) {
      this.#tokens.skip();
      return token.text;
    }
    if (this.#tokens.take("in")) return "in";
    if (!this.#tokens.take("not")) return undefined;
    this.#tokens.expect("in");
    return "not in";
  }

  #parseSum(): Expression {
    return this.#parseRow(["+", "-"], () => this.#parseRow(["~"], () => this.#parseProduct()));
  }

  #parseProduct(): Expression {
    return this.#parseRow(["*", "/", "//", "%"], () => this.#parseRow(["**"], () => this.#parseFiltered()));
  }

  #parseRow(operators: readonly MathOperator[], parseOperand: () => Expression): Expression {
    let left = parseOperand();
    for (let length = 0; ; length += 1) {
      const { at } = this.#tokens;
      const operator = operators.find((one) => this.#tokens.take(one));
      if (operator === undefined) return left;
      this.#tokens.bound(length);
      left = { kind: "math", operator, left, right: parseOperand(), at };
    }
  }

  #parseFiltered(): Expression {
    return this.#operands.parseFilters(this.#parseUnary());
  }

  #parseUnary(): Expression {
    return this.#operands.parseMembers(this.#parseSigned());
  }

  #parseSigned(): Expression {
    const { at } = this.#tokens;
    for (const sign of ["-", "+"] as const)
      if (this.#tokens.take(sign))
        return { kind: "sign", sign, operand: this.#tokens.nested(() => this.#parseUnary()), at };
    return this.#operands.parsePrimary();
  }
}
