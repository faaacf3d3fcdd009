import type { ModelConfig } from "../../config/config-types.ts";
import { recordOf } from "../../json.ts";
import type { ChatMessage, ToolCall } from "../../types.ts";
import type { ModelParams, ModelRequest } from "../language-model.ts";
import { PLACES } from "../parameter-names.ts";
import { without, withoutEmptyLists } from "../parameters.ts";
import { completionPrompt } from "./completion-prompt.ts";
import { reasoningParams } from "./reasoning-model.ts";

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

/** What determines the body of a call, besides the request. */
export interface CallStyle {
  /** Whether it is a reasoning model. Guessed from the name only for engines that use OpenAI's names. */
  readonly reasons: boolean;
  readonly stream: boolean;
  readonly asksUsage: boolean;
  /** Whether reasoning and signatures of assistant turns are sent back. */
  readonly takesThoughts: boolean;
}

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

/** The body of a call. */
export const openaiBody = (config: ModelConfig, request: ModelRequest, style: CallStyle): ModelParams => {
  const { reasons, stream, asksUsage, takesThoughts } = style;
  const params = cleanParams(paramsOf(config, request));
  const history = takesThoughts ? request.messages : request.messages.map(withoutThoughts);
  const messages = history.flatMap(strictTurn);
  return {
    model: config.model,
    ...(config.mode === "text" ? { prompt: completionPrompt(messages) } : { messages }),
    ...(reasons ? reasoningParams(params) : params),
    ...(stream ? { stream: true } : {}),
    ...(asksUsage ? { stream_options: { include_usage: true } } : {}),
  };
};
