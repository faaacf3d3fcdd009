import { isRecord, listOf, optional, parseJson, recordOf, textOf } from "../../json.ts";
import type { ChatMessage, ContentPart, ToolCall } from "../../types/chat-message.ts";
import type { ModelParams, ModelRequest } from "../language-model.ts";
import { contentText } from "../message-text.ts";
import { stopsIn, without, withoutEmptyLists } from "../parameters.ts";

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

/** A PDF becomes a document block; other files are passed unchanged. */
const fileBlock = (part: ContentPart): Block => {
  const [, media_type, data] = DATA_URL.exec(textOf(recordOf(part["file"])["file_data"])) ?? [];
  if (media_type !== "application/pdf") return part;
  return { type: "document", source: { type: "base64", media_type, data } };
};

/** Blank texts are left out, because the API refuses them. */
const textBlocks = (text: string): readonly Block[] => (text.trim() === "" ? [] : [{ type: "text", text }]);

const contentBlocks = ({ content }: ChatMessage): readonly Block[] => {
  if (typeof content === "string" || content === null) return textBlocks(content ?? "");
  return content.flatMap((part) => {
    if (part.type === "image_url") return [imageBlock(part)];
    if (part.type === "file") return [fileBlock(part)];
    return part.text === undefined ? [part] : textBlocks(part.text);
  });
};

const toolUse = ({ id, function: fn }: ToolCall): Block => ({
  type: "tool_use",
  id,
  name: fn.name,
  input: recordOf(parseJson(fn.arguments)),
});

/** The result of a tool: a text, or blocks if there is more than text. */
const resultOf = (message: ChatMessage): string | readonly Block[] => {
  const { content } = message;
  const isText = !Array.isArray(content) || content.every((part: ContentPart) => part.type === "text");
  return isText ? contentText(message) : contentBlocks(message);
};

const turnOf = (message: ChatMessage): Turn => {
  if (message.role === "tool") {
    const result = { type: "tool_result", tool_use_id: message.tool_call_id ?? "", content: resultOf(message) };
    return { role: "user", content: [result] };
  }
  if (message.role !== "assistant") return { role: "user", content: contentBlocks(message) };
  const calls = (message.tool_calls ?? []).map(toolUse);
  // The API refuses a turn whose thinking blocks do not come first.
  const thoughts = (message.thinking_blocks ?? []).map((block): Block => ({ ...block }));
  return { role: "assistant", content: [...thoughts, ...contentBlocks(message), ...calls] };
};

/** Merges consecutive turns of one role: the results of parallel tool calls must be in a single turn. */
const mergeTurns = (turns: readonly Turn[]): readonly Turn[] => {
  const merged: { role: Turn["role"]; content: Block[] }[] = [];
  for (const { role, content } of turns) {
    const last = merged.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) merged.push({ role, content: [...content] });
  }
  return merged;
};

/** The API refuses an answer to continue that ends with white space. */
const withTrimmedEnd = (turns: readonly Turn[]): readonly Turn[] => {
  const last = turns.at(-1);
  const block = last?.content.at(-1);
  if (last?.role !== "assistant" || block?.["type"] !== "text") return turns;
  const trimmed = { ...block, text: textOf(block["text"]).trimEnd() };
  return [...turns.slice(0, -1), { ...last, content: [...last.content.slice(0, -1), trimmed] }];
};

const isSystem = ({ role }: ChatMessage): boolean => role === "system" || role === "developer";

const toolOf = (tool: unknown): Block => {
  const fn = recordOf(recordOf(tool)["function"]);
  if (typeof fn["name"] !== "string") return recordOf(tool);
  return {
    name: fn["name"],
    ...optional("description", fn["description"]),
    input_schema: fn["parameters"] ?? { type: "object", properties: {} },
    ...optional("strict", fn["strict"] ?? undefined),
  };
};

const toolChoiceOf = (choice: unknown): Block | undefined => {
  if (choice === undefined || choice === null) return undefined;
  if (choice === "required") return { type: "any" };
  if (typeof choice === "string") return { type: choice };
  const name = recordOf(recordOf(choice)["function"])["name"];
  return name === undefined ? recordOf(choice) : { type: "tool", name };
};

/** The API states with the tool choice whether calls are made one at a time. */
const choiceWith = (choice: unknown, parallel: unknown): Block | undefined => {
  const own = toolChoiceOf(choice);
  if (parallel !== false || own?.["type"] === "none") return own;
  return { ...(own ?? { type: "auto" }), disable_parallel_tool_use: true };
};

/** The JSON schema of the answer. The API offers no JSON mode without a schema. */
const outputConfig = (format: unknown): Block | undefined => {
  const { type, json_schema: named } = recordOf(format);
  return type === "json_schema" ? { format: { type, schema: recordOf(named)["schema"] ?? {} } } : undefined;
};

/** Parameters of the OpenAI API that this API names differently or does not have. */
const TRANSLATED: ReadonlySet<string> = new Set([
  "frequency_penalty",
  "logit_bias",
  "logprobs",
  "max_completion_tokens",
  "max_tokens",
  "metadata",
  "n",
  "parallel_tool_calls",
  "presence_penalty",
  "prompt_cache_key",
  "reasoning_effort",
  "response_format",
  "safety_identifier",
  "seed",
  "stop",
  "tool_choice",
  "tools",
  "top_logprobs",
  "user",
  "verbosity",
]);

const DEFAULT_MAX_TOKENS = 4096;

const userOf = (user: unknown): Block | undefined => (typeof user === "string" ? { user_id: user } : undefined);

const paramsOf = (params: ModelParams): ModelParams => {
  const [tools, stops] = [listOf(params["tools"]), stopsIn(params["stop"])];
  return {
    ...optional("stop_sequences", stops.length === 0 ? undefined : stops),
    ...optional("tools", tools.length === 0 ? undefined : tools.map(toolOf)),
    ...optional(
      "tool_choice",
      tools.length === 0 ? undefined : choiceWith(params["tool_choice"], params["parallel_tool_calls"]),
    ),
    ...optional("output_config", outputConfig(params["response_format"])),
    ...optional("metadata", userOf(params["user"] ?? params["safety_identifier"])),
    ...withoutEmptyLists(without(params, TRANSLATED)),
    max_tokens: params["max_completion_tokens"] ?? params["max_tokens"] ?? DEFAULT_MAX_TOKENS,
  };
};

/** The body of a call to the Messages API: system messages separately, tool calls and results as blocks. */
export const anthropicBody = (
  model: string,
  request: ModelRequest,
  params: ModelParams,
  stream: boolean,
): ModelParams => {
  const { messages } = request;
  const system = messages.filter(isSystem).map(contentText).join("\n\n");
  const turns = messages.filter((message) => !isSystem(message)).map(turnOf);
  return {
    model,
    ...optional("system", system === "" ? undefined : system),
    messages: withTrimmedEnd(mergeTurns(turns)),
    ...paramsOf(params),
    ...(stream ? { stream: true } : {}),
  };
};
