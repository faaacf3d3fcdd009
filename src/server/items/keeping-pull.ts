import type { Pull } from "../../streams/stage.ts";
import type { WireItem, WrittenItems } from "../../wire/wire.ts";

/** Keeps what an answer has delivered. Does not reject. */
export type KeepItems = (items: readonly WireItem[]) => Promise<void>;

/**
 * An answer on its way whose items are kept: before its end leaves, so that the next request finds them, and as far as they
 * were written where it broke or its reader went away.
 */
export class KeepingPull<T> implements Pull<T> {
  /** Resolves once they are kept, or could not be. */
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

  /** No `async`: this stands in the way of every token. */
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
