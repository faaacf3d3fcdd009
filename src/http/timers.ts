import type { Runtime } from "./runtime.ts";

type TimerSource = Pick<Runtime, "setTimeout">;

/**
 * Calls back once after `ms` milliseconds (never, when that is infinite). Returns what stops it.
 * The timer function is taken out of the runtime first: browsers refuse to be called as its method.
 */
export const startTimer = (runtime: TimerSource, ms: number, callback: () => void): (() => void) => {
  if (ms === Infinity) return () => {};
  const { setTimeout: start = setTimeout } = runtime;
  const timer = start(callback, ms);
  return () => clearTimeout(timer);
};

/** Waits. Rejects with the signal's reason as soon as it aborts. */
export const sleep = (runtime: TimerSource, ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const stop = startTimer(runtime, ms, () => {
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
  readonly runtime: TimerSource;
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
  const { runtime, ms, signal, late } = deadline;
  signal?.throwIfAborted();
  const timeout = new AbortController();
  const either = signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal]);
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = startTimer(runtime, ms, () => timeout.abort(late()));
    either.addEventListener("abort", () => reject(either.reason as Error), { once: true });
  });
  try {
    return await Promise.race([work(either), aborted]);
  } finally {
    stop();
  }
};
