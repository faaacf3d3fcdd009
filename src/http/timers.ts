import type { Clock } from "../types/clock.ts";
import { linkedAbort } from "./linked-abort.ts";

/** The longest timer that runtimes support, about 25 days. A longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls back once after `ms` milliseconds; never, if that is more than 25 days. Returns a function that stops the
 * timer.
 */
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

/** How long an operation may take, and the error if it takes longer. */
export interface Deadline {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly ms: number;
  readonly signal?: AbortSignal | undefined;
  readonly late: () => Error;
}

/**
 * Runs an operation with a deadline. Its signal aborts when the time is up or the caller's signal aborts; an operation
 * that ignores it is abandoned. Afterwards no timer or listener remains. The caller has to stop what the operation
 * returned.
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
