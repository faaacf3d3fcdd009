import type { ModelConfig } from "../../config/config-types.ts";
import { isRecord, type JsonRecord, listOf, optional, recordOf } from "../../json.ts";
import type { ModelParams, ModelRequest } from "../language-model.ts";
import { without } from "../parameters.ts";
import { callInput } from "./call-input.ts";
import { reasoningParams } from "./reasoning-model.ts";
import { inputItems } from "./responses-input.ts";
import type { ServerCapabilities } from "./server-capabilities.ts";

const flatFormat = (format: unknown): unknown => {
  const { type, grammar } = recordOf(format);
  return isRecord(grammar) ? { type, ...grammar } : format;
};

/** Without `strict`, the Responses API would require every parameter of a function. */
const toolOf = (tool: unknown): JsonRecord => {
  const { type, function: fn, custom } = recordOf(tool);
  if (isRecord(custom)) return { type, ...custom, ...optional("format", flatFormat(custom["format"])) };
  if (!isRecord(fn)) return recordOf(tool);
  return { type, parameters: { type: "object", properties: {} }, ...fn, strict: fn["strict"] ?? false };
};

const choiceOf = (choice: unknown): unknown => {
  const { type, function: fn, custom, allowed_tools: allowed } = recordOf(choice);
  if (isRecord(allowed)) return { type, mode: allowed["mode"], tools: listOf(allowed["tools"]).map(choiceOf) };
  const named = fn ?? custom;
  return isRecord(named) ? { type, name: named["name"] } : choice;
};

const formatOf = (format: unknown): unknown => {
  const { type, json_schema: schema } = recordOf(format);
  return isRecord(schema) ? { type, ...schema } : format;
};

/**
 * Parameters of a chat completion that this API names differently or does not have. Stop sequences are applied here.
 */
const TRANSLATED: ReadonlySet<string> = new Set([
  "audio",
  "frequency_penalty",
  "logit_bias",
  "logprobs",
  "max_completion_tokens",
  "max_tokens",
  "modalities",
  "prediction",
  "presence_penalty",
  "reasoning",
  "reasoning_effort",
  "response_format",
  "seed",
  "stop",
  "tool_choice",
  "tools",
  "top_logprobs",
  "verbosity",
]);

/** The smallest limit that the API accepts. Judges have less to say. */
const MIN_LIMIT = 16;

/** A field with the options that are set, or none. */
const options = (name: string, given: JsonRecord): JsonRecord =>
  Object.keys(given).length === 0 ? {} : { [name]: given };

const paramsOf = (params: ModelParams): ModelParams => {
  const { tools, n, max_completion_tokens: limit = params["max_tokens"], ...others } = params;
  return {
    ...without(others, TRANSLATED),
    ...optional("n", n === 1 ? undefined : n),
    ...optional("max_output_tokens", typeof limit === "number" ? Math.max(MIN_LIMIT, limit) : limit),
    ...optional("tools", tools === undefined ? undefined : listOf(tools).map(toolOf)),
    ...optional("tool_choice", choiceOf(params["tool_choice"])),
    ...options("text", {
      ...optional("format", formatOf(params["response_format"])),
      ...optional("verbosity", params["verbosity"]),
    }),
    ...options("reasoning", { ...recordOf(params["reasoning"]), ...optional("effort", params["reasoning_effort"]) }),
  };
};

/**
 * The body of a call to the Responses API. Nothing is stored there, so what a model reasoned is requested encrypted, to
 * be sent back with the next turn.
 */
export const responsesBody = (
  config: ModelConfig,
  request: ModelRequest,
  server: ServerCapabilities,
  stream: boolean,
): ModelParams => {
  const { messages, params } = callInput(config, request, server);
  return {
    model: config.model,
    input: inputItems(messages),
    store: false,
    ...(server.reasons ? { include: ["reasoning.encrypted_content"] } : {}),
    ...paramsOf(server.reasons ? reasoningParams(params) : params),
    ...(stream ? { stream: true } : {}),
  };
};
