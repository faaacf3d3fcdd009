/** Facts about a whole template that the parser collects. */
export class TemplateFacts {
  readonly variables: Set<string> = new Set();
  readonly filters: Set<string> = new Set();
  readonly #bound: string[] = [];
  /** The number of current bindings of each name. */
  readonly #times = new Map<string, number>();

  /** Records a use of a name, which is a variable unless a loop or an assignment binds it here. */
  read(name: string): void {
    if (!this.#times.has(name)) this.variables.add(name);
  }

  bind(names: readonly string[]): void {
    this.#bound.push(...names);
    for (const name of names) this.#times.set(name, (this.#times.get(name) ?? 0) + 1);
  }

  /** Parses a block. Its bindings end with it, since it may not be executed. */
  block<T>(parse: () => T): T {
    const outside = this.#bound.length;
    const parsed = parse();
    for (const name of this.#bound.splice(outside)) {
      const times = (this.#times.get(name) ?? 1) - 1;
      if (times > 0) this.#times.set(name, times);
      else this.#times.delete(name);
    }
    return parsed;
  }
}
