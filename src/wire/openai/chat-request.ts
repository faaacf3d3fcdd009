import { listOf } from "../../json.ts";
import type { ChatMessage } from "../../types.ts";
import { type RequestReader, without } from "../request-text.ts";

/** A request for a chat completion, which is a chat as it is. */
export const readChatRequest: RequestReader = (body) => ({
  messages: listOf(body["messages"]) as readonly ChatMessage[],
  params: without(body, ["messages"]),
  written: (messages, params) => ({ ...params, messages }),
});
