import type { FinishReason } from "../types/stream-part.ts";
import { ChunkError } from "./chunk-error.ts";

/** Finish reasons of providers, in lower case with `_` between words. Cohere: `error_limit`, `error_toxic`. */
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
    "error_limit",
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
    "error_toxic",
    "guardrail",
    "guardrail_intervened",
    "guardrails",
    "image_prohibited_content",
    "image_safety",
    "language",
    "model_armor",
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

/** The name of an enumeration, which some servers print before its value. */
const KIND = /^finish_?reason[._]/;

/**
 * Maps a provider's finish reason to OpenAI's. Text after a colon is ignored. Undefined for unknown reasons, such as
 * `error`, `other`, `network_error`, `malformed_function_call`: such an answer is not a success and must not be
 * reported as one.
 */
export const finishReasonOf = (reason: string): FinishReason | undefined => {
  return BY_NAME.get(reason) ?? BY_NAME.get(plainName(reason));
};

const plainName = (reason: string): string => {
  const [word = ""] = reason.split(":");
  return word
    .trim()
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_")
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_")
    .replace(KIND, "");
};

/**
 * The finish reason, given the content of the answer. Clients look for tool calls only if the reason announces them. An
 * answer that announces tool calls and has neither calls nor text has lost its content, which is an error.
 */
export const settledReason = (reason: FinishReason, hasCalls: boolean, hasText: boolean): FinishReason => {
  if (hasCalls) return reason === "stop" ? "tool_calls" : reason;
  if (reason !== "tool_calls" && reason !== "function_call") return reason;
  if (!hasText) throw new ChunkError("no tool call, although the answer ends with one");
  return "stop";
};
