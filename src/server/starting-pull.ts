import type { Pull } from "../streams/stage.ts";
import type { Clock } from "../types/clock.ts";

/**
 * A source that starts before it is read, so that a failure before the first chunk can still become an error status.
 * From the second chunk on it costs no more than the source itself.
 */
export class StartingPull<T> implements Pull<T> {
  readonly #begun: Promise<readonly T[] | undefined>;
  readonly #abort: (reason: unknown) => void;
  #first: Promise<readonly T[] | undefined> | undefined;
  #source: Pull<T> | undefined;
  #cancelled: { readonly reason: unknown } | undefined;

  /** @param abort - stops a start that is still in progress. */
  constructor(start: () => Promise<Pull<T>>, abort: (reason: unknown) => void) {
    this.#abort = abort;
    this.#begun = start().then((source) => {
      if (this.#cancelled !== undefined) {
        source.cancel(this.#cancelled.reason).catch(() => {});
        return undefined;
      }
      this.#source = source;
      return source.pull();
    });
    this.#begun.catch(() => {});
    this.#first = this.#begun;
  }

  /**
   * Resolves to true once the first chunk has arrived, to false when the time is up. Rejects with an earlier failure.
   */
  async begins(clock: Clock, milliseconds: number): Promise<boolean> {
    let timer: unknown;
    const late = new Promise<false>((resolve) => {
      timer = clock.setTimeout(() => resolve(false), milliseconds);
    });
    try {
      return await Promise.race([this.#begun.then(() => true), late]);
    } finally {
      clock.clearTimeout(timer);
    }
  }

  pull(): Promise<readonly T[] | undefined> {
    const first = this.#first;
    if (first !== undefined) {
      this.#first = undefined;
      return first;
    }
    return this.#source?.pull() ?? Promise.resolve(undefined);
  }

  async cancel(reason?: unknown): Promise<void> {
    this.#cancelled ??= { reason };
    this.#abort(reason);
    await this.#source?.cancel(reason);
  }
}
