import { isRecord, textOf } from "../../json.ts";
import type { ChatMessage, ContentPart, MediaKind, Verdict } from "../../types.ts";
import { textsOfData } from "./data-url.ts";

/** Whether a rail reads what stands here: data of a text, whatever type it claims to be. */
export const isReadableData = (data: string): boolean => !/^https?:/i.test(data) && textsOfData(data).length > 0;

/** What a part carries, or where it is. */
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

/** What of a conversation no rail can read, each kind once: pictures, sound, files that are no texts, and what is elsewhere. */
export const unreadMedia = (messages: readonly ChatMessage[]): readonly MediaKind[] => {
  const parts = messages.flatMap(({ content }) => (Array.isArray(content) ? (content as readonly ContentPart[]) : []));
  const unread = parts.filter((part) => typeof part.text !== "string" && !sourcesOf(part).every(isReadableData));
  return [...new Set(unread.map(kindOf))].toSorted();
};

/** The verdict on what no rail can read, where a config refuses it. */
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
