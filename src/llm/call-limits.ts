import { numberParameter, type Parameters } from "./parameters.ts";

/** How long a call may take and how often it is tried again. */
export interface CallLimits {
  /** Milliseconds until the answer begins (HTTP: its headers). Parameter `timeout` or `connect_timeout` in seconds, default 60. */
  readonly connectMs: number;
  /** Milliseconds between two chunks of the answer. Parameter `idle_timeout` in seconds, default 30. */
  readonly idleMs: number;
  /** Tries after the first one. Parameter `max_retries`, default 2. */
  readonly maxRetries: number;
}

const DAY = 86_400;

/** Reads the limits of an engine from its parameters. `idleSeconds` is the default of `idle_timeout`. */
export const callLimits = (parameters: Parameters, idleSeconds = 30): CallLimits => {
  const seconds = (name: string): number | undefined => numberParameter(parameters, name, { above: 0, max: DAY });
  return {
    connectMs: (seconds("timeout") ?? seconds("connect_timeout") ?? 60) * 1000,
    idleMs: (seconds("idle_timeout") ?? idleSeconds) * 1000,
    maxRetries: numberParameter(parameters, "max_retries", { min: 0, max: 10, whole: true }) ?? 2,
  };
};
