import type { CallLimits } from "../http/call-limits.ts";
import { numberParameter, type Parameters } from "./parameters.ts";

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
