import { listOf } from "../../json.ts";
import type { ChatMessage } from "../../types.ts";
import { type RequestTextReader, withoutFields } from "../request-text.ts";

/** Reads a request for a chat completion, which is a chat already. */
export const readChatRequest: RequestTextReader = (body) => ({
  messages: listOf(body["messages"]) as readonly ChatMessage[],
  params: withoutFields(body, ["messages"]),
  written: (messages, params) => ({ ...params, messages }),
});
