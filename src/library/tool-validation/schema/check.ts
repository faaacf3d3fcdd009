/** Where a value is not what its schema says, and by which word of the schema. Holds nothing of the value. */
export interface Mismatch {
  readonly keyword: string;
  /** From the outside in: names that the schema declares, indexes, and `*` for a name that it does not. */
  readonly path: readonly string[];
}

/** What a schema says of a value, ready to be asked. */
export type Check = (value: unknown, work: Work) => Mismatch | undefined;

/** A schema that says nothing that can be checked. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

/** A schema and a value that together cost more than a tool call may. */
export class WorkError extends Error {
  override readonly name = "WorkError";
}

const MAX_STEPS = 5_000_000;
const MAX_DEPTH = 200;

/** What checking one value may cost: a client writes the schema, and a model the value. */
export class Work {
  #steps = 0;
  #depth = 0;

  /** Counts steps: values that are looked at, names and items that are compared, characters times instructions. */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS) throw new WorkError("the arguments take too long to check");
  }

  /** Goes one schema deeper. */
  within<T>(check: () => T): T {
    if (this.#depth === MAX_DEPTH) throw new WorkError("the arguments or their schema are nested too deeply");
    this.#depth++;
    try {
      return check();
    } finally {
      this.#depth--;
    }
  }
}

/** What stands in a path for a name that the model chose. */
export const UNDECLARED = "*";

/** A mismatch as the value around it sees it. */
export const under = (key: string, mismatch: Mismatch | undefined): Mismatch | undefined =>
  mismatch === undefined ? undefined : { ...mismatch, path: [key, ...mismatch.path] };

export const mismatch = (keyword: string, ...path: readonly string[]): Mismatch => ({ keyword, path });

/** The first mismatch that a check of some items finds. */
export const firstOf = <Item>(
  items: Iterable<Item>,
  check: (item: Item) => Mismatch | undefined,
): Mismatch | undefined => {
  for (const item of items) {
    const found = check(item);
    if (found !== undefined) return found;
  }
  return undefined;
};
