import { EdgeRailsError, LimitError } from "../../errors.ts";
import type { Expression, TemplateNode } from "./template-ast.ts";
import { MAX_ITERATIONS, MAX_OUTPUT_CHARS, templateError } from "./template-ast.ts";
import type { TemplateFilter, TemplateFilters } from "./template-filters.ts";
import { BUILTIN_FILTERS } from "./template-filters.ts";
import { contains, isDict, isEqual, isTruthy, iterate, memberOf, order, toText, typeName } from "./template-values.ts";

export type TemplateVariables = Readonly<Record<string, unknown>>;

/** Names bound by a loop; the innermost loop is asked first. */
interface Scope {
  readonly names: Readonly<Record<string, unknown>>;
  readonly outer: Scope | undefined;
}

/** One rendering. Values are only ever read and written out: no text of a value is parsed again. */
export class Evaluation {
  readonly #variables: TemplateVariables;
  readonly #filters: TemplateFilters;
  readonly #source: string | undefined;
  readonly #output: string[] = [];
  #scope: Scope | undefined;
  #length = 0;
  #iterations = 0;

  constructor(variables: TemplateVariables, filters: TemplateFilters, source: string | undefined) {
    this.#variables = variables;
    this.#filters = filters;
    this.#source = source;
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
      case "name":
        return this.#lookUp(expression.name);
      case "member":
        return memberOf(this.value(expression.object), this.value(expression.key));
      case "not":
        return !isTruthy(this.value(expression.operand));
      case "and":
      case "or": {
        const left = this.value(expression.left);
        return isTruthy(left) === (expression.kind === "or") ? left : this.value(expression.right);
      }
      case "test":
        return this.#test(this.value(expression.input), expression.test) !== expression.negated;
      case "view":
        return this.#guard(expression.line, () => view(this.value(expression.object), expression.view));
      case "compare":
        return this.#compare(expression);
      case "filter":
        return this.#filter(expression);
    }
  }

  #run(nodes: readonly TemplateNode[]): void {
    for (const node of nodes) {
      if (node.kind === "text") this.#write(node.text);
      else if (node.kind === "output") this.#write(toText(this.value(node.expression)));
      else if (node.kind === "for") this.#loop(node);
      else this.#run(node.branches.find(({ condition }) => isTruthy(this.value(condition)))?.body ?? node.otherwise);
    }
  }

  #write(text: string): void {
    this.#length += text.length;
    if (this.#length > MAX_OUTPUT_CHARS)
      throw new LimitError(`The prompt is longer than ${MAX_OUTPUT_CHARS} characters`);
    this.#output.push(text);
  }

  #loop({ names, iterable, body, line }: TemplateNode & { kind: "for" }): void {
    const items = this.#guard(line, () => iterate(this.value(iterable)));
    const outer = this.#scope;
    for (const [index, item] of items.entries()) {
      this.#iterations += 1;
      if (this.#iterations > MAX_ITERATIONS) throw new LimitError(`The prompt loops more than ${MAX_ITERATIONS} times`);
      const loop = {
        index: index + 1,
        index0: index,
        first: index === 0,
        last: index === items.length - 1,
        length: items.length,
      };
      this.#scope = { names: { loop, ...this.#guard(line, () => unpack(names, item)) }, outer };
      this.#run(body);
    }
    this.#scope = outer;
  }

  #lookUp(name: string): unknown {
    for (let scope = this.#scope; scope !== undefined; scope = scope.outer)
      if (Object.hasOwn(scope.names, name)) return memberOf(scope.names, name);
    return memberOf(this.#variables, name);
  }

  #test(value: unknown, test: "defined" | "undefined" | "none"): boolean {
    if (test === "none") return value === null;
    return (value === undefined) === (test === "undefined");
  }

  #compare({ first, rest, line }: Expression & { kind: "compare" }): boolean {
    let left = this.value(first);
    for (const { operator, right } of rest) {
      const value = this.value(right);
      if (!this.#guard(line, () => COMPARE[operator](left, value))) return false;
      left = value;
    }
    return true;
  }

  #filter({ input, name, args, line }: Expression & { kind: "filter" }): unknown {
    const filter = this.#findFilter(name, line);
    const value = this.value(input);
    const values = args.map((argument) => this.value(argument));
    const result = this.#guard(line, () => filter(value, ...values));
    if (typeof result === "string" && result.length > MAX_OUTPUT_CHARS)
      throw new LimitError(`The filter "${name}" wrote more than ${MAX_OUTPUT_CHARS} characters`);
    return result;
  }

  #findFilter(name: string, line: number): TemplateFilter {
    for (const filters of [this.#filters, BUILTIN_FILTERS]) {
      const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
      if (filter !== undefined) return filter;
    }
    const known = [...Object.keys(BUILTIN_FILTERS), ...Object.keys(this.#filters)].sort().join(", ");
    throw templateError(`The filter "${name}" is not known; known are ${known}`, line, this.#source);
  }

  /** Gives a fault in a value the template's line. */
  #guard<T>(line: number, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof EdgeRailsError) throw error;
      throw templateError(error instanceof Error ? error.message : "A filter failed", line, this.#source, error);
    }
  }
}

const COMPARE: Readonly<
  Record<(Expression & { kind: "compare" })["rest"][number]["operator"], (left: unknown, right: unknown) => boolean>
> = {
  "==": (left, right) => isEqual(left, right),
  "!=": (left, right) => !isEqual(left, right),
  "<": (left, right) => order(left, right) < 0,
  ">": (left, right) => order(left, right) > 0,
  "<=": (left, right) => order(left, right) <= 0,
  ">=": (left, right) => order(left, right) >= 0,
  in: (left, right) => contains(right, left),
  "not in": (left, right) => !contains(right, left),
};

function view(value: unknown, name: "items" | "keys" | "values"): readonly unknown[] {
  if (value === undefined) return [];
  if (!isDict(value)) throw new TypeError(`${name}() needs a dict, not ${typeName(value)}`);
  if (name === "keys") return Object.keys(value);
  return name === "values" ? Object.values(value) : Object.entries(value);
}

function unpack(names: readonly string[], item: unknown): Record<string, unknown> {
  const [only] = names;
  if (names.length === 1 && only !== undefined) return { [only]: item };
  if (!Array.isArray(item) || item.length !== names.length)
    throw new TypeError(`The loop names ${names.length} values, and an item is ${typeName(item)}`);
  return Object.fromEntries(names.map((name, index) => [name, item[index]]));
}
