import { isBlock } from "../streams/gates/verdicts.ts";
import type { SavedTokens, StreamUsage, TokenUsage } from "../types/usage.ts";
import type { Outcome, Verdict } from "../types/verdict.ts";
import { chatUsage } from "./openai/chat-usage.ts";
import { publicVerdict } from "./public-verdict.ts";

/** A verdict under the names of the wire. What the bot says instead is sent as its text. */
export const verdictToWire = (verdict: Verdict): Readonly<Record<string, unknown>> => {
  const { railType, refusal: _refusal, ...fields } = publicVerdict(verdict);
  return { ...fields, rail_type: railType };
};

/** The outcome of an answer, with all its verdicts. */
export const outcomeToWire = ({
  verdicts,
  status,
  rail,
  railType,
  code,
}: Outcome): Readonly<Record<string, unknown>> => ({
  status,
  ...(rail === undefined ? {} : { rail, rail_type: railType, code }),
  ...(verdicts.length === 0 ? {} : { verdicts: verdicts.map(verdictToWire) }),
});

const savedToWire = ({ promptTokens, completionTokens }: SavedTokens): Readonly<Record<string, unknown>> => ({
  prompt_tokens: promptTokens,
  ...(completionTokens === undefined ? {} : { completion_tokens: completionTokens }),
});

/**
 * The part of the usage that only the gateway knows: what was delivered, withheld and saved, and what the rails cost.
 */
export const usageBreakdown = (usage: TokenUsage | StreamUsage): Readonly<Record<string, unknown>> => ({
  estimated: usage.estimated,
  ...("rails" in usage
    ? {
        delivered_tokens: usage.deliveredTokens,
        withheld_tokens: usage.withheldTokens,
        ...(usage.saved === undefined ? {} : { saved: savedToWire(usage.saved) }),
        rails: { ...chatUsage(usage.rails), estimated: usage.rails.estimated },
      }
    : {}),
});

/** The `guardrails` field of a streamed answer, in formats that send it once, at the end. */
export const verdictsToWire = (
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
