import { isList, isRecord, textOf } from "../../json.ts";
import type { ChatMessage, ContentPart, MediaKind } from "../../types/chat-message.ts";
import type { Verdict } from "../../types/verdict.ts";
import { textsOfData } from "./data-url.ts";

/** Whether rails can read the data: it decodes to text, whatever its declared type is. */
export const isReadableData = (data: string): boolean => !/^https?:/i.test(data) && textsOfData(data).length > 0;

/** The data, addresses and file ids of a part. */
const sourcesOf = (part: ContentPart): readonly string[] =>
  Object.values(part)
    .flatMap((value) => (isRecord(value) ? [value] : []))
    .flatMap(({ url, data, file_data: file, file_id: id }) => [url, data, file, id].map(textOf))
    .filter((source) => source !== "");

const kindOf = (part: ContentPart): MediaKind => {
  const type = textOf(part.type);
  if (type.includes("image")) return "image";
  return type.includes("audio") ? "audio" : "file";
};

/**
 * The kinds of media that rails cannot read: images, audio, files that are not text, and anything given by address or
 * id.
 */
export const unreadMedia = (messages: readonly ChatMessage[]): readonly MediaKind[] => {
  const parts = messages.flatMap(({ content }) => (isList(content) ? content : []));
  const unread = parts.filter((part) => typeof part.text !== "string" && !sourcesOf(part).every(isReadableData));
  return [...new Set(unread.map(kindOf))].toSorted();
};

/** The verdict on unread media; undefined if there are none, or if the config lets them pass. */
export const mediaVerdict = (kinds: readonly MediaKind[], media: "refuse" | "pass" = "pass"): Verdict | undefined =>
  kinds.length === 0 || media === "pass"
    ? undefined
    : {
        status: "blocked",
        rail: "media",
        railType: "input",
        code: "content_blocked",
        channel: "text",
        reason: `unread: ${kinds.join(", ")}`,
      };
