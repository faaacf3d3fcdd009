import { isRecord, type JsonRecord } from "../../json.ts";

/** Converts a tool in the form of Anthropic, MCP or the Responses API to that of a chat completion. Other values stay. */
export const asChatTool = (tool: unknown): unknown => {
  if (!isRecord(tool)) return tool;
  const { type, function: fn, ...flat } = tool;
  if (fn !== undefined) return { ...tool, type: type ?? "function" };
  const { name, description, parameters, input_schema, inputSchema, strict, ...others } = flat;
  const schema = parameters ?? input_schema ?? inputSchema;
  const isOwn = type === undefined || type === null || type === "function" || (type === "custom" && isRecord(schema));
  if (!isOwn || typeof name !== "string") return tool;
  return { ...others, type: "function", function: { name, description, parameters: schema, strict } };
};

/** Converts a tool in the form of a chat completion to that of the Responses API. */
export const asResponsesTool = (tool: unknown): unknown => {
  if (!isRecord(tool) || !isRecord(tool["function"])) return tool;
  const { function: fn, ...others } = tool;
  return { ...others, ...fn };
};

const WORDS: JsonRecord = { auto: "auto", none: "none", any: "required", required: "required" };

/** Converts a tool choice in the form of Anthropic or the Responses API to that of a chat completion. */
export const asChatChoice = (choice: unknown): unknown => {
  if (!isRecord(choice)) return choice;
  const { type, name, ...others } = choice;
  if (Object.keys(others).length > 0 || typeof type !== "string") return choice;
  if (typeof name === "string")
    return ["function", "tool"].includes(type) ? { type: "function", function: { name } } : choice;
  return (Object.hasOwn(WORDS, type) ? WORDS[type] : undefined) ?? choice;
};
