import { isList } from "../../json.ts";
import type { ChatMessage } from "../../types/chat-message.ts";

/**
 * Texts that a model may read as one although they were sent in pieces: the parts of a message, and consecutive
 * messages of one role. Texts of a single piece are left out.
 */
export const joinedTexts = (messages: readonly ChatMessage[]): readonly string[] => {
  const runs: { readonly role: string; readonly pieces: string[] }[] = [];
  for (const message of messages) {
    const last = runs.at(-1);
    const pieces = textParts(message);
    if (last?.role === message.role) last.pieces.push(...pieces);
    else runs.push({ role: message.role, pieces: [...pieces] });
  }
  return runs.filter(({ pieces }) => pieces.length > 1).map(({ pieces }) => pieces.join(""));
};

/** The texts of a message, part by part. */
export const textParts = ({ content }: ChatMessage): readonly string[] =>
  typeof content === "string"
    ? [content]
    : (content ?? []).flatMap(({ text }) => (typeof text === "string" ? [text] : []));

/** The text of a message; the texts of several parts are joined by line breaks. */
export const messageText = (message: ChatMessage): string => textParts(message).join("\n");

/** The ids of all calls in a conversation. */
export const callIdsOf = (messages: readonly ChatMessage[]): readonly string[] =>
  messages.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id));

/** A message with its texts replaced, one for one. A part whose new text is empty is removed. */
export const withTextParts = (message: ChatMessage, texts: readonly string[]): ChatMessage => {
  const { content: given } = message;
  if (!isList(given)) return { ...message, content: texts[0] ?? given };
  let next = 0;
  const content = given.flatMap((part) => {
    if (typeof part.text !== "string") return [part];
    const text = texts[next++] ?? "";
    return text === "" ? [] : [{ ...part, text }];
  });
  return { ...message, content };
};

/**
 * A message that has only texts, with an empty one instead. A list of parts keeps one, since none is refused by
 * providers.
 */
export const withoutText = (message: ChatMessage): ChatMessage => {
  const { content } = message;
  if (!isList(content)) return { ...message, content: "" };
  return {
    ...message,
    content: content.slice(0, 1).map((part) => ({ ...part, text: "" })),
  };
};
