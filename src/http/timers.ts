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
 * ignores the signal is left behind. Once it is done nothing of this is left: what it gave is the caller's to stop.
 */
export const withDeadline = async <T>(deadline: Deadline, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const { clock, ms, signal, late } = deadline;
  signal?.throwIfAborted();
  // Its own signal instead of `AbortSignal.any`, which keeps weak references and costs ten times as much.
  const own = new AbortController();
  const forward = (): void => own.abort(signal?.reason);
  signal?.addEventListener("abort", forward, { once: true });
  const stop = startTimer(clock, ms, () => own.abort(late()));
  try {
    return await new Promise((resolve, reject) => {
      own.signal.addEventListener("abort", () => reject(own.signal.reason as Error), { once: true });
      work(own.signal).then(resolve, reject);
    });
  } finally {
    stop();
    signal?.removeEventListener("abort", forward);
  }
};
