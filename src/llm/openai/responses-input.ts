import { isRecord, type JsonRecord, optional, recordOf } from "../../json.ts";
import type { ChatMessage, ContentPart, ToolCall } from "../../types/chat-message.ts";
import { OPENAI_ENCRYPTED } from "../../wire/responses/responses-decoder.ts";
import { customInput } from "../../wire/tool-calls/custom-input.ts";
import { contentText } from "../message-text.ts";

const imagePart = ({ image_url: image }: ContentPart): JsonRecord => {
  const { url, detail = "auto" } = isRecord(image) ? image : { url: image };
  return { type: "input_image", image_url: url, detail };
};

const inputPart = (part: ContentPart): JsonRecord => {
  if (part.type === "text") return { type: "input_text", text: part.text };
  if (part.type === "image_url") return imagePart(part);
  return part.type === "file" ? { type: "input_file", ...recordOf(part["file"]) } : part;
};

const inputContent = ({ content }: ChatMessage): string | readonly JsonRecord[] =>
  Array.isArray(content) ? content.map(inputPart) : (content ?? "");

/** Reasoning that OpenAI encrypted. No other reasoning says anything to its models. */
const reasoningItems = ({ reasoning_details: details = [] }: ChatMessage): readonly JsonRecord[] =>
  details
    .filter(({ type, format }) => type === "reasoning.encrypted" && format === OPENAI_ENCRYPTED)
    .map(({ id, data }) => ({ type: "reasoning", ...optional("id", id), summary: [], encrypted_content: data }));

const callItem = ({ id: call_id, custom, function: { name, arguments: json } }: ToolCall): JsonRecord =>
  custom === true
    ? { type: "custom_tool_call", call_id, name, input: customInput(json) }
    : { type: "function_call", call_id, name, arguments: json };

const assistantItems = (message: ChatMessage): readonly JsonRecord[] => {
  const { refusal, tool_calls: calls = [] } = message;
  const text = contentText(message);
  const content = [
    ...(text === "" ? [] : [{ type: "output_text", text, annotations: [] }]),
    ...(refusal === undefined ? [] : [{ type: "refusal", refusal }]),
  ];
  return [
    ...reasoningItems(message),
    ...(content.length === 0 ? [] : [{ type: "message", role: "assistant", content }]),
    ...calls.map(callItem),
  ];
};

const itemsOf = (message: ChatMessage, customCalls: ReadonlySet<string>): readonly JsonRecord[] => {
  const { role, tool_call_id: call_id = "" } = message;
  if (role === "assistant") return assistantItems(message);
  if (role !== "tool") return [{ type: "message", role, content: inputContent(message) }];
  const type = customCalls.has(call_id) ? "custom_tool_call_output" : "function_call_output";
  return [{ type, call_id, output: inputContent(message) }];
};

/** A conversation as items of the Responses API. */
export const inputItems = (messages: readonly ChatMessage[]): readonly JsonRecord[] => {
  const calls = messages.flatMap(({ tool_calls: made = [] }) => made);
  const customCalls = new Set(calls.filter(({ custom }) => custom === true).map(({ id }) => id));
  return messages.flatMap((message) => itemsOf(message, customCalls));
};
