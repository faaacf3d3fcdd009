import { countOf, isRecord, optional, recordOf } from "../../json.ts";
import type { TokenUsage } from "../../types.ts";

/** Reads the usage object of a response. */
export const readResponseUsage = (usage: unknown): TokenUsage | undefined => {
  if (!isRecord(usage)) return undefined;
  const [promptTokens, completionTokens] = [countOf(usage["input_tokens"]), countOf(usage["output_tokens"])];
  const cached = countOf(recordOf(usage["input_tokens_details"])["cached_tokens"]);
  const reasoning = countOf(recordOf(usage["output_tokens_details"])["reasoning_tokens"]);
  return {
    promptTokens,
    completionTokens,
    totalTokens: countOf(usage["total_tokens"]) || promptTokens + completionTokens,
    estimated: false,
    ...optional("cachedTokens", cached > 0 ? cached : undefined),
    ...optional("reasoningTokens", reasoning > 0 ? reasoning : undefined),
  };
};

/** The usage object of a response. */
export const responseUsage = ({ promptTokens, completionTokens, totalTokens, ...more }: TokenUsage): object => ({
  input_tokens: promptTokens,
  input_tokens_details: { cached_tokens: more.cachedTokens ?? 0 },
  output_tokens: completionTokens,
  output_tokens_details: { reasoning_tokens: more.reasoningTokens ?? 0 },
  total_tokens: totalTokens,
});
