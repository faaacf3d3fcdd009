import { plainEscapes } from "../../text/views/plain-escapes.ts";
import type { ChatMessage, ContentPart } from "../../types.ts";
import { mapMessageTexts, mapParamTexts, type TextVisitor } from "./request-texts.ts";

/** Parameters that tell a model what it may do; all others set or name something. */
const TOLD: ReadonlySet<string> = new Set(["tools", "functions", "response_format"]);

/** Two words, or signs of a script that puts none between them: more than a name, a switch or a mark to stop at. */
const isProse = (text: string): boolean => /\p{L}\s+\p{L}|\p{Lo}{8}/u.test(text);

/**
 * All texts of a request beside what is said in its messages: names, calls, files, schemas. Of addresses, and of parameters
 * that no model is shown, only what is prose, so that a user's id or a picture's address costs no judge.
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
    mapParamTexts({ [name]: value }, TOLD.has(name) ? note : noteProse);
  }
  return texts.filter((text) => text !== "");
};

const withoutTexts = (message: ChatMessage): ChatMessage => {
  const { content } = message;
  if (!Array.isArray(content)) return { ...message, content: null };
  return {
    ...message,
    content: (content as readonly ContentPart[]).map(({ text, ...part }) =>
      typeof text === "string" ? (part as ContentPart) : { ...part, text: text as never },
    ),
  };
};
