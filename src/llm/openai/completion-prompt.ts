import type { ChatMessage } from "../../types/chat-message.ts";
import { contentText } from "../message-text.ts";

const SPEAKERS: Readonly<Record<string, string>> = { user: "User", assistant: "Assistant", tool: "Tool" };

/** Messages as one prompt, for models that complete text. A single message is the prompt itself. */
export const completionPrompt = (messages: readonly ChatMessage[]): string => {
  const [only] = messages;
  if (only !== undefined && messages.length === 1) return contentText(only);
  const lines = messages.map((message) => {
    const speaker = SPEAKERS[message.role];
    return speaker === undefined ? contentText(message) : `${speaker}: ${contentText(message)}`;
  });
  return [...lines, "Assistant:"].join("\n");
};
