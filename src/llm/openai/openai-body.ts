import type { ModelConfig } from "../../config/config-types.ts";
import { optional } from "../../json.ts";
import type { ChatMessage, ToolCall } from "../../types/chat-message.ts";
import { callToWire, withCalls } from "../../wire/openai/custom-call.ts";
import type { ModelParams, ModelRequest } from "../language-model.ts";
import { withoutEmptyLists } from "../parameters.ts";
import { callInput } from "./call-input.ts";
import { completionPrompt } from "./completion-prompt.ts";
import { reasoningParams } from "./reasoning-model.ts";
import type { ServerCapabilities } from "./server-capabilities.ts";

/** Fields of a message that only some servers accept. */
const THOUGHTS: ReadonlySet<string> = new Set([
  "extra_content",
  "reasoning",
  "reasoning_content",
  "reasoning_details",
  "thinking_blocks",
]);

const withoutThoughts = (message: ChatMessage): ChatMessage => {
  const fields = Object.entries(message).filter(([name]) => !THOUGHTS.has(name));
  const { tool_calls: calls, ...rest } = Object.fromEntries(fields) as unknown as ChatMessage;
  return calls === undefined
    ? rest
    : { ...rest, tool_calls: calls.map(({ extra_content: _state, ...call }): ToolCall => call) };
};

/**
 * A turn in the form that strict servers accept. They refuse a turn without content, which clients send as an empty
 * list, or beside calls, a refusal or reasoning. An assistant turn without anything is left out.
 */
const strictTurn = (message: ChatMessage): readonly ChatMessage[] => {
  const turn = withoutEmptyLists(message);
  if ((turn.content ?? null) !== null) return [turn];
  if (turn.role !== "assistant") return [{ ...turn, content: "" }];
  const { role: _role, content: _content, name: _name, ...other } = turn;
  return Object.keys(other).length === 0 ? [] : [{ ...turn, content: null }];
};

const paramsFor = ({ reasons, takesCompletionLimit }: ServerCapabilities, params: ModelParams): ModelParams => {
  if (reasons) return reasoningParams(params);
  const { max_completion_tokens: limit, ...others } = params;
  return takesCompletionLimit ? params : { ...optional("max_tokens", limit), ...others };
};

/** The body of a call, with what the server accepts. */
export const openaiBody = (
  config: ModelConfig,
  request: ModelRequest,
  server: ServerCapabilities,
  stream: boolean,
): ModelParams => {
  const { messages: turns, params } = callInput(config, request, server);
  const messages = (server.takesThoughts ? turns : turns.map(withoutThoughts)).flatMap(strictTurn);
  return {
    model: config.model,
    ...(config.mode === "text"
      ? { prompt: completionPrompt(messages) }
      : { messages: messages.map((message) => withCalls(message, callToWire)) }),
    ...paramsFor(server, params),
    ...(stream ? { stream: true } : {}),
    ...(stream && server.takesUsage ? { stream_options: { include_usage: true } } : {}),
  };
};
