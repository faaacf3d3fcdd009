import { LimitError } from "../../errors.ts";
import type { Arguments, Expression, Position, TemplateNode } from "./template-ast.ts";
import { MAX_OUTPUT_CHARS } from "./template-ast.ts";
import type { FaultReporter } from "./template-calls.ts";
import { Calls } from "./template-calls.ts";
import type { TemplateFilters } from "./template-filters.ts";
import { calculate, slice } from "./template-math.ts";
import type { TemplateVariables } from "./template-scope.ts";
import { loopNames, Scope } from "./template-scope.ts";
import { COMPARE, isTruthy, iterate, memberOf, Namespace, typeName } from "./template-values.ts";
import { Work } from "./template-work.ts";
import { toText } from "./template-write.ts";

/** One rendering. Texts of values are never parsed as templates. */
export class Evaluation {
  readonly #work = new Work();
  readonly #calls: Calls;
  readonly #report: FaultReporter;
  #scope: Scope;
  #output: string[] = [];
  #length = 0;

  constructor(variables: TemplateVariables, filters: TemplateFilters, report: FaultReporter) {
    this.#scope = new Scope(variables);
    this.#calls = new Calls(filters, this.#work);
    this.#report = report;
  }

  render(nodes: readonly TemplateNode[]): string {
    this.#run(nodes);
    return this.#output.join("");
  }

  value(expression: Expression): unknown {
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "list":
        return expression.items.map((item) => this.value(item));
      case "dict":
        return Object.fromEntries(expression.entries.map(([key, item]) => [toText(this.value(key)), this.value(item)]));
      case "name":
        return this.#scope.get(expression.name);
      case "member":
        return memberOf(this.value(expression.object), this.value(expression.key));
      case "not":
        return !isTruthy(this.value(expression.operand));
      case "and":
      case "or": {
        const left = this.value(expression.left);
        return isTruthy(left) === (expression.kind === "or") ? left : this.value(expression.right);
      }
      case "choice":
        if (isTruthy(this.value(expression.condition))) return this.value(expression.chosen);
        return expression.otherwise === undefined ? undefined : this.value(expression.otherwise);
      default:
        return this.#report.at(expression.at, () => this.#work.made(this.#compute(expression)));
    }
  }

  /** Evaluates the expressions that compute a new value, which can fail. */
  #compute(expression: Expression & { readonly at: Position }): unknown {
    switch (expression.kind) {
      case "math":
        return calculate(expression.operator, this.value(expression.left), this.value(expression.right));
      case "sign":
        return calculate(expression.sign, 0, this.value(expression.operand));
      case "slice":
        return slice(
          this.value(expression.object),
          expression.bounds.map((bound) => (bound === undefined ? undefined : this.value(bound))),
        );
      case "test": {
        const { positional } = this.#arguments(expression.args);
        return this.#calls.test(expression.name, this.value(expression.input), positional) !== expression.negated;
      }
      case "call":
        return this.#calls.call(expression.name, this.#arguments(expression.args));
      case "method":
        return this.#calls.method(expression.name, this.value(expression.input), this.#arguments(expression.args));
      case "filter":
        return this.#calls.filter(expression.name, this.value(expression.input), this.#arguments(expression.args));
      case "compare":
        return this.#compare(expression);
    }
  }

  #arguments({ positional, named }: Arguments): {
    positional: readonly unknown[];
    named: readonly [string, unknown][];
  } {
    return {
      positional: positional.map((argument) => this.value(argument)),
      named: named.map(([name, argument]) => [name, this.value(argument)]),
    };
  }

  #compare({ first, rest }: Expression & { kind: "compare" }): boolean {
    let left = this.value(first);
    for (const { operator, right } of rest) {
      const value = this.value(right);
      this.#work.read(left, value);
      if (!COMPARE[operator](left, value)) return false;
      left = value;
    }
    return true;
  }

  #run(nodes: readonly TemplateNode[]): void {
    for (const node of nodes) {
      if (node.kind === "text") this.#write(node.text);
      else if (node.kind === "output") this.#write(toText(this.value(node.expression)));
      else if (node.kind === "for") this.#loop(node);
      else if (node.kind === "set") this.#set(node);
      else if (node.kind === "with") this.#with(node);
      else this.#run(node.branches.find(({ condition }) => isTruthy(this.value(condition)))?.body ?? node.otherwise);
    }
  }

  #write(text: string): void {
    this.#work.read(text);
    this.#length += text.length;
    if (this.#length > MAX_OUTPUT_CHARS)
      throw new LimitError(`The prompt is longer than ${MAX_OUTPUT_CHARS} characters`);
    this.#output.push(text);
  }

  /** Every iteration, and the `else`, has its own scope, so assignments in it end with it. */
  #loop({ names, iterable, condition, body, otherwise, at }: TemplateNode & { kind: "for" }): void {
    const outer = this.#scope;
    const bind = (item: unknown): Record<string, unknown> => this.#report.at(at, () => unpack(names, item));
    const passes = (item: unknown): boolean => {
      if (condition === undefined) return true;
      this.#work.turn();
      this.#scope = outer.inner(bind(item));
      return isTruthy(this.value(condition));
    };
    const items = this.#report.at(at, () => iterate(this.value(iterable))).filter(passes);
    for (const [index, item] of items.entries()) {
      this.#work.turn();
      this.#scope = outer.inner({ loop: loopNames(items, index), ...bind(item) });
      this.#run(body);
    }
    if (items.length === 0) {
      this.#scope = outer.inner({});
      this.#run(otherwise);
    }
    this.#scope = outer;
  }

  /** All values are evaluated in the outer scope, so they do not depend on each other. */
  #with({ names, body }: TemplateNode & { kind: "with" }): void {
    const outer = this.#scope;
    this.#scope = outer.inner(Object.fromEntries(names.map(([name, value]) => [name, this.value(value)])));
    this.#run(body);
    this.#scope = outer;
  }

  #set({ target, value, at }: TemplateNode & { kind: "set" }): void {
    const made = "kind" in value ? this.value(value) : this.#capture(value);
    if ("names" in target) {
      const names = this.#report.at(at, () => unpack(target.names, made));
      for (const [name, one] of Object.entries(names)) this.#scope.set(name, one);
      return;
    }
    const object = this.#scope.get(target.namespace);
    if (!(object instanceof Namespace))
      throw this.#report.fault(at, `Only an attribute of a namespace() can be set, not of ${typeName(object)}`);
    object.set(target.attribute, made);
  }

  /** Renders nodes to a text instead of the output. */
  #capture(nodes: readonly TemplateNode[]): string {
    const [output, length] = [this.#output, this.#length];
    this.#output = [];
    this.#run(nodes);
    const text = this.#output.join("");
    [this.#output, this.#length] = [output, length];
    return text;
  }
}

function unpack(names: readonly string[], item: unknown): Record<string, unknown> {
  const [only] = names;
  if (names.length === 1 && only !== undefined) return { [only]: item };
  if (!Array.isArray(item) || item.length !== names.length)
    throw new TypeError(`There are ${names.length} names, and the value is ${typeName(item)}`);
  return Object.fromEntries(names.map((name, index) => [name, item[index]]));
}
