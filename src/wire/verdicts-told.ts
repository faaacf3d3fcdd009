import type { StreamUsage, TokenUsage, Verdict } from "../types.ts";
import { isBlock } from "../streams/gates/verdicts.ts";
import { usageBreakdown, verdictToWire } from "./openai/verdict.ts";

/** What rails made of a streamed answer, in formats that tell it once, at the end. */
export const verdictsTold = (
  verdicts: readonly Verdict[],
  usage: TokenUsage | StreamUsage | undefined,
  closing: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> => {
  const enforced = verdicts.filter((verdict) => verdict.enforced !== false);
  const status = enforced.some(isBlock) ? "blocked" : enforced.length > 0 ? "modified" : "passed";
  return {
    status,
    ...(verdicts.length === 0 ? {} : { verdicts: verdicts.map(verdictToWire) }),
    ...(usage === undefined ? {} : { usage: usageBreakdown(usage) }),
    ...closing,
  };
};
