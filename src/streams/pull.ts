import { discard } from "./discard.ts";
import { FusedPull, type Joinable, through } from "./fused-pull.ts";
import type { AnyStage } from "./fused-stages.ts";
import { PulledSource, isStarted } from "./pulled-source.ts";
import type { Pull } from "./stage.ts";

/**
 * The pull of each stream made by this package, so that a later `pipeline` can continue from it without a stream hop.
 */
const pulls = new WeakMap<ReadableStream<unknown>, Pull<unknown>>();

/**
 * Reads a stream as a pull. A stream made by this package is replaced by its own pull; any other is read one chunk per
 * call.
 */
export const pullFrom = <T>(stream: ReadableStream<T>): Pull<T> => {
  const own = pulls.get(stream) as Pull<T> | undefined;
  const reader = stream.getReader();
  if (own !== undefined && !isStarted(own)) {
    pulls.delete(stream);
    return own;
  }
  return {
    pull: () => reader.read().then(batchOf),
    cancel: (reason) => reader.cancel(reason),
  };
};

const batchOf = <T>({ done, value }: ReadableStreamReadResult<T>): readonly T[] | undefined =>
  done ? undefined : [value];

/** Options of {@link toReadable}. */
export interface ReadableOptions {
  /** Cancels the source and errors the stream with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Chunks are produced only when they are requested. */
export const ON_DEMAND: { readonly highWaterMark: number } = { highWaterMark: 0 };

/** Lets a later `pipeline` continue from the pull of a stream. */
export const rememberPull = <T>(stream: ReadableStream<T>, pull: Pull<T>): void => void pulls.set(stream, pull);

/** Wraps a pull in a ReadableStream. */
export const toReadable = <T>(pull: Pull<T>, options: ReadableOptions = {}): ReadableStream<T> => {
  const source = options.signal === undefined ? pull : withSignal(pull, options.signal);
  const stream = new ReadableStream<T>(new PulledSource(source), ON_DEMAND);
  rememberPull(stream, source);
  return stream;
};

/** Puts a batch back that was just pulled, so that the next read returns it first. */
export const putBack = <T>(pull: Pull<T>, batch: readonly T[]): Pull<T> => {
  if (pull instanceof FusedPull && pull.open) {
    pull.putBack(batch);
    return pull;
  }
  let first: readonly T[] | undefined = batch;
  return {
    pull() {
      const again = first;
      first = undefined;
      return again === undefined ? pull.pull() : Promise.resolve(again);
    },
    cancel: (reason) => pull.cancel(reason),
  };
};

class AbortablePull<T> implements Pull<T>, Joinable {
  readonly #source: Pull<T>;
  readonly #signal: AbortSignal;
  #rejectPull: (reason: unknown) => void = () => {};

  constructor(source: Pull<T>, signal: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  /**
   * Not `Promise.race` with one long-lived promise, which would keep a reaction for every token until the stream ends.
   */
  pull(): Promise<readonly T[] | undefined> {
    return new Promise((resolve, reject) => {
      this.#rejectPull = reject;
      if (this.#signal.aborted) return reject(this.#signal.reason);
      this.#source.pull().then(
        (batch) => {
          if (batch === undefined) this.#release();
          resolve(batch);
        },
        (error: unknown) => {
          this.#release();
          reject(error);
        },
      );
    });
  }

  cancel(reason?: unknown): Promise<void> {
    this.#release();
    return this.#source.cancel(reason);
  }

  join(stages: readonly AnyStage[]): Pull<unknown> {
    this.#release();
    return withSignal(through(this.#source, stages), this.#signal);
  }

  readonly #onAbort = (): void => {
    discard(this.#source, this.#signal.reason);
    this.#rejectPull(this.#signal.reason);
  };

  #release(): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
  }
}

/** A pull that rejects as soon as the signal aborts, even while a read is pending, and then cancels its source. */
export const withSignal = <T>(source: Pull<T>, signal: AbortSignal): Pull<T> & Joinable =>
  new AbortablePull(source, signal);
