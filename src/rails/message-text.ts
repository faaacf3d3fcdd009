import type { ChatMessage, ContentPart } from "../types.ts";

/** The text of a message; the texts of several parts are joined by line breaks. */
export const messageText = ({ content }: ChatMessage): string => {
  if (typeof content === "string") return content;
  return (content ?? []).flatMap(({ text }) => (typeof text === "string" ? [text] : [])).join("\n");
};

/** The message with another text. Parts that are no text stay. */
export const withText = (message: ChatMessage, text: string): ChatMessage => {
  if (!Array.isArray(message.content)) return { ...message, content: text };
  const others = (message.content as readonly ContentPart[]).filter((part) => typeof part.text !== "string");
  return { ...message, content: [{ type: "text", text }, ...others] };
};

/** What names or carries something and is no text of its own. */
const NO_TEXT: ReadonlySet<string> = new Set(["type", "id", "tool_call_id", "url", "data", "file_data"]);

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (NO_TEXT.has(key) ? [] : textsIn(inner)));
};

/**
 * What of a message reaches a model as text beside what it says: its name, the tool calls it repeats, and the fields and
 * parts nobody here knows, since messages are passed on as they came.
 */
export const sideTexts = ({ role: _role, content, ...fields }: ChatMessage): readonly string[] => {
  const parts = Array.isArray(content) ? (content as readonly ContentPart[]) : [];
  return textsIn([fields, parts.map(({ text, ...rest }) => (typeof text === "string" ? rest : { text, ...rest }))]);
};
