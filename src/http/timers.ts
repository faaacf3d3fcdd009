import type { Clock } from "../types.ts";
import { linkedAbort } from "./linked-abort.ts";

/** What runtimes can count to, about 25 days: a longer timer fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Calls back once after `ms` milliseconds; never, when that is more than 25 days. Returns what stops it. */
export const startTimer = (clock: Clock, ms: number, callback: () => void): (() => void) => {
  if (ms > MAX_TIMER_MS) return () => {};
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
  const { controller, release } = linkedAbort(signal);
  const own = controller.signal;
  const stop = startTimer(clock, ms, () => controller.abort(late()));
  try {
    return await new Promise((resolve, reject) => {
      own.addEventListener("abort", () => reject(own.reason as Error), { once: true });
      work(own).then(resolve, reject);
    });
  } finally {
    stop();
    release();
  }
};
