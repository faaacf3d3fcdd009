import type { ChatMessage, ToolCall } from "../../types/chat-message.ts";
import type { ValueOrigin } from "../vault/vault.ts";

/** Who wrote the values in a message. */
export const originOf = ({ role }: ChatMessage): ValueOrigin => (role === "tool" ? "tool" : "user");

/** A tool message, and the call that it answers. */
export interface ToolResult {
  readonly message: ChatMessage;
  /** The call with the same id in the model's last turn; absent if there is none. */
  readonly call?: ToolCall | undefined;
  /** Whether another message has answered that call already. */
  readonly isRepeated: boolean;
}

/** The tool results of a conversation, by the index of their message. */
export const toolResults = (messages: readonly ChatMessage[]): ReadonlyMap<number, ToolResult> => {
  const results = new Map<number, ToolResult>();
  let open = new Map<string, ToolCall>();
  let answered = new Set<string>();
  for (const [index, message] of messages.entries()) {
    if (message.role === "assistant") {
      open = new Map((message.tool_calls ?? []).map((call) => [call.id, call]));
      answered = new Set();
    }
    if (message.role !== "tool") continue;
    const id = message.tool_call_id ?? "";
    results.set(index, { message, call: open.get(id), isRepeated: answered.has(id) });
    answered.add(id);
  }
  return results;
};
