import { isRecord, type JsonRecord, MAX_COUNT, optional, recordOf } from "../../json.ts";
import type { TokenUsage } from "../../types/usage.ts";

/** A count, as a number or a string of digits. */
const count = (value: unknown): number | undefined => {
  const number = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && number >= 0 && number <= MAX_COUNT ? Math.round(number) : undefined;
};

/** The first figure under one of several names. */
const figure = (usage: JsonRecord, ...names: readonly string[]): number | undefined =>
  names.map((name) => count(usage[name])).find((value) => value !== undefined);

const detail = (usage: JsonRecord, groups: readonly string[], name: string): number | undefined =>
  groups
    .map((group) => (isRecord(usage[group]) ? count(usage[group][name]) : undefined))
    .find((value) => value !== undefined);

/** Names of the figures: OpenAI's first, then those of Anthropic, JavaScript SDKs, Bedrock, Google and Ollama. */
const PROMPT = [
  "prompt_tokens",
  "input_tokens",
  "promptTokens",
  "inputTokens",
  "promptTokenCount",
  "prompt_eval_count",
] as const;
const COMPLETION = [
  "completion_tokens",
  "output_tokens",
  "completionTokens",
  "outputTokens",
  "candidatesTokenCount",
  "eval_count",
] as const;
const PROMPT_DETAILS = ["prompt_tokens_details", "input_tokens_details"] as const;
const TOTAL = ["total_tokens", "totalTokens", "totalTokenCount"] as const;

const difference = (total: number | undefined, part: number | undefined): number | undefined =>
  total === undefined || part === undefined ? undefined : Math.max(0, total - part);

/** Reads a usage object. A missing figure is 0, which counts as not reported. Undefined if it has no figures. */
const readUsage = (usage: JsonRecord): TokenUsage | undefined => {
  const total = figure(usage, ...TOTAL);
  const prompt = figure(usage, ...PROMPT);
  const completion = figure(usage, ...COMPLETION);
  if (prompt === undefined && completion === undefined && !total) return undefined;
  const promptTokens = prompt ?? difference(total, completion) ?? 0;
  const completionTokens = completion ?? difference(total, prompt) ?? 0;
  const reasoningTokens =
    detail(usage, ["completion_tokens_details", "output_tokens_details"], "reasoning_tokens") ??
    figure(usage, "reasoning_tokens");
  const cachedTokens =
    detail(usage, PROMPT_DETAILS, "cached_tokens") ??
    figure(usage, "prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens");
  const cacheWriteTokens =
    detail(usage, PROMPT_DETAILS, "cache_write_tokens") ??
    detail(usage, PROMPT_DETAILS, "cache_creation_tokens") ??
    figure(usage, "cache_creation_input_tokens");
  return {
    promptTokens,
    completionTokens,
    totalTokens: Math.max(total ?? 0, promptTokens + completionTokens),
    estimated: false,
    ...optional("reasoningTokens", reasoningTokens),
    ...optional("cachedTokens", cachedTokens),
    ...optional("cacheWriteTokens", cacheWriteTokens),
  };
};

/**
 * Merges one more usage object. Figures are totals, so later ones replace earlier ones, except zeros: some providers
 * report the prompt first, and 0 with every later chunk.
 */
export const laterUsage = (known: TokenUsage | undefined, value: unknown): TokenUsage | undefined => {
  const reported = isRecord(value) ? readUsage(value) : undefined;
  if (known === undefined || reported === undefined) return reported ?? known;
  const promptTokens = reported.promptTokens || known.promptTokens;
  const completionTokens = reported.completionTokens || known.completionTokens;
  const totalTokens = Math.max(reported.totalTokens, promptTokens + completionTokens);
  return { ...known, ...reported, promptTokens, completionTokens, totalTokens };
};

/**
 * The usage of a chunk: in its own field, in Groq's or Google's, in a choice (Moonshot), or at the top level (Ollama).
 */
export const usageIn = (chunk: JsonRecord): unknown => {
  const { usage, x_groq: groq, choices } = chunk;
  const [choice] = Array.isArray(choices) ? choices : [];
  const ofChoice = isRecord(choice) ? choice["usage"] : undefined;
  const ofOllama = "eval_count" in chunk ? chunk : undefined;
  return [usage, recordOf(groq)["usage"], chunk["usageMetadata"], ofChoice, ofOllama].find(isRecord);
};

/** A field with the details that are known, or none. */
const detailed = (name: string, details: JsonRecord): JsonRecord =>
  Object.keys(details).length === 0 ? {} : { [name]: details };

/** The usage object of a chat completion. */
export const chatUsage = (usage: TokenUsage): JsonRecord => ({
  prompt_tokens: usage.promptTokens,
  completion_tokens: usage.completionTokens,
  total_tokens: usage.totalTokens,
  ...detailed("prompt_tokens_details", {
    ...optional("cached_tokens", usage.cachedTokens),
    ...optional("cache_write_tokens", usage.cacheWriteTokens),
  }),
  ...detailed("completion_tokens_details", optional("reasoning_tokens", usage.reasoningTokens)),
});
