import { type JsonRecord, optional } from "../../json.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { chatUsage } from "../../wire/openai/chat-usage.ts";
import type { ModelChoice, ModelResponse } from "../language-model.ts";

const deltaToWire = (part: StreamPart): JsonRecord => {
  if (part.type === "text-delta") return { content: part.text };
  if (part.type === "reasoning-delta") return { reasoning_content: part.text };
  if (part.type === "refusal-delta") return { refusal: part.text };
  if (part.type !== "tool-call-delta") return {};
  const fn = { ...optional("name", part.name), arguments: part.text };
  return { tool_calls: [{ index: part.index, ...optional("id", part.id), type: "function", function: fn }] };
};

/** A part as a chunk of a chat completion. */
export const scriptedChunk = (model: string, part: StreamPart): JsonRecord => {
  const head = { id: "chatcmpl-scripted", object: "chat.completion.chunk", created: 0, model };
  if (part.type === "usage") return { ...head, choices: [], usage: chatUsage(part.usage) };
  const delta = part.type === "response" ? { role: "assistant", content: "" } : deltaToWire(part);
  const finish_reason = part.type === "finish" ? part.reason : null;
  return { ...head, choices: [{ index: part.choice, delta, finish_reason }] };
};

const choiceToWire = (choice: ModelChoice, index: number): JsonRecord => ({
  index,
  message: {
    role: "assistant",
    content: choice.content,
    ...optional("reasoning_content", choice.reasoning),
    ...optional("refusal", choice.refusal),
    ...optional("tool_calls", choice.toolCalls),
  },
  finish_reason: choice.finishReason,
});

/** A whole answer as a chat completion. */
export const scriptedCompletion = (model: string, response: ModelResponse): JsonRecord => ({
  id: "chatcmpl-scripted",
  object: "chat.completion",
  created: 0,
  model,
  choices: response.choices.map(choiceToWire),
  ...optional("usage", response.usage === undefined ? undefined : chatUsage(response.usage)),
});
