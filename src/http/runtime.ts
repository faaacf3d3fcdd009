import type { Clock } from "../types.ts";

/** What models, and rails that call a service, need from the runtime. */
export interface Runtime {
  readonly fetch: typeof fetch;
  /** Environment variables and secrets by name. */
  readonly env: Readonly<Record<string, unknown>>;
  /** False where none was given: what `env` lacks is then told when it is needed. Default true. */
  readonly hasEnv?: boolean;
  /** What deadlines, back-off and `Retry-After` go by. */
  readonly clock: Clock;
  /** A number from 0 to 1, which spreads repeated tries. Default `Math.random`. */
  readonly random?: () => number;
}
