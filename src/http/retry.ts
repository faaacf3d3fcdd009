import { ProviderError } from "../errors.ts";
import type { Runtime } from "./runtime.ts";
import { sleep } from "./timers.ts";

/** If an upstream asks for a longer wait, there is no retry; the wait is in `retryAfterMs` of the error. */
const MAX_WAIT_MS = 60_000;

const backoffMs = (attempt: number, random: () => number): number => random() * Math.min(8000, 500 * 2 ** attempt);

/** Milliseconds until the next attempt, or `undefined` if another attempt is pointless. */
export const retryDelay = (error: unknown, attempt: number, random: () => number): number | undefined => {
  if (!(error instanceof ProviderError) || !error.retryable) return undefined;
  if (error.retryAfterMs === undefined) return backoffMs(attempt, random);
  return error.retryAfterMs <= MAX_WAIT_MS ? error.retryAfterMs : undefined;
};

/**
 * Milliseconds to wait after a failed attempt, or `undefined` if another attempt is pointless. The first attempt is 0.
 */
export type RetryDelay = (error: unknown, attempt: number) => number | undefined;

export interface RetryOptions {
  /** Further attempts after the first. */
  readonly maxRetries: number;
  readonly runtime: Pick<Runtime, "clock" | "random">;
  readonly signal?: AbortSignal | undefined;
  /** Default: {@link retryDelay}. */
  readonly delay?: RetryDelay | undefined;
}

/**
 * Runs `attempt` until it succeeds, fails permanently, or has run `maxRetries + 1` times. Waits as long as the upstream
 * asked (at most 60 s), otherwise a random time below 0.5 s, 1 s, 2 s, … 8 s.
 */
export const retrying = async <T>(options: RetryOptions, attempt: () => Promise<T>): Promise<T> => {
  const { maxRetries, runtime, signal } = options;
  const { random = Math.random } = runtime;
  const { delay = (error, attempt) => retryDelay(error, attempt, random) } = options;
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      const wait = tries < maxRetries ? delay(error, tries) : undefined;
      if (wait === undefined) throw error;
      await sleep(runtime.clock, wait, signal);
    }
  }
};
