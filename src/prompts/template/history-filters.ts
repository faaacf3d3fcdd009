import type { ChatMessage } from "../../types.ts";
import type { TemplateFilter, TemplateFilters } from "./template-filters.ts";
import { countArgument } from "./template-filters.ts";
import { isDict, typeName } from "./template-values.ts";

/** Stands in a text for a part of a message that is none, such as an image. */
const placeholder = (type: string): string => `[${type}]`;

/** The text of a message: its text parts, a line each; other parts become a placeholder such as `[image_url]`. */
export function messageText({ content }: Pick<ChatMessage, "content">): string {
  if (content === null || typeof content === "string") return content ?? "";
  return content.map(({ type, text }) => text ?? placeholder(type)).join("\n");
}

/** Messages cut into turns; a turn starts at a user message and runs up to the next one. */
export function splitTurns(messages: readonly ChatMessage[]): readonly (readonly ChatMessage[])[] {
  const turns: ChatMessage[][] = [];
  for (const message of messages) {
    if (message.role === "user" || turns.length === 0) turns.push([]);
    turns.at(-1)?.push(message);
  }
  return turns;
}

const isMessage = (value: unknown): value is ChatMessage =>
  isDict(value) && typeof value["role"] === "string" && "content" in value;

function asHistory(filter: string, value: unknown): readonly ChatMessage[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every(isMessage)) return value;
  throw new TypeError(`"${filter}" needs a list of messages such as history, not ${typeName(value)}`);
}

/** What a user and the assistant said to each other; system and tool messages are not part of it. */
const dialogue = (filter: string, value: unknown): readonly ChatMessage[] =>
  asHistory(filter, value).filter(({ role }) => role === "user" || role === "assistant");

const chatMessages =
  (filter: string): TemplateFilter =>
  (value) =>
    dialogue(filter, value).map(({ role, content }) => ({ role, content }));

/** Takes turns of a list of messages, or of a Colang text, in which a turn starts at a line `user "…`. */
const takeTurns =
  (filter: string, from: "first" | "last"): TemplateFilter =>
  (value, n) => {
    const count = countArgument(filter, n);
    const take = <T>(turns: readonly T[]): readonly T[] =>
      from === "first" ? turns.slice(0, count) : turns.slice(Math.max(0, turns.length - count));
    if (typeof value === "string") return take(value.split(/\n(?=user ")/)).join("\n");
    return take(splitTurns(asHistory(filter, value))).flat();
  };

/** `User: …` and `Assistant: …`, a line each. The texts stand as they are, line ends included. */
const userAssistantSequence: TemplateFilter = (value) =>
  dialogue("user_assistant_sequence", value)
    .map((message) => `${message.role === "user" ? "User" : "Assistant"}: ${messageText(message)}`)
    .join("\n");

/** `user "…"` and `bot "…"`, a line each; quotes and line ends are escaped, so no text can pose as a turn. */
const colang: TemplateFilter = (value) =>
  dialogue("colang", value)
    .map((message) => `${message.role === "user" ? "user" : "bot"} ${JSON.stringify(messageText(message))}`)
    .join("\n");

/** The filters for the variable `history`, a list of chat messages. */
export const HISTORY_FILTERS: TemplateFilters = Object.freeze({
  user_assistant_sequence: userAssistantSequence,
  to_chat_messages: chatMessages("to_chat_messages"),
  to_messages: chatMessages("to_messages"),
  first_turns: takeTurns("first_turns", "first"),
  last_turns: takeTurns("last_turns", "last"),
  colang,
});
