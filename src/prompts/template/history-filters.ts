import { isRecord } from "../../json.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import {
  colang2Messages,
  colangMessages,
  intentMessages,
  intentReplies,
  verbose,
  withoutTexts,
} from "./colang-text.ts";
import type { TemplateFilter, TemplateFilters } from "./template-filters.ts";
import { countArgument } from "./template-filters.ts";
import { typeName } from "./template-values.ts";
import { toText } from "./template-write.ts";

/** Replaces a part of a message that is not text, such as an image. */
const placeholder = (type: string): string => `[${type}]`;

/**
 * The text of a message for a prompt: its text parts, one per line, and placeholders such as `[image_url]` for others.
 */
export function shownText({ content }: Pick<ChatMessage, "content">): string {
  if (content === null || typeof content === "string") return content ?? "";
  return content.map(({ type, text }) => text ?? placeholder(type)).join("\n");
}

/** Splits messages into turns. A turn starts at a user message. */
export function splitTurns(messages: readonly ChatMessage[]): readonly (readonly ChatMessage[])[] {
  const turns: ChatMessage[][] = [];
  for (const message of messages) {
    if (message.role === "user" || turns.length === 0) turns.push([]);
    turns.at(-1)?.push(message);
  }
  return turns;
}

const isMessage = (value: unknown): value is ChatMessage =>
  isRecord(value) && typeof value["role"] === "string" && "content" in value;

function asHistory(filter: string, value: unknown): readonly ChatMessage[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every(isMessage)) return value;
  throw new TypeError(`"${filter}" needs a list of messages such as history, not ${typeName(value)}`);
}

/** The messages of user and assistant, without those of system and tools. */
const dialogue = (filter: string, value: unknown): readonly ChatMessage[] =>
  asHistory(filter, value).filter(({ role }) => role === "user" || role === "assistant");

const chatMessages =
  (filter: string): TemplateFilter =>
  (value) =>
    dialogue(filter, value).map(({ role, content }) => ({ role, content }));

/** Selects turns of a list of messages, or of a Colang text, in which a turn starts at a line `user "…`. */
const takeTurns =
  (filter: string, from: "first" | "last"): TemplateFilter =>
  (value, n) => {
    const count = countArgument(filter, n);
    const take = <T>(turns: readonly T[]): readonly T[] =>
      from === "first" ? turns.slice(0, count) : turns.slice(Math.max(0, turns.length - count));
    if (typeof value === "string") return take(value.split(/\n(?=user (?:"|action: ))/)).join("\n");
    return take(splitTurns(asHistory(filter, value))).flat();
  };

/** Makes a filter that writes messages with a prefix per role, and formats their texts. */
const sequence =
  (filter: string, user: string, assistant: string, write: (text: string) => string = String): TemplateFilter =>
  (value) =>
    dialogue(filter, value)
      .map((message) => (message.role === "user" ? user : assistant) + write(shownText(message)))
      .join("\n");

/** One line `user "…"` or `bot "…"` per message. Quotes and line ends are escaped, so no text can forge a turn. */
const colang = sequence("colang", "user ", "bot ", JSON.stringify);

/** Converts a list of messages to a Colang text; a text is returned unchanged. */
const colangText = (value: unknown): string => (typeof value === "string" ? value : toText(colang(value)));

const ofText =
  (run: (text: string) => unknown): TemplateFilter =>
  (value) =>
    run(colangText(value));

/** Role markers of models of NVIDIA's former NeMo LLM service. */
const NEMO_LLM = ["<extra_id_1>User\n", "<extra_id_1>Assistant\n"] as const;

/**
 * The filters for the variable `history`, a list of chat messages, and for texts in Colang such as
 * `sample_conversation`, under the names of NeMo Guardrails.
 */
export const HISTORY_FILTERS: TemplateFilters = Object.freeze({
  // Texts are not escaped, including their line ends.
  user_assistant_sequence: sequence("user_assistant_sequence", "User: ", "Assistant: "),
  user_assistant_sequence_nemollm: sequence("user_assistant_sequence_nemollm", ...NEMO_LLM),
  to_chat_messages: chatMessages("to_chat_messages"),
  to_messages: (value: unknown) =>
    typeof value === "string" ? colangMessages(value) : chatMessages("to_messages")(value),
  to_messages_v2: ofText(colang2Messages),
  to_messages_nemollm: ofText((text) =>
    colangMessages(text)
      .map(({ role, content }) => `${NEMO_LLM[role === "user" ? 0 : 1]}${content}\n`)
      .join(""),
  ),
  to_intent_messages: ofText(intentMessages),
  to_intent_messages_2: ofText(intentReplies),
  first_turns: takeTurns("first_turns", "first"),
  last_turns: takeTurns("last_turns", "last"),
  colang,
  colang_without_identifiers: colang,
  co_v2: sequence("co_v2", "  user said ", "  bot say ", JSON.stringify),
  verbose_v1: ofText(verbose),
  remove_text_messages: ofText(withoutTexts),
});
