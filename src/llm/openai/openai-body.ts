import type { ModelConfig } from "../../config/config-types.ts";
import { recordOf } from "../../json.ts";
import type { ChatMessage, ToolCall } from "../../types.ts";
import type { ModelParams, ModelRequest } from "../language-model.ts";
import { PLACES } from "../parameter-names.ts";
import { without, withoutEmptyLists } from "../parameters.ts";
import { completionPrompt } from "./completion-prompt.ts";
import { reasoningParams } from "./reasoning-model.ts";

/** Parameters that are for this client or that it sets itself; all others go into the body as written. */
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

/** Parameters that mean something only beside `tools`, and are refused without. */
const OF_TOOLS: ReadonlySet<string> = new Set(["parallel_tool_calls", "tool_choice"]);

const cleanParams = (given: ModelParams): ModelParams => {
  const params = withoutEmptyLists(given);
  return params["tools"] === undefined ? without(params, OF_TOOLS) : params;
};

/** What a call is made of beside its request. */
export interface CallStyle {
  /** Whether the model reasons. Only guessed from its name at engines where names are OpenAI's. */
  readonly reasons: boolean;
  readonly stream: boolean;
  readonly asksUsage: boolean;
  /** Whether what an assistant thought, and what it signed, goes back with its turns. */
  readonly takesThoughts: boolean;
}

/** Fields of a message that only some servers know. */
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
 * A turn as strict servers take it. They refuse one that has no content, which a client writes as an empty list, or leaves
 * to calls, a refusal or thoughts beside it. A turn in which an assistant says nothing at all is left out.
 */
const strictTurn = (message: ChatMessage): readonly ChatMessage[] => {
  const turn = withoutEmptyLists(message);
  if ((turn.content ?? null) !== null) return [turn];
  if (turn.role !== "assistant") return [{ ...turn, content: "" }];
  const { role: _role, content: _content, name: _name, ...said } = turn;
  return Object.keys(said).length === 0 ? [] : [{ ...turn, content: null }];
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
