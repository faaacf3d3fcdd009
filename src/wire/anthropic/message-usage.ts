import { countOf, isRecord, type JsonRecord, optional } from "../../json.ts";
import type { TokenUsage } from "../../types/usage.ts";

/** The fields of a usage object that are read. */
const FIGURES = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens"] as const;

/** Anthropic reports input that is read from and written to its cache separately. Here it is part of the prompt. */
export const readMessageUsage = (usage: JsonRecord): TokenUsage => {
  const [read, written] = [countOf(usage["cache_read_input_tokens"]), countOf(usage["cache_creation_input_tokens"])];
  const promptTokens = countOf(usage["input_tokens"]) + written + read;
  const completionTokens = countOf(usage["output_tokens"]);
  return {
    promptTokens,
    completionTokens,
    totalTokens: promptTokens + completionTokens,
    estimated: false,
    ...optional("cachedTokens", read || undefined),
    ...optional("cacheWriteTokens", written || undefined),
  };
};

/**
 * The figures of a message with those of a later event. Those are totals and replace earlier ones, except zeros: some
 * gateways report 0 after a real figure.
 */
export const withFigures = (earlier: JsonRecord | undefined, usage: unknown): JsonRecord | undefined => {
  if (!isRecord(usage)) return earlier;
  const figures = FIGURES.filter((name) => countOf(usage[name]) > 0).map((name) => [name, usage[name]] as const);
  return figures.length === 0 ? earlier : { ...earlier, ...Object.fromEntries(figures) };
};
