/** What a parser learns about a whole template beside its tree. */
export class TemplateFacts {
  readonly variables: Set<string> = new Set();
  readonly filters: Set<string> = new Set();
  readonly #bound: string[] = [];
  /** How often each name is bound at the current place. */
  readonly #times = new Map<string, number>();

  /** A name is read: of a variable, unless a loop or an assignment around the current place binds it. */
  read(name: string): void {
    if (!this.#times.has(name)) this.variables.add(name);
  }

  bind(names: readonly string[]): void {
    this.#bound.push(...names);
    for (const name of names) this.#times.set(name, (this.#times.get(name) ?? 0) + 1);
  }

  /** Parses a block: what is bound in it is not bound behind it, since it may not have been run. */
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
