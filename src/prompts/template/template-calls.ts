import { ConfigError, EdgeRailsError } from "../../errors.ts";
import type { Position } from "./template-ast.ts";
import { templateError } from "./template-ast.ts";
import type { TemplateFilter, TemplateFilters } from "./template-filters.ts";
import { VALUE_FILTERS } from "./template-filters.ts";
import { FUNCTIONS } from "./template-functions.ts";
import { LAYOUT_FILTERS } from "./template-layout-filters.ts";
import type { FilterTools } from "./template-list-filters.ts";
import { FILTER_ARGUMENTS, LIST_FILTERS } from "./template-list-filters.ts";
import { METHODS } from "./template-methods.ts";
import { TESTS } from "./template-tests.ts";
import type { Work } from "./template-work.ts";

/** Names of the filters that every template has. */
export const BUILTIN_FILTER_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(VALUE_FILTERS),
  ...Object.keys(LIST_FILTERS),
  ...Object.keys(LAYOUT_FILTERS),
]);

/** Adds the position in the template to errors of values. */
export class FaultReporter {
  readonly #source: string | undefined;

  constructor(source: string | undefined) {
    this.#source = source;
  }

  at<T>(at: Position, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof EdgeRailsError) throw error;
      throw this.fault(at, error instanceof Error ? error.message : "A filter failed", error);
    }
  }

  fault(at: Position, message: string, cause?: unknown): ConfigError {
    return templateError(message, at, this.#source, cause);
  }
}

interface Given {
  readonly positional: readonly unknown[];
  readonly named: readonly (readonly [string, unknown])[];
}

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Everything that a template can call by name: filters, tests, methods and functions. Nothing else can be reached. */
export class Calls implements FilterTools {
  readonly #filters: TemplateFilters;
  readonly #work: Work;

  constructor(filters: TemplateFilters, work: Work) {
    this.#filters = filters;
    this.#work = work;
  }

  call(name: string, { positional, named }: Given): unknown {
    return own(FUNCTIONS, name)?.(positional, named);
  }

  method(name: string, receiver: unknown, given: Given): unknown {
    this.#work.read(receiver, ...given.positional);
    return own(METHODS, name)?.(receiver, ...inOrder(name, given, []));
  }

  test(name: string, value: unknown, [other]: readonly unknown[]): boolean {
    this.#work.read(value, other);
    const test = own(TESTS, name);
    if (test === undefined) throw new TypeError(`The test "${name}" is not known`);
    return test(value, other);
  }

  filter(name: string, value: unknown, args: readonly unknown[] | Given): unknown {
    const positional = "named" in args ? inOrder(name, args, own(FILTER_ARGUMENTS, name) ?? []) : args;
    this.#work.read(value, ...positional);
    return this.#work.made(this.#find(name)(value, ...positional));
  }

  #find(name: string): TemplateFilter {
    const value = own(this.#filters, name) ?? own(VALUE_FILTERS, name) ?? own(LAYOUT_FILTERS, name);
    const filter = value ?? own(LIST_FILTERS, name)?.(this);
    if (filter !== undefined) return filter;
    const known = [...BUILTIN_FILTER_NAMES, ...Object.keys(this.#filters)].sort().join(", ");
    throw new TypeError(`The filter "${name}" is not known; known are ${known}`);
  }
}

/** Orders arguments by the parameters of a function. Missing ones are undefined. */
function inOrder(name: string, { positional, named }: Given, parameters: readonly string[]): readonly unknown[] {
  const args = [...positional];
  for (const [parameter, value] of named) {
    const index = parameters.indexOf(parameter);
    if (index < 0) throw new TypeError(`"${name}" has no argument "${parameter}"`);
    args[index] = value;
  }
  return args;
}
