import type { ChatMessage, ContentPart } from "../types.ts";

/** The text of a message; the texts of several parts are joined by line breaks. */
export const messageText = (message: ChatMessage): string => textParts(message).join("\n");

/** The texts of a message, part by part. */
const textParts = ({ content }: ChatMessage): readonly string[] =>
  typeof content === "string"
    ? [content]
    : (content ?? []).flatMap(({ text }) => (typeof text === "string" ? [text] : []));

/**
 * What a model may read as one text although it was sent in pieces: the parts of one message, and messages of one role
 * that follow each other. Only where there is more than one piece.
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

/** The message with another text. Parts that are no text stay. */
export const withText = (message: ChatMessage, text: string): ChatMessage => {
  if (!Array.isArray(message.content)) return { ...message, content: text };
  const others = (message.content as readonly ContentPart[]).filter((part) => typeof part.text !== "string");
  return { ...message, content: [{ type: "text", text }, ...others] };
};

/** What names or carries something and is no text of its own. */
const NO_TEXT: ReadonlySet<string> = new Set(["type", "id", "tool_call_id", "url", "data", "file_data"]);

/** A file that is text, sent inside a message. */
const TEXT_DATA = /^data:(?:text\/|application\/(?:json|xml|yaml|x-yaml|javascript))[^,]{0,200},/i;

const decodedData = (url: string): string => {
  const comma = url.indexOf(",");
  const data = url.slice(comma + 1);
  try {
    if (!/;base64$/i.test(url.slice(0, comma))) return decodeURIComponent(data);
    return new TextDecoder().decode(Uint8Array.from(atob(data), (char) => char.charCodeAt(0)));
  } catch {
    return data;
  }
};

/** Data is no text, unless it says that it is. */
const dataTexts = (value: unknown): readonly string[] =>
  typeof value === "string" && TEXT_DATA.test(value) ? [value, decodedData(value)] : [];

const textsIn = (value: unknown, withKeys = false): readonly string[] => {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, withKeys));
  return Object.entries(value).flatMap(([key, inner]) => {
    if (NO_TEXT.has(key) && !withKeys) return dataTexts(inner);
    return [...(withKeys ? [key] : []), ...textsIn(inner, withKeys)];
  });
};

/**
 * What of a message reaches a model as text beside what it says: its name, the tool calls it repeats, and the fields and
 * parts nobody here knows, since messages are passed on as they came.
 */
export const sideTexts = ({ role: _role, content, ...fields }: ChatMessage): readonly string[] => {
  const parts = Array.isArray(content) ? (content as readonly ContentPart[]) : [];
  return textsIn([fields, parts.map(({ text, ...rest }) => (typeof text === "string" ? rest : { text, ...rest }))]);
};

/** Parameters of a model call whose texts a model reads. */
const READ_PARAMS: readonly string[] = ["tools", "functions", "response_format"];

/** What of a call's parameters reaches a model as text: descriptions, names and schemas, names of fields included. */
export const paramTexts = (params: Readonly<Record<string, unknown>>): readonly string[] =>
  READ_PARAMS.flatMap((name) => (params[name] === undefined ? [] : textsIn(params[name], true)));
