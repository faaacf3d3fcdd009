import { countOf, isRecord, optional, recordOf } from "../../json.ts";
import type { TokenUsage } from "../../types/usage.ts";

/** Reads the usage object of a response. */
export const readResponseUsage = (usage: unknown): TokenUsage | undefined => {
  if (!isRecord(usage)) return undefined;
  const [promptTokens, completionTokens] = [countOf(usage["input_tokens"]), countOf(usage["output_tokens"])];
  const [prompt, completion] = [recordOf(usage["input_tokens_details"]), recordOf(usage["output_tokens_details"])];
  return {
    promptTokens,
    completionTokens,
    totalTokens: countOf(usage["total_tokens"]) || promptTokens + completionTokens,
    estimated: false,
    ...optional("cachedTokens", countOf(prompt["cached_tokens"]) || undefined),
    ...optional("cacheWriteTokens", countOf(prompt["cache_write_tokens"]) || undefined),
    ...optional("reasoningTokens", countOf(completion["reasoning_tokens"]) || undefined),
  };
};

/** The usage object of a response. */
export const responseUsage = ({ promptTokens, completionTokens, totalTokens, ...more }: TokenUsage): object => ({
  input_tokens: promptTokens,
  input_tokens_details: { cached_tokens: more.cachedTokens ?? 0, cache_write_tokens: more.cacheWriteTokens ?? 0 },
  output_tokens: completionTokens,
  output_tokens_details: { reasoning_tokens: more.reasoningTokens ?? 0 },
  total_tokens: totalTokens,
});
