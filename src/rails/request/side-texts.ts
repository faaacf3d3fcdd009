import { isList } from "../../json.ts";
import { plainEscapes } from "../../text/views/plain-escapes.ts";
import type { ChatMessage, ContentPart } from "../../types/chat-message.ts";
import { mapMessageTexts, mapParamTexts, type TextVisitor } from "./request-texts.ts";

/** Parameters whose texts the model reads. Others are settings and identifiers. */
const READ_BY_MODEL: ReadonlySet<string> = new Set(["tools", "functions", "response_format"]);

/** Whether a text has two words, or eight letters of a script without spaces: more than a name or a setting. */
const isProse = (text: string): boolean => /\p{L}\s+\p{L}|\p{Lo}{8}/u.test(text);

/**
 * All texts of a request besides the contents of its messages: names, calls, files, schemas. Texts that the model does
 * not read, such as addresses and ids, are included only if they are prose, so that a plain id or address costs no
 * judge call.
 */
export const sideTextsOf = (
  messages: readonly ChatMessage[],
  params: Readonly<Record<string, unknown>>,
): readonly string[] => {
  const texts: string[] = [];
  const noteProse: TextVisitor = (text) => {
    if (isProse(text)) texts.push(text);
    return text;
  };
  const note: TextVisitor = (text, place) => {
    if (place.isUnseen === true) return noteProse(text, place);
    texts.push(place.channel === "tool-call" ? plainEscapes(text) : text);
    return text;
  };
  for (const message of messages) mapMessageTexts(withoutTexts(message), note);
  for (const [name, value] of Object.entries(params)) {
    mapParamTexts({ [name]: value }, READ_BY_MODEL.has(name) ? note : noteProse);
  }
  return texts.filter((text) => text !== "");
};

const withoutTexts = (message: ChatMessage): ChatMessage => {
  const { content } = message;
  if (!isList(content)) return { ...message, content: null };
  return {
    ...message,
    content: content.map(({ text, ...part }) =>
      typeof text === "string" ? (part as ContentPart) : { ...part, text: text as never },
    ),
  };
};
