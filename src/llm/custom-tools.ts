import { isRecord, type JsonRecord, listOf, optional, recordOf, textOf } from "../json.ts";
import type { ToolCall } from "../types/chat-message.ts";
import { withCalls } from "../wire/openai/custom-call.ts";
import type { ModelParams, ModelRequest } from "./language-model.ts";

const isCustom = (tool: unknown): tool is JsonRecord => isRecord(tool) && tool["type"] === "custom";

/** The names of the custom tools in the parameters of a call. */
export const customNames = ({ tools }: ModelParams): ReadonlySet<string> =>
  new Set(
    listOf(tools)
      .filter(isCustom)
      .map((tool) => textOf(recordOf(tool["custom"])["name"])),
  );

/** What a model is told of the format of the text, since it can only be asked to keep to it. */
const formatText = (format: unknown): readonly string[] => {
  const { syntax, definition } = recordOf(recordOf(format)["grammar"]);
  return typeof definition === "string"
    ? [`\`input\` must match this grammar (${textOf(syntax)}):\n${definition}`]
    : [];
};

const asFunction = (tool: unknown): unknown => {
  if (!isCustom(tool)) return tool;
  const { name, description, format } = recordOf(tool["custom"]);
  const words = [textOf(description), ...formatText(format)].filter((text) => text !== "").join("\n\n");
  const parameters = {
    type: "object",
    properties: { input: { type: "string" } },
    required: ["input"],
    additionalProperties: false,
  };
  return { type: "function", function: { name, ...optional("description", words || undefined), parameters } };
};

const asFunctionChoice = (choice: unknown): unknown =>
  isCustom(choice) ? { type: "function", function: choice["custom"] } : choice;

const withFunctions = (params: ModelParams): ModelParams =>
  params["tools"] === undefined
    ? params
    : {
        ...params,
        tools: listOf(params["tools"]).map(asFunction),
        ...optional("tool_choice", asFunctionChoice(params["tool_choice"])),
      };

const withoutMark = ({ custom: _custom, ...call }: ToolCall): ToolCall => call;

/** Replaces custom tools, and calls of them, by functions with one text, `input`, for models without custom tools. */
export const withoutCustomTools = (request: ModelRequest): ModelRequest => ({
  ...request,
  messages: request.messages.map((message) => withCalls(message, withoutMark)),
  params: withFunctions(request.params ?? {}),
});
