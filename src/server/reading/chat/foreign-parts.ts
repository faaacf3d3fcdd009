import { isRecord, type JsonRecord, listOf, recordOf, textOf, optional } from "../../../json.ts";

/** The start of a picture's Base64 by type, for clients that do not send the type. */
const HEADS: readonly (readonly [head: string, type: string])[] = [
  ["iVBORw0KGgo", "image/png"],
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["UklGR", "image/webp"],
];

/** Fields in which the AI SDK, Anthropic, LangChain, MCP and the Responses API put data or its URL. */
const SOURCES = ["image", "image_url", "file_data", "data", "base64", "url", "file_url"] as const;
const TYPES = ["media_type", "mediaType", "mime_type", "mimeType"] as const;
const NAMES = ["filename", "file_name", "title", "name"] as const;

const firstText = (part: JsonRecord, names: readonly string[]): string =>
  names.map((name) => textOf(part[name])).find((text) => text !== "") ?? "";

interface Media {
  readonly url: string;
  readonly type: string;
}

/** Undefined without data, or if its type is unknown. */
const mediaOf = (part: JsonRecord): Media | undefined => {
  const holder = isRecord(part["source"]) ? part["source"] : part;
  const data = firstText(holder, SOURCES);
  const type = firstText(holder, TYPES) || (HEADS.find(([head]) => data.startsWith(head))?.[1] ?? "");
  if (/^(?:https?|data):/i.test(data)) return { url: data, type: /^data:([^;,]+)/i.exec(data)?.[1] ?? type };
  return data === "" || type === "" ? undefined : { url: `data:${type};base64,${data}`, type };
};

const imageOf = (url: string, detail: unknown): JsonRecord => ({
  type: "image_url",
  image_url: { url, ...optional("detail", detail) },
});

const imagePart = (part: JsonRecord): JsonRecord => {
  const media = mediaOf(part);
  return media === undefined ? part : imageOf(media.url, part["detail"]);
};

/** A file may be bare Base64 without a type. */
const fileDataOf = (part: JsonRecord): string => mediaOf(part)?.url ?? textOf(part["file_data"]);

const filePart = (part: JsonRecord): JsonRecord => {
  const data = fileDataOf(part);
  if (data === "") return part;
  if (mediaOf(part)?.type.startsWith("image/") === true) return imageOf(data, undefined);
  const filename = firstText(part, NAMES) || textOf(recordOf(part["metadata"])["filename"]);
  return { type: "file", file: { file_data: data, ...(filename === "" ? {} : { filename }) } };
};

/** The texts of a content; undefined if it has other parts. */
const textsOf = (content: unknown): readonly string[] | undefined => {
  if (typeof content === "string") return [content];
  const parts = listOf(content).map(recordOf);
  return parts.every(({ type, text }) => type === "text" && typeof text === "string")
    ? parts.map(({ text }) => textOf(text))
    : undefined;
};

/** Joins a search result or document and its description to one text part. */
const readPart = (part: JsonRecord, texts: readonly string[] | undefined): JsonRecord => {
  if (texts === undefined) return part;
  const about = ["title", "source", "context"].map((name) => textOf(part[name])).filter((line) => line !== "");
  return { type: "text", text: [...about, ...texts].join("\n") };
};

const documentPart = (part: JsonRecord): JsonRecord => {
  const { type, data, content } = recordOf(part["source"]);
  if (type === "text") return readPart(part, textsOf(data));
  return type === "content" ? readPart(part, textsOf(content)) : filePart(part);
};

const READERS: Readonly<Record<string, (part: JsonRecord) => JsonRecord>> = {
  image: imagePart,
  input_image: imagePart,
  input_file: filePart,
  file: (part) => (part["file"] === undefined ? filePart(part) : part),
  document: documentPart,
  search_result: (part) => readPart(part, textsOf(part["content"])),
};

/**
 * Converts a bare text, or a part of Anthropic, the AI SDK, LangChain, MCP or the Responses API, to a part of a chat
 * completion. Other parts, and parts without data, stay as they are.
 */
export const asChatPart = (part: unknown): unknown => {
  if (typeof part === "string") return { type: "text", text: part };
  if (!isRecord(part) || typeof part["type"] !== "string") return part;
  return Object.hasOwn(READERS, part["type"]) ? (READERS[part["type"]]?.(part) ?? part) : part;
};
