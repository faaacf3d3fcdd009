import { toReadable } from "./pull.ts";
import type { Pull } from "./stage.ts";

/** A pull of one batch. */
export const pullOnce = <T>(batch: readonly T[]): Pull<T> => {
  let rest: readonly T[] | undefined = batch;
  return {
    pull() {
      const next = rest;
      rest = undefined;
      return Promise.resolve(next);
    },
    cancel() {
      rest = undefined;
      return Promise.resolve();
    },
  };
};

const iteratorOf = <T>(source: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> =>
  Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();

/**
 * Any iterable as a pull-driven stream: one item per read. Cancelling the stream calls `return` on the iterator.
 *
 * @example
 * const stream = fromIterable(["Hel", "lo"]);
 */
export const fromIterable = <T>(source: Iterable<T> | AsyncIterable<T>): ReadableStream<T> => {
  let iterator: Iterator<T> | AsyncIterator<T> | undefined;
  return toReadable<T>({
    async pull() {
      iterator ??= iteratorOf(source);
      const { done, value } = await iterator.next();
      return done === true ? undefined : [value];
    },
    async cancel() {
      iterator ??= iteratorOf(source);
      await iterator.return?.();
    },
  });
};

/**
 * A ReadableStream as it is, anything else iterable through {@link fromIterable}.
 *
 * @example
 * const stream = toStream(["Hel", "lo"]);
 */
export const toStream = <T>(source: ReadableStream<T> | Iterable<T> | AsyncIterable<T>): ReadableStream<T> =>
  source instanceof ReadableStream ? source : fromIterable(source);
