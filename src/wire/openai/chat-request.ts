import { listOf } from "../../json.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import { type RequestTextReader, withoutFields } from "../request-text.ts";
import { asFunctionCall, callToWire, withCalls } from "./custom-call.ts";

/** Reads a request for a chat completion, which is a chat already, but for calls of custom tools. */
export const readChatRequest: RequestTextReader = (body) => ({
  messages: listOf(body["messages"]).map((message) => withCalls(message, asFunctionCall)) as readonly ChatMessage[],
  params: withoutFields(body, ["messages"]),
  written: (messages, params) => ({
    ...params,
    messages: messages.map((message) => withCalls(message, callToWire)),
  }),
});
