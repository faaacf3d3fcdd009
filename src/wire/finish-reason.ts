import type { FinishReason } from "../types.ts";
import { ChunkError } from "./chunk-error.ts";

/** How providers say that they are done, in small letters with `_` between words. */
const REASONS: Readonly<Record<FinishReason, readonly string[]>> = {
  stop: [
    "stop",
    "complete",
    "completed",
    "done",
    "end",
    "end_turn",
    "eos",
    "eos_token",
    "finish",
    "finished",
    "stop_sequence",
    "stop_token",
  ],
  length: [
    "length",
    "length_limit",
    "context_length_exceeded",
    "incomplete",
    "max_length",
    "max_new_tokens",
    "max_output_tokens",
    "max_tokens",
    "max_tokens_reached",
    "model_context_window_exceeded",
    "model_length",
    "pause_turn",
    "repetition_truncation",
    "token_limit",
    "token_limit_reached",
  ],
  tool_calls: ["tool_calls", "function_calls", "tool_call", "tool_use"],
  function_call: ["function_call"],
  content_filter: [
    "content_filter",
    "blocked",
    "blocklist",
    "content_filtered",
    "content_policy",
    "guardrail",
    "guardrail_intervened",
    "guardrails",
    "image_prohibited_content",
    "image_safety",
    "language",
    "moderated",
    "moderation",
    "prohibited_content",
    "recitation",
    "refusal",
    "safety",
    "sensitive",
    "spii",
  ],
};

const BY_NAME: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries(REASONS).flatMap(([reason, names]) => names.map((name) => [name, reason as FinishReason] as const)),
);

/** The kind of the word, which servers that print a value of an enumeration put in front of it. */
const KIND = /^finish_?reason[._]/;

/**
 * A provider's finish reason in OpenAI's words; what stands behind a colon explains it. Undefined for one that is not in
 * the table, such as `error`, `other`, `network_error`, `malformed_function_call`: the answer is no success then, and must
 * not be told as one.
 */
export const finishReasonOf = (said: string): FinishReason | undefined => {
  return BY_NAME.get(said) ?? BY_NAME.get(plainName(said));
};

const plainName = (said: string): string => {
  const [word = ""] = said.split(":");
  return word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_")
    .replace(KIND, "");
};

/**
 * How an answer ended, given what it brought. Clients look for calls where the reason says that there are some, and nowhere
 * else. An answer that announces calls and has neither them nor a text has lost what it was about.
 */
export const settledReason = (said: FinishReason, hasCalls: boolean, hasText: boolean): FinishReason => {
  if (hasCalls) return said === "stop" ? "tool_calls" : said;
  if (said !== "tool_calls" && said !== "function_call") return said;
  if (!hasText) throw new ChunkError("no tool call, although the answer ends with one");
  return "stop";
};
