import type { ModelConfig } from "../../config/config-types.ts";
import { optional, recordOf } from "../../json.ts";
import type { ChatMessage, ToolCall } from "../../types/chat-message.ts";
import { callToWire, withCalls } from "../../wire/openai/custom-call.ts";
import { withoutCustomTools } from "../custom-tools.ts";
import type { ModelParams, ModelRequest } from "../language-model.ts";
import { PLACES } from "../parameter-names.ts";
import { without, withoutEmptyLists } from "../parameters.ts";
import { completionPrompt } from "./completion-prompt.ts";
import { reasoningParams } from "./reasoning-model.ts";
import type { ServerCapabilities } from "./server-capabilities.ts";

/** Parameters that this client uses or sets itself. All others are sent as they are. */
const CONSUMED: ReadonlySet<string> = new Set([
  "additional_kwargs",
  "api_key",
  "api_type",
  "api_version",
  "azure_ad_token",
  "azure_deployment",
  "azure_endpoint",
  "base_url",
  "connect_timeout",
  "default_headers",
  "default_query",
  "extra_body",
  "idle_timeout",
  "include_usage_in_stream",
  "max_retries",
  "messages",
  "model",
  "model_kwargs",
  "organization",
  "project",
  "prompt",
  "stream",
  "stream_options",
  "streaming",
  "timeout",
]);

const paramsOf = (config: ModelConfig, request: ModelRequest): ModelParams => {
  const { parameters } = config;
  return {
    ...without(parameters, CONSUMED),
    ...PLACES.reduce((all, place) => ({ ...all, ...without(recordOf(parameters[place]), CONSUMED) }), {}),
    ...without(request.params ?? {}, CONSUMED),
  };
};

/** Parameters that are refused without `tools`. */
const OF_TOOLS: ReadonlySet<string> = new Set(["parallel_tool_calls", "tool_choice"]);

const cleanParams = (given: ModelParams): ModelParams => {
  const params = withoutEmptyLists(given);
  return params["tools"] === undefined ? without(params, OF_TOOLS) : params;
};

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

const withoutDeveloper = (message: ChatMessage): ChatMessage =>
  message.role === "developer" ? { ...message, role: "system" } : message;

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
  given: ModelRequest,
  server: ServerCapabilities,
  stream: boolean,
): ModelParams => {
  const request = server.takesCustomTools ? given : withoutCustomTools(given);
  const params = cleanParams(paramsOf(config, request));
  const roles = server.takesDeveloper ? request.messages : request.messages.map(withoutDeveloper);
  const history = server.takesThoughts ? roles : roles.map(withoutThoughts);
  const messages = history.flatMap(strictTurn);
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
