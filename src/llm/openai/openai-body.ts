import type { ModelConfig } from "../../config/config-types.ts";
import { recordOf } from "../../json.ts";
import type { ChatMessage, ToolCall } from "../../types.ts";
import type { ModelParams, ModelRequest } from "../language-model.ts";
import { PLACES } from "../parameter-names.ts";
import { without } from "../parameters.ts";
import { reasoningParams, renderPrompt } from "./openai-wire.ts";

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

/** A list with nothing in it asks for nothing, and several servers refuse it. */
const withoutEmptyLists = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => !(Array.isArray(value) && value.length === 0))) as T;

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

/** The body of a call. */
export const bodyOf = (config: ModelConfig, request: ModelRequest, style: CallStyle): ModelParams => {
  const { reasons, stream, asksUsage, takesThoughts } = style;
  const params = cleanParams(paramsOf(config, request));
  const history = takesThoughts ? request.messages : request.messages.map(withoutThoughts);
  const messages = history.map(withoutEmptyLists);
  return {
    model: config.model,
    ...(config.mode === "text" ? { prompt: renderPrompt(messages) } : { messages }),
    ...(reasons ? reasoningParams(params) : params),
    ...(stream ? { stream: true } : {}),
    ...(asksUsage ? { stream_options: { include_usage: true } } : {}),
  };
};
