import { parseJson } from "../../json.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import { messageText } from "../request/message-text.ts";

/** The variables of flows in `tool_input`, for the tool result under check. */
export const toolMessage = (text: string, messages: readonly ChatMessage[]): Readonly<Record<string, unknown>> => {
  const message = messages.findLast((one) => one.role === "tool" && messageText(one) === text);
  const id = message?.tool_call_id ?? "";
  const calls = messages.flatMap(({ tool_calls: made = [] }) => made);
  const name = message?.name ?? calls.find((call) => call.id === id)?.function.name ?? null;
  return { tool_message: text, tool_name: name, tool_call_id: id };
};

/** The variables of flows in `tool_output`, for the tool call under check. */
export const toolCall = (text: string, name: string | undefined): Readonly<Record<string, unknown>> => {
  const call = { name: name ?? "", args: parseJson(text === "" ? "{}" : text) ?? text };
  return { tool_calls: [{ ...call, type: "function", function: { name: call.name, arguments: text } }] };
};
