import type { ModelConfig } from "../../config/config-types.ts";
import { recordOf } from "../../json.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import { withoutCustomTools } from "../custom-tools.ts";
import type { ModelParams, ModelRequest } from "../language-model.ts";
import { PLACES } from "../parameter-names.ts";
import { without, withoutEmptyLists } from "../parameters.ts";
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
  "use_responses_api",
]);

/** Parameters that are refused without `tools`. */
const OF_TOOLS: ReadonlySet<string> = new Set(["parallel_tool_calls", "tool_choice"]);

/** The parameters of a call, under their names in a chat completion: the config's, then the request's. */
const callParams = ({ parameters }: ModelConfig, request: ModelRequest): ModelParams => {
  const given: ModelParams = {
    ...without(parameters, CONSUMED),
    ...PLACES.reduce((all, place) => ({ ...all, ...without(recordOf(parameters[place]), CONSUMED) }), {}),
    ...without(request.params ?? {}, CONSUMED),
  };
  const params = withoutEmptyLists(given);
  return params["tools"] === undefined ? without(params, OF_TOOLS) : params;
};

const withoutDeveloper = (message: ChatMessage): ChatMessage =>
  message.role === "developer" ? { ...message, role: "system" } : message;

/** What a call says, over either API. */
export interface CallInput {
  readonly messages: readonly ChatMessage[];
  readonly params: ModelParams;
}

/**
 * The messages and parameters of a call. Custom tools are functions, and the role `developer` is `system`, for servers
 * that do not know them.
 */
export const callInput = (
  config: ModelConfig,
  given: ModelRequest,
  { takesCustomTools, takesDeveloper }: ServerCapabilities,
): CallInput => {
  const request = takesCustomTools ? given : withoutCustomTools(given);
  const messages = takesDeveloper ? request.messages : request.messages.map(withoutDeveloper);
  return { messages, params: callParams(config, request) };
};
