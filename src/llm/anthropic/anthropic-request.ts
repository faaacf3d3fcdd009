import type { ChatMessage, ContentPart, ToolCall } from "../../types.ts";
import { isRecord, listOf, optional, parseJson, recordOf, textOf } from "../../json.ts";
import type { ModelParams, ModelRequest } from "../language-model.ts";
import { messageText } from "../openai/openai-wire.ts";
import { without } from "../parameters.ts";

type Block = Readonly<Record<string, unknown>>;

interface Turn {
  readonly role: "user" | "assistant";
  readonly content: readonly Block[];
}

const DATA_URL = /^data:([^;,]+);base64,(.*)$/s;

const imageBlock = (part: ContentPart): Block => {
  const image = part["image_url"];
  const url = textOf(isRecord(image) ? image["url"] : image);
  const [, media_type, data] = DATA_URL.exec(url) ?? [];
  const source = media_type === undefined ? { type: "url", url } : { type: "base64", media_type, data };
  return { type: "image", source };
};

/** Empty texts are left out: the API refuses them. */
const textBlocks = (text: string): readonly Block[] => (text === "" ? [] : [{ type: "text", text }]);

const contentBlocks = ({ content }: ChatMessage): readonly Block[] => {
  if (typeof content === "string" || content === null) return textBlocks(content ?? "");
  return content.flatMap((part) => {
    if (part.type === "image_url") return [imageBlock(part)];
    return part.text === undefined ? [part] : textBlocks(part.text);
  });
};

const toolUse = ({ id, function: fn }: ToolCall): Block => ({
  type: "tool_use",
  id,
  name: fn.name,
  input: recordOf(parseJson(fn.arguments)),
});

const turnOf = (message: ChatMessage): Turn => {
  if (message.role === "tool") {
    const result = { type: "tool_result", tool_use_id: message.tool_call_id ?? "", content: messageText(message) };
    return { role: "user", content: [result] };
  }
  if (message.role !== "assistant") return { role: "user", content: contentBlocks(message) };
  const calls = (message.tool_calls ?? []).map(toolUse);
  // A turn with thoughts begins with them, or it is refused.
  const thoughts = (message.thinking_blocks ?? []).map((block): Block => ({ ...block }));
  return { role: "assistant", content: [...thoughts, ...contentBlocks(message), ...calls] };
};

/** Turns of one side in a row become one: the results of parallel tool calls must stand in a single turn. */
const mergeTurns = (turns: readonly Turn[]): readonly Turn[] => {
  const merged: { role: Turn["role"]; content: Block[] }[] = [];
  for (const { role, content } of turns) {
    const last = merged.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) merged.push({ role, content: [...content] });
  }
  return merged;
};

const isSystem = ({ role }: ChatMessage): boolean => role === "system" || role === "developer";

const toolOf = (tool: unknown): Block => {
  const fn = recordOf(recordOf(tool)["function"]);
  if (typeof fn["name"] !== "string") return recordOf(tool);
  return {
    name: fn["name"],
    ...optional("description", fn["description"]),
    input_schema: fn["parameters"] ?? { type: "object", properties: {} },
  };
};

const toolChoiceOf = (choice: unknown): Block | undefined => {
  if (choice === undefined || choice === null) return undefined;
  if (choice === "required") return { type: "any" };
  if (typeof choice === "string") return { type: choice };
  const name = recordOf(recordOf(choice)["function"])["name"];
  return name === undefined ? recordOf(choice) : { type: "tool", name };
};

/** Parameters of the OpenAI API that this one has under another name or not at all. */
const TRANSLATED: ReadonlySet<string> = new Set([
  "frequency_penalty",
  "logit_bias",
  "logprobs",
  "max_completion_tokens",
  "max_tokens",
  "n",
  "parallel_tool_calls",
  "presence_penalty",
  "reasoning_effort",
  "response_format",
  "seed",
  "stop",
  "tool_choice",
  "tools",
  "top_logprobs",
  "user",
]);

const DEFAULT_MAX_TOKENS = 4096;

const stopSequences = (stop: unknown): readonly string[] | undefined => {
  const list = (Array.isArray(stop) ? stop : [stop]).filter((item): item is string => typeof item === "string");
  return list.length === 0 ? undefined : list;
};

const paramsOf = (params: ModelParams): ModelParams => {
  const tools = listOf(params["tools"]);
  return {
    ...optional("stop_sequences", stopSequences(params["stop"])),
    ...optional("tools", tools.length === 0 ? undefined : tools.map(toolOf)),
    ...optional("tool_choice", tools.length === 0 ? undefined : toolChoiceOf(params["tool_choice"])),
    ...without(params, TRANSLATED),
    max_tokens: params["max_completion_tokens"] ?? params["max_tokens"] ?? DEFAULT_MAX_TOKENS,
  };
};

/** The body of a call to the Messages API: system messages apart, tool calls and results as blocks. */
export const anthropicBody = (
  model: string,
  request: ModelRequest,
  params: ModelParams,
  stream: boolean,
): ModelParams => {
  const { messages } = request;
  const system = messages.filter(isSystem).map(messageText).join("\n\n");
  const turns = messages.filter((message) => !isSystem(message)).map(turnOf);
  return {
    model,
    ...optional("system", system === "" ? undefined : system),
    messages: mergeTurns(turns),
    ...paramsOf(params),
    ...(stream ? { stream: true } : {}),
  };
};
