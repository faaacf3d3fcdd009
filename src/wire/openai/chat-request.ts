import { isRecord, listOf } from "../../json.ts";
import type { ChatMessage, ToolCall } from "../../types.ts";
import { type RequestTextReader, withoutFields } from "../request-text.ts";
import { asFunctionCall, callToWire } from "./custom-call.ts";

const withCalls = (message: unknown, change: (call: ToolCall) => unknown): unknown =>
  isRecord(message) && Array.isArray(message["tool_calls"])
    ? { ...message, tool_calls: (message["tool_calls"] as readonly ToolCall[]).map(change) }
    : message;

/** Reads a request for a chat completion, which is a chat already, but for calls of custom tools. */
export const readChatRequest: RequestTextReader = (body) => ({
  messages: listOf(body["messages"]).map((message) => withCalls(message, asFunctionCall)) as readonly ChatMessage[],
  params: withoutFields(body, ["messages"]),
  written: (messages, params) => ({
    ...params,
    messages: messages.map((message) => withCalls(message, callToWire)),
  }),
});
