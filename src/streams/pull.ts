import { discard } from "./discard.ts";
import { FusedPull, type Joinable, through } from "./fused-pull.ts";
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

/** A pull that rejects as soon as the signal aborts, even while a read is pending, and then cancels its source. */
export const withSignal = <T>(source: Pull<T>, signal: AbortSignal): Pull<T> & Joinable => {
  let reject: (reason: unknown) => void = () => {};
  const onAbort = (): void => {
    discard(source, signal.reason);
    reject(signal.reason);
  };
  const release = (): void => signal.removeEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return {
    // Not `Promise.race` with one long-lived promise, which would keep a reaction for every token until the stream ends.
    pull: () =>
      new Promise((resolve, rejectPull) => {
        reject = rejectPull;
        if (signal.aborted) rejectPull(signal.reason);
        else
          source.pull().then(
            (batch) => (batch === undefined && release(), resolve(batch)),
            (error: unknown) => (release(), rejectPull(error)),
          );
      }),
    cancel(reason) {
      release();
      return source.cancel(reason);
    },
    join(stages) {
      release();
      return withSignal(through(source, stages), signal);
    },
  };
};
