import type { UsageMetadata } from "@langchain/core/messages";
import { optional } from "../../json.ts";
import type { FinishReason, TokenUsage, Verdict } from "../../types.ts";
import { toldOutcome } from "../told-outcome.ts";
import type { Beside } from "./chunk-decoder.ts";

/**
 * What is said of an answer at its end: what its provider said, and what the rails made of it. Of one that a rail has ended
 * only the latter, since what its provider says may say it again.
 */
export const endOf = (
  { metadata, usage }: Pick<Beside, "metadata" | "usage">,
  verdicts: readonly Verdict[],
  reason: FinishReason,
): { readonly response_metadata: Record<string, unknown> } => {
  const guardrails = toldOutcome(verdicts);
  const response_metadata = {
    finish_reason: reason,
    ...(guardrails.status === "blocked" ? {} : metadata),
    ...(reason === "content_filter" ? { finish_reason: reason } : {}),
    guardrails,
  };
  // Its types do not let a message be made with its usage, its code does.
  return { response_metadata, ...optional("usage_metadata", usage) };
};

/** Tokens as LangChain counts them. */
export const usageOf = ({ promptTokens, completionTokens, totalTokens }: TokenUsage): UsageMetadata => ({
  input_tokens: promptTokens,
  output_tokens: completionTokens,
  total_tokens: totalTokens,
});
