import { modelUpstream, upstreamError } from "../../http/upstream-error.ts";
import { isRecord, optional, parseJson, recordOf } from "../../json.ts";
import type { ToolCall } from "../../types/chat-message.ts";
import type { FinishReason, ResponseFacts } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import type { AnswerFrame } from "../wire.ts";

/** A content block of the Messages API. */
export type ContentBlock = Readonly<Record<string, unknown>> & { readonly type: string };

export const textBlock = (text: string): ContentBlock => ({ type: "text", text });

/** A thinking block. Without a signature, which only Claude provides, clients can read it but cannot send it back. */
export const thinkingBlock = (thinking: string, signature = ""): ContentBlock => ({
  type: "thinking",
  thinking,
  signature,
});

export const redactedBlock = (data: string): ContentBlock => ({ type: "redacted_thinking", data });

/**
 * A tool call. If an answer was cut off, arguments that are not a JSON object become empty.
 *
 * @throws ProviderError - `malformed` if the answer was not cut off: a tool must not run without its arguments.
 */
export const toolUseBlock = ({ id, function: fn }: Pick<ToolCall, "id" | "function">, isCut: boolean): ContentBlock => {
  const input = parseJson(fn.arguments);
  if (!isCut && !isRecord(input)) {
    throw upstreamError(modelUpstream("upstream"), "malformed", { detail: "arguments of a call are no object" });
  }
  return { type: "tool_use", id, name: fn.name, input: recordOf(input) };
};

const STOP_REASONS: Readonly<Record<FinishReason, string>> = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  function_call: "tool_use",
  content_filter: "refusal",
};

/** How a message ended. */
export interface MessageStop {
  readonly reason: FinishReason;
  /** Whether the model itself refused. */
  readonly isRefusal: boolean;
  /** Whether Anthropic paused while its own tools run. */
  readonly isPaused: boolean;
}

/** Why a message ended. A refusal by the model itself counts as a refusal too. */
export const stopReasonOf = ({ reason, isRefusal, isPaused }: MessageStop): string => {
  if (isPaused && reason === "length") return "pause_turn";
  return isRefusal && reason === "stop" ? "refusal" : STOP_REASONS[reason];
};

/** Anthropic reports tokens that are read from and written to a cache separately. */
export const messageUsage = (usage: TokenUsage | undefined): Readonly<Record<string, unknown>> => {
  const { promptTokens = 0, completionTokens = 0, cachedTokens = 0, cacheWriteTokens = 0 } = usage ?? {};
  return {
    input_tokens: Math.max(0, promptTokens - cachedTokens - cacheWriteTokens),
    cache_creation_input_tokens: cacheWriteTokens,
    cache_read_input_tokens: cachedTokens,
    output_tokens: completionTokens,
  };
};

/** What is known when a message ends. */
export interface MessageEnd {
  readonly content: readonly ContentBlock[];
  readonly stopReason: string | null;
  readonly usage?: TokenUsage | undefined;
  readonly guardrails?: Readonly<Record<string, unknown>> | undefined;
}

/** The message object of the Messages API. */
export const messageObject = (
  frame: AnswerFrame,
  upstream: ResponseFacts,
  { content, stopReason, usage, guardrails }: MessageEnd,
): Readonly<Record<string, unknown>> => ({
  id: (frame.keepsUpstream === true ? upstream.id : undefined) ?? frame.id,
  type: "message",
  role: "assistant",
  model: upstream.model ?? frame.model,
  content,
  stop_reason: stopReason,
  stop_sequence: null,
  stop_details: null,
  container: null,
  usage: messageUsage(usage),
  ...optional("guardrails", guardrails),
});
