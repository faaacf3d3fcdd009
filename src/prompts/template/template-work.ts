import { LimitError } from "../../errors.ts";
import { MAX_ITERATIONS, MAX_OUTPUT_CHARS } from "./template-ast.ts";

/** Characters and list entries that one rendering may read and produce, over all its steps. */
const MAX_WORK = 20_000_000;

const sizeOf = (value: unknown): number => (typeof value === "string" || Array.isArray(value) ? value.length : 0);

/** Counts the work of a rendering, or of a run of a flow. Throws a LimitError above the bound. */
export class Work {
  readonly #what: "prompt" | "flow";
  #done = 0;
  #turns = 0;

  constructor(what: "prompt" | "flow" = "prompt") {
    this.#what = what;
  }

  /** Counts reading these values. */
  read(...values: readonly unknown[]): void {
    this.#done = values.reduce<number>((sum, value) => sum + sizeOf(value), this.#done + 1);
    if (this.#done > MAX_WORK) throw new LimitError(`The ${this.#what} takes too much work`);
  }

  /** Counts producing this value, and returns it. */
  made(value: unknown): unknown {
    if (sizeOf(value) > MAX_OUTPUT_CHARS)
      throw new LimitError(`A value in the ${this.#what} is longer than ${MAX_OUTPUT_CHARS}`);
    this.read(value);
    return value;
  }

  turn(): void {
    this.#turns += 1;
    if (this.#turns > MAX_ITERATIONS) throw new LimitError(`The ${this.#what} loops more than ${MAX_ITERATIONS} times`);
  }
}
