import { isRecord } from "../../json.ts";
import type { FinishReason, StreamPart, TokenUsage } from "../../types.ts";

// The fields of a chat.completion.chunk (or a text_completion chunk) that are read. All others are dropped.

/** A chunk whose shape cannot be read. The decoder, which knows the provider, says so to the caller. */
export class ChunkError extends TypeError {}

const malformed = (detail: string): ChunkError => new ChunkError(detail);

const MAX_INDEX = 127;

/** An index a provider gave, 0 when it gave none. Bounded, since state is kept per index. */
export const readIndex = (value: unknown): number => {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_INDEX) return value;
  throw malformed("index out of range");
};

/** A text field: a string, or content parts with text. `null` and absence are no text. */
export const readText = (value: unknown, key: string): string => {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (!Array.isArray(value)) throw malformed(`${key} is not a text`);
  return value.map((part) => (isRecord(part) && typeof part["text"] === "string" ? part["text"] : "")).join("");
};

const FINISH_REASONS: ReadonlySet<string> = new Set([
  "stop",
  "length",
  "tool_calls",
  "content_filter",
  "function_call",
]);

/** A finish reason in OpenAI's words; one that is unknown counts as `stop`, an absent one is undefined. */
export const readFinishReason = (value: unknown): FinishReason | undefined => {
  if (typeof value !== "string" || value === "") return undefined;
  return FINISH_REASONS.has(value) ? (value as FinishReason) : "stop";
};

const count = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;

/** OpenAI's usage object, or undefined when there is none with figures in it. */
export const readUsage = (value: unknown): TokenUsage | undefined => {
  if (!isRecord(value)) return undefined;
  const promptTokens = count(value["prompt_tokens"]);
  const completionTokens = count(value["completion_tokens"]);
  if (promptTokens === undefined && completionTokens === undefined) return undefined;
  const detail = (group: string, key: string): number | undefined =>
    isRecord(value[group]) ? count(value[group][key]) : undefined;
  const reasoningTokens = detail("completion_tokens_details", "reasoning_tokens");
  const cachedTokens = detail("prompt_tokens_details", "cached_tokens");
  return {
    promptTokens: promptTokens ?? 0,
    completionTokens: completionTokens ?? 0,
    totalTokens: count(value["total_tokens"]) ?? (promptTokens ?? 0) + (completionTokens ?? 0),
    estimated: false,
    ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
    ...(cachedTokens === undefined ? {} : { cachedTokens }),
  };
};

export const readToolCall = (call: unknown, choice: number): StreamPart | undefined => {
  if (!isRecord(call)) return undefined;
  const fn = isRecord(call["function"]) ? call["function"] : {};
  return {
    type: "tool-call-delta",
    choice,
    index: readIndex(call["index"]),
    ...(typeof call["id"] === "string" && call["id"] !== "" ? { id: call["id"] } : {}),
    ...(typeof fn["name"] === "string" && fn["name"] !== "" ? { name: fn["name"] } : {}),
    text: readText(fn["arguments"], "arguments"),
  };
};
