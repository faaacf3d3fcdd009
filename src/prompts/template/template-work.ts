import { LimitError } from "../../errors.ts";
import { MAX_ITERATIONS, MAX_OUTPUT_CHARS } from "./template-ast.ts";

/** What one rendering may look at and make, in characters of texts and entries of lists, over all its steps. */
const MAX_WORK = 20_000_000;

const sizeOf = (value: unknown): number => (typeof value === "string" || Array.isArray(value) ? value.length : 0);

/** Counts what a rendering, or a run of a flow, costs. Throws a LimitError when it is too much. */
export class Work {
  readonly #what: "prompt" | "flow";
  #done = 0;
  #turns = 0;

  constructor(what: "prompt" | "flow" = "prompt") {
    this.#what = what;
  }

  /** A step that reads these values. */
  read(...values: readonly unknown[]): void {
    this.#done = values.reduce<number>((sum, value) => sum + sizeOf(value), this.#done + 1);
    if (this.#done > MAX_WORK) throw new LimitError(`The ${this.#what} takes too much work`);
  }

  /** A step that made this value. */
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
