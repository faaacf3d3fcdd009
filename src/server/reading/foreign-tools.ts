import { isRecord, type JsonRecord } from "../../json.ts";

/** Converts the format of a custom tool in the form of the Responses API to that of a chat completion. */
const asChatFormat = (format: unknown): unknown => {
  if (!isRecord(format) || format["definition"] === undefined) return format;
  const { type, ...grammar } = format;
  return { type, grammar };
};

/**
 * Converts a tool in the form of Anthropic, MCP or the Responses API to that of a chat completion. Other values stay.
 */
export const asChatTool = (tool: unknown): unknown => {
  if (!isRecord(tool)) return tool;
  const { type, function: fn, ...flat } = tool;
  if (fn !== undefined) return { ...tool, type: type ?? "function" };
  const { name, description, parameters, input_schema, inputSchema, strict, ...others } = flat;
  const schema = parameters ?? input_schema ?? inputSchema;
  if (typeof name !== "string") return tool;
  if (type === "custom" && !isRecord(schema)) {
    const { format, ...rest } = others;
    return { ...rest, type, custom: { name, description, format: asChatFormat(format) } };
  }
  if (type !== undefined && type !== null && type !== "function" && type !== "custom") return tool;
  return { ...others, type: "function", function: { name, description, parameters: schema, strict } };
};

/** Converts a tool in the form of a chat completion to that of the Responses API. */
export const asResponsesTool = (tool: unknown): unknown => {
  if (!isRecord(tool)) return tool;
  const { function: fn, custom, ...others } = tool;
  const body = fn ?? custom;
  return isRecord(body) ? { ...others, ...body } : tool;
};

const WORDS: JsonRecord = { auto: "auto", none: "none", any: "required", required: "required" };

/** Converts a tool choice in the form of Anthropic or the Responses API to that of a chat completion. */
export const asChatChoice = (choice: unknown): unknown => {
  if (!isRecord(choice)) return choice;
  const { type, name, ...others } = choice;
  if (Object.keys(others).length > 0 || typeof type !== "string") return choice;
  if (typeof name === "string") {
    if (type === "custom") return { type, custom: { name } };
    return ["function", "tool"].includes(type) ? { type: "function", function: { name } } : choice;
  }
  return (Object.hasOwn(WORDS, type) ? WORDS[type] : undefined) ?? choice;
};
