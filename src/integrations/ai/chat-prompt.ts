import type {
  JSONSchema7,
  LanguageModelV4CallOptions,
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4TextPart,
} from "@ai-sdk/provider";
import { ProviderError } from "../../errors.ts";
import { isRecord, listOf, optional, parseJson, recordOf, textOf } from "../../json.ts";
import type { ModelParams } from "../../llm/language-model.ts";
import { stopsIn } from "../../llm/parameters.ts";
import { messageText } from "../../rails/request/message-text.ts";
import type { ChatMessage, ContentPart } from "../../types/chat-message.ts";

const DATA_URL = /^data:([^;,]+);base64,(.*)$/s;

/** Parts without address or bytes, such as audio and ids of uploaded files, have no counterpart in the AI SDK. */
const urlOf = (address: string): URL => {
  if (URL.canParse(address)) return new URL(address);
  throw new ProviderError(
    "bad_request",
    "Cannot call model: the AI SDK takes text, and images and files by URL or as data URL",
  );
};

const filePart = (address: string, otherwise: string): LanguageModelV4FilePart => {
  const [, mediaType, data] = DATA_URL.exec(address) ?? [];
  return mediaType === undefined || data === undefined
    ? { type: "file", mediaType: otherwise, data: { type: "url", url: urlOf(address) } }
    : { type: "file", mediaType, data: { type: "data", data } };
};

const partOf = (part: ContentPart): LanguageModelV4TextPart | LanguageModelV4FilePart => {
  if (typeof part.text === "string") return { type: "text", text: part.text };
  const image = part["image_url"];
  if (image !== undefined) return filePart(textOf(isRecord(image) ? image["url"] : image), "image/*");
  const { file_data: data, filename } = recordOf(part["file"]);
  return {
    ...filePart(textOf(data), "application/octet-stream"),
    ...optional("filename", filename as string | undefined),
  };
};

const contentOf = ({ content }: ChatMessage) => {
  if (typeof content !== "string") return (content ?? []).map(partOf);
  return content === "" ? [] : [{ type: "text" as const, text: content }];
};

/** Tool names by call id: the AI SDK needs the tool's name in a result, and a chat only has the id of the call. */
const toolsOf = (messages: readonly ChatMessage[]): ReadonlyMap<string, string> =>
  new Map(
    messages.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id, function: { name } }) => [id, name] as const)),
  );

const messageOf = (message: ChatMessage, tools: ReadonlyMap<string, string>): LanguageModelV4Message => {
  const { role, tool_call_id: id = "", tool_calls: calls = [] } = message;
  const text = messageText(message);
  if (role === "system" || role === "developer") return { role: "system", content: text };
  if (role === "user") return { role, content: contentOf(message) };
  if (role === "tool") {
    const output = { type: "text" as const, value: text };
    return { role, content: [{ type: "tool-result", toolCallId: id, toolName: tools.get(id) ?? "unknown", output }] };
  }
  const made = calls.map(({ id: toolCallId, function: { name: toolName, arguments: json } }) => {
    const input = parseJson(json) ?? {};
    return { type: "tool-call" as const, toolCallId, toolName, input };
  });
  return { role, content: [...contentOf(message), ...made] };
};

type Tool = NonNullable<LanguageModelV4CallOptions["tools"]>[number];

const toolOf = (tool: unknown): Tool => {
  const { name, description, parameters } = recordOf(recordOf(tool)["function"]);
  return {
    type: "function",
    name: textOf(name),
    ...optional("description", description as string | undefined),
    inputSchema: parameters ?? { type: "object", properties: {} },
  };
};

const choiceOf = (choice: unknown): LanguageModelV4CallOptions["toolChoice"] => {
  if (choice === "auto" || choice === "none" || choice === "required") return { type: choice };
  const name = recordOf(recordOf(choice)["function"])["name"];
  return typeof name === "string" ? { type: "tool", toolName: name } : undefined;
};

const formatOf = (format: unknown): LanguageModelV4CallOptions["responseFormat"] => {
  const { type, json_schema: named } = recordOf(format);
  if (type === "json_object") return { type: "json" };
  if (type !== "json_schema") return undefined;
  const { name, schema } = recordOf(named);
  return { type: "json", ...optional("name", name as string | undefined), schema: schema as JSONSchema7 };
};

/** Parameters under their names in the OpenAI API, and in the AI SDK. */
const NAMES = {
  frequency_penalty: "frequencyPenalty",
  max_completion_tokens: "maxOutputTokens",
  max_tokens: "maxOutputTokens",
  presence_penalty: "presencePenalty",
  reasoning_effort: "reasoning",
  seed: "seed",
  temperature: "temperature",
  top_k: "topK",
  top_p: "topP",
} as const;

/** Converts a chat to the options of an AI SDK call. Parameters that it does not support are dropped. */
export const callOptions = (messages: readonly ChatMessage[], params: ModelParams): LanguageModelV4CallOptions => {
  const { stop, tools, tool_choice: choice, response_format: format } = params;
  const stops = stopsIn(stop);
  const names = toolsOf(messages);
  return {
    prompt: messages.map((message) => messageOf(message, names)),
    ...Object.fromEntries(
      Object.entries(NAMES).flatMap(([name, theirs]) => (params[name] === undefined ? [] : [[theirs, params[name]]])),
    ),
    ...(stops.length === 0 ? {} : { stopSequences: [...stops] }),
    ...(tools === undefined ? {} : { tools: listOf(tools).map(toolOf) }),
    ...optional("toolChoice", choiceOf(choice)),
    ...optional("responseFormat", formatOf(format)),
  };
};
