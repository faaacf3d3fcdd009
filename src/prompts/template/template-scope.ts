import { memberOf } from "./template-values.ts";

export type TemplateVariables = Readonly<Record<string, unknown>>;

/** Resolves names: in the innermost scope first, in the variables of the rendering last. */
export class Scope {
  readonly #names = new Map<string, unknown>();
  readonly #variables: TemplateVariables;
  readonly #outer: Scope | undefined;

  constructor(variables: TemplateVariables, outer?: Scope) {
    this.#variables = variables;
    this.#outer = outer;
  }

  get(name: string): unknown {
    if (this.#names.has(name)) return this.#names.get(name);
    return this.#outer === undefined || Object.hasOwn(this.#variables, name)
      ? memberOf(this.#variables, name)
      : this.#outer.get(name);
  }

  set(name: string, value: unknown): void {
    this.#names.set(name, value);
  }

  /** A nested scope with these bindings. */
  inner(names: TemplateVariables): Scope {
    return new Scope(names, this);
  }
}

/** The attributes of `loop` in an iteration. */
export const loopNames = (items: readonly unknown[], index: number): TemplateVariables => ({
  index: index + 1,
  index0: index,
  revindex: items.length - index,
  revindex0: items.length - index - 1,
  first: index === 0,
  last: index === items.length - 1,
  length: items.length,
  previtem: items[index - 1],
  nextitem: items[index + 1],
});
