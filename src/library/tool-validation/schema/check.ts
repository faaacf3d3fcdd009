/** The position of a mismatch, and the keyword that it violates. Contains nothing of the value. */
export interface Mismatch {
  readonly keyword: string;
  /** From the root: declared names, indexes, and `*` for an undeclared name. */
  readonly path: readonly string[];
}

/** The compiled check of a schema. */
export type Check = (value: unknown, work: Work) => Mismatch | undefined;

/** An invalid schema. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

/** Checking the value takes too much work. */
export class WorkError extends Error {
  override readonly name = "WorkError";
}

const MAX_STEPS = 5_000_000;
const MAX_DEPTH = 200;

/**
 * Counts the work of checking one value: the client writes the schema, and the model the value, so both are untrusted.
 */
export class Work {
  #steps = 0;
  #depth = 0;

  /** Counts steps: visited values, compared names and items, and characters times pattern instructions. */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS) throw new WorkError("the arguments take too long to check");
  }

  /** Runs a nested check. Throws a WorkError if schemas nest too deeply. */
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

/** Replaces an undeclared name, which the model chose, in a path. */
export const UNDECLARED = "*";

/** Prefixes the path of a mismatch with a key. */
export const under = (key: string, mismatch: Mismatch | undefined): Mismatch | undefined =>
  mismatch === undefined ? undefined : { ...mismatch, path: [key, ...mismatch.path] };

export const mismatch = (keyword: string, ...path: readonly string[]): Mismatch => ({ keyword, path });

/** The first mismatch in a list of items. */
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
