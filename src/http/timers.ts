import type { Clock } from "../types.ts";

/** Calls back once after `ms` milliseconds (never, when that is infinite). Returns what stops it. */
export const startTimer = (clock: Clock, ms: number, callback: () => void): (() => void) => {
  if (ms === Infinity) return () => {};
  const timer = clock.setTimeout(callback, ms);
  return () => clock.clearTimeout(timer);
};

/** Waits. Rejects with the signal's reason as soon as it aborts. */
export const sleep = (clock: Clock, ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const stop = startTimer(clock, ms, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    const onAbort = (): void => {
      stop();
      reject(signal?.reason as Error);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
  });

/** How long a piece of work may take, and what is thrown when it takes longer. */
export interface Deadline {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly ms: number;
  readonly signal?: AbortSignal | undefined;
  readonly late: () => Error;
}

/**
 * Runs work that has a deadline. The work gets a signal which aborts when time is up or when the caller's does; work that
 * ignores the signal is left behind.
 */
export const withDeadline = async <T>(deadline: Deadline, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const { clock, ms, signal, late } = deadline;
  signal?.throwIfAborted();
  const timeout = new AbortController();
  const either = signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal]);
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = startTimer(clock, ms, () => timeout.abort(late()));
    either.addEventListener("abort", () => reject(either.reason as Error), { once: true });
  });
  try {
    return await Promise.race([work(either), aborted]);
  } finally {
    stop();
  }
};
