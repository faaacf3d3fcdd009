import type { Clock } from "../types/clock.ts";

/** What models, and rails that call a service, need from the runtime. */
export interface Runtime {
  readonly fetch: typeof fetch;
  /** Environment variables and secrets by name. */
  readonly env: Readonly<Record<string, unknown>>;
  /** False if no environment was given: missing variables are then reported when they are needed. Default true. */
  readonly hasEnv?: boolean;
  /** Used for deadlines, backoff and `Retry-After`. */
  readonly clock: Clock;
  /** A random number from 0 to 1, for jitter. Default `Math.random`. */
  readonly random?: () => number;
}
