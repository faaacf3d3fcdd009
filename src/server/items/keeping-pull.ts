import type { Pull } from "../../streams/stage.ts";
import type { WireItem, WrittenItems } from "../../wire/wire.ts";

/** Stores the items of an answer. Does not reject. */
export type KeepItems = (items: readonly WireItem[]) => Promise<void>;

/**
 * A pull that stores the items of its answer: before the last chunk is delivered, so that the next request finds them, and
 * on an error or a cancel those that were written so far.
 */
export class KeepingPull<T> implements Pull<T> {
  /** Resolves once they are stored, or storing failed. */
  readonly done: Promise<void>;
  readonly #source: Pull<T>;
  readonly #written: WrittenItems;
  readonly #keep: KeepItems;
  #finish = (): void => {};
  #kept: Promise<void> | undefined;

  constructor(source: Pull<T>, written: WrittenItems, keep: KeepItems) {
    this.#source = source;
    this.#written = written;
    this.#keep = keep;
    this.done = new Promise((resolve) => (this.#finish = resolve));
  }

  /** Not `async`, which would cost every token. */
  pull(): Promise<readonly T[] | undefined> {
    return this.#source.pull().then(this.#took, this.#broke);
  }

  async cancel(reason?: unknown): Promise<void> {
    const cancelled = this.#source.cancel(reason);
    await Promise.all([cancelled, this.#keepOnce()]);
  }

  readonly #took = (batch: readonly T[] | undefined): readonly T[] | undefined | Promise<readonly T[] | undefined> =>
    (this.#written.over || batch === undefined) && this.#kept === undefined
      ? this.#keepOnce().then(() => batch)
      : batch;

  readonly #broke = async (error: unknown): Promise<never> => {
    await this.#keepOnce();
    throw error;
  };

  #keepOnce(): Promise<void> {
    this.#kept ??= this.#keep(this.#written.items).finally(this.#finish);
    return this.#kept;
  }
}
