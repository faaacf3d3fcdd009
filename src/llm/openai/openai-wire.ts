import { chatCompletionDecoder } from "../../wire/openai/chat-completion-decoder.ts";
import type { ServerSentEvent } from "../../wire/sse/sse-decoder.ts";
import type { ChatMessage } from "../../types.ts";
import { isRecord, listOf, onlyOne, optional, recordOf } from "../../json.ts";
import type { ModelParams } from "../language-model.ts";
import { noAnswer } from "../../wire/upstream-event.ts";
import type { Upstream } from "../../http/upstream-error.ts";
import type { WireFormat } from "../remote-model.ts";

/** The text of a message; parts that are not text are left out. */
export const contentText = ({ content }: ChatMessage): string =>
  typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join("");

const SPEAKERS: Readonly<Record<string, string>> = { user: "User", assistant: "Assistant", tool: "Tool" };

/** Messages as one prompt, for models that complete text. A single message is the prompt itself. */
export const completionPrompt = (messages: readonly ChatMessage[]): string => {
  const [only] = messages;
  if (only !== undefined && messages.length === 1) return contentText(only);
  const lines = messages.map((message) => {
    const speaker = SPEAKERS[message.role];
    return speaker === undefined ? contentText(message) : `${speaker}: ${contentText(message)}`;
  });
  return [...lines, "Assistant:"].join("\n");
};

/** Models of OpenAI that reason before they answer and refuse some parameters of the others. */
export const isReasoningModel = (model: string): boolean => {
  const name = model.slice(model.lastIndexOf("/") + 1).toLowerCase();
  return /^(?:o[1-9]|gpt-(?:[5-9]|[1-9]\d))(?![a-z\d])/.test(name) && !name.includes("-chat");
};

/**
 * Parameters a reasoning model takes: no temperature, no stop, and the limit under its new name.
 * Stop sequences are thus the caller's to apply.
 */
export const reasoningParams = (params: ModelParams): ModelParams => {
  const { temperature: _temperature, stop: _stop, max_tokens: limit, ...rest } = params;
  return { ...optional("max_completion_tokens", limit), ...rest };
};

const deltaOf = (choice: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const message = recordOf(choice["message"]);
  const calls = listOf(message["tool_calls"]).map((call, index) => ({ ...recordOf(call), index }));
  return { ...message, ...optional("tool_calls", calls.length > 0 ? calls : undefined) };
};

/** A whole completion as the one chunk it would be in a stream. */
const chunkOf = (completion: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  ...completion,
  choices: listOf(completion["choices"])
    .filter(isRecord)
    .map((choice, index) => ({ index, ...choice, delta: deltaOf(choice) })),
});

/** What Cloudflare's own API has in an envelope. */
const unwrapped = (answer: unknown): unknown => {
  const { result, choices } = recordOf(answer);
  return isRecord(result) && choices === undefined ? result : answer;
};

/** Answers of the OpenAI API and of everything that speaks it. */
export const openaiWire = (upstream: Upstream): WireFormat => ({
  decoder: () => [chatCompletionDecoder({ provider: upstream.name, ...optional("secrets", upstream.secrets) })],
  eventsOf(answer) {
    const json = unwrapped(onlyOne(answer));
    if (!isRecord(json) || listOf(json["choices"]).length === 0) throw noAnswer(upstream, json);
    return [{ json: chunkOf(json) }, DONE];
  },
});

/** The event that says an answer is complete. */
export const DONE: ServerSentEvent = { data: "[DONE]" };
