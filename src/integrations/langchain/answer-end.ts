import type { UsageMetadata } from "@langchain/core/messages";
import { optional } from "../../json.ts";
import type { FinishReason } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import type { Verdict } from "../../types/verdict.ts";
import { publicOutcome } from "../public-outcome.ts";
import type { Beside } from "./chunk-decoder.ts";

/**
 * The metadata at the end of an answer: the provider's, and the outcome of the rails. If a rail cut the answer off,
 * only the outcome, since the provider's metadata may repeat the answer.
 */
export const endOf = (
  { metadata, usage }: Pick<Beside, "metadata" | "usage">,
  verdicts: readonly Verdict[],
  reason: FinishReason,
): { readonly response_metadata: Record<string, unknown> } => {
  const guardrails = publicOutcome(verdicts);
  const response_metadata = {
    finish_reason: reason,
    ...(guardrails.status === "blocked" ? {} : metadata),
    ...(reason === "content_filter" ? { finish_reason: reason } : {}),
    guardrails,
  };
  // LangChain's types do not allow usage in the constructor; its code does.
  return { response_metadata, ...optional("usage_metadata", usage) };
};

/** Tokens as LangChain counts them. */
export const usageOf = ({ promptTokens, completionTokens, totalTokens }: TokenUsage): UsageMetadata => ({
  input_tokens: promptTokens,
  output_tokens: completionTokens,
  total_tokens: totalTokens,
});
