import type { ColangExpression, CompareOperator } from "../../colang/colang-tree.ts";
import { calculate, slice } from "../../prompts/template/template-math.ts";
import { COMPARE } from "../../prompts/template/template-values.ts";
import type { Work } from "../../prompts/template/template-work.ts";
import { toText } from "../../prompts/template/template-write.ts";
import { FLOW_METHODS } from "./flow-methods.ts";
import { attributeOf, comparable, isTrue, itemOf, lengthOf } from "./flow-values.ts";

/** The current value of `$name`; null, which is None, if it is not set. */
export type Lookup = (name: string) => unknown;

const same = (left: unknown, right: unknown): boolean =>
  typeof left === "object" && left !== null ? left === right : Object.is(left, right);

const FLOW_COMPARE: Readonly<Record<CompareOperator, (left: unknown, right: unknown) => boolean>> = {
  ...COMPARE,
  is: same,
  "is not": (left, right) => !same(left, right),
};

/** Whether a path starts at `$config`, where missing keys are None instead of an error. */
const isOfConfig = (expression: ColangExpression): boolean => {
  if (expression.kind === "variable") return expression.name === "config";
  return (expression.kind === "member" || expression.kind === "index") && isOfConfig(expression.object);
};

/** Evaluates expressions in one run of a flow. The work is counted, and bounded. */
export class FlowExpressions {
  readonly #lookup: Lookup;
  readonly #work: Work;

  constructor(lookup: Lookup, work: Work) {
    this.#lookup = lookup;
    this.#work = work;
  }

  /** Throws a TypeError or LimitError where Python would raise, or where it costs too much. */
  value(expression: ColangExpression): unknown {
    return this.#work.made(this.#value(expression) ?? null);
  }

  #value(expression: ColangExpression): unknown {
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "variable":
        return this.#lookup(expression.name);
      case "joined":
        return expression.parts.map((part) => (typeof part === "string" ? part : toText(this.value(part)))).join("");
      case "list":
        return expression.items.map((item) => this.value(item));
      case "dict":
        return Object.fromEntries(expression.entries.map(([key, item]) => [toText(this.value(key)), this.value(item)]));
      case "member":
      case "index":
        return this.#member(expression);
      case "slice":
        return slice(
          this.value(expression.object),
          expression.bounds.map((bound) => (bound === undefined ? undefined : this.value(bound))),
        );
      case "call":
        return this.#call(expression);
      case "sign":
        return calculate(expression.sign, 0, comparable(this.value(expression.operand)));
      case "not":
        return !this.isTrue(expression.operand);
      case "math":
        return calculate(expression.operator, this.value(expression.left), this.value(expression.right));
      case "compare":
        return this.#compare(expression);
      case "and":
      case "or": {
        const left = this.value(expression.left);
        return isTrue(left) === (expression.kind === "or") ? left : this.value(expression.right);
      }
      case "choice":
        return this.value(this.isTrue(expression.condition) ? expression.chosen : expression.otherwise);
    }
  }

  isTrue(expression: ColangExpression): boolean {
    return isTrue(this.value(expression));
  }

  #member(expression: ColangExpression & { readonly kind: "member" | "index" }): unknown {
    const object = this.value(expression.object);
    const isAbsent = object === null && isOfConfig(expression.object);
    if (isAbsent) return null;
    return expression.kind === "member"
      ? attributeOf(object, expression.name)
      : itemOf(object, this.value(expression.key));
  }

  #call({ object, name, args }: ColangExpression & { readonly kind: "call" }): unknown {
    const values = args.map((argument) => this.value(argument));
    if (object === undefined) {
      if (values.length !== 1) throw new TypeError(`${name}() takes one value`);
      this.#work.read(...values);
      return lengthOf(values[0]);
    }
    const receiver = this.value(object);
    const method = FLOW_METHODS.get(name);
    if (method === undefined) throw new TypeError(`There is no method "${name}" in a flow`);
    this.#work.read(receiver, ...values);
    return method(receiver, ...values);
  }

  #compare({ first, rest }: ColangExpression & { readonly kind: "compare" }): boolean {
    let left = this.value(first);
    for (const { operator, right } of rest) {
      const value = this.value(right);
      this.#work.read(left, value);
      // `is True` asks for the truth of an outcome too: it was a bool before NeMo Guardrails 0.24.
      const isIdentity = (operator === "is" || operator === "is not") && typeof value !== "boolean";
      const sides = isIdentity ? ([left, value] as const) : ([comparable(left), comparable(value)] as const);
      if (!FLOW_COMPARE[operator](...sides)) return false;
      left = value;
    }
    return true;
  }
}
