import type { ChatMessage } from "../types/chat-message.ts";

/** The text of a message, without parts that are not text. */
export const contentText = ({ content }: ChatMessage): string =>
  typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join("");
