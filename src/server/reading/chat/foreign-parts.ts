import { isRecord, type JsonRecord, listOf, recordOf, textOf, optional } from "../../../json.ts";

/** How Base64 of a picture begins, by its type: some clients leave that to be seen. */
const HEADS: readonly (readonly [head: string, type: string])[] = [
  ["iVBORw0KGgo", "image/png"],
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["UklGR", "image/webp"],
];

/** Where the AI SDK, Anthropic, LangChain, MCP and OpenAI's responses have data or its address. */
const SOURCES = ["image", "image_url", "file_data", "data", "base64", "url", "file_url"] as const;
const TYPES = ["media_type", "mediaType", "mime_type", "mimeType"] as const;
const NAMES = ["filename", "file_name", "title", "name"] as const;

const firstText = (part: JsonRecord, names: readonly string[]): string =>
  names.map((name) => textOf(part[name])).find((text) => text !== "") ?? "";

interface Media {
  readonly url: string;
  readonly type: string;
}

/** Undefined where there is no data, or nothing says of which type it is. */
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

/** Bare Base64 may stand for a file of a type that nobody says. */
const fileDataOf = (part: JsonRecord): string => mediaOf(part)?.url ?? textOf(part["file_data"]);

const filePart = (part: JsonRecord): JsonRecord => {
  const data = fileDataOf(part);
  if (data === "") return part;
  if (mediaOf(part)?.type.startsWith("image/") === true) return imageOf(data, undefined);
  const filename = firstText(part, NAMES) || textOf(recordOf(part["metadata"])["filename"]);
  return { type: "file", file: { file_data: data, ...(filename === "" ? {} : { filename }) } };
};

/** The texts of a content, or undefined where it has something else. */
const textsOf = (content: unknown): readonly string[] | undefined => {
  if (typeof content === "string") return [content];
  const parts = listOf(content).map(recordOf);
  return parts.every(({ type, text }) => type === "text" && typeof text === "string")
    ? parts.map(({ text }) => textOf(text))
    : undefined;
};

/** What was found or is to be read, as one text with what is said of it. */
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
 * A part as a chat has it, where it is a bare text, or one of Anthropic's, of the AI SDK's, of LangChain's, of MCP's or of
 * OpenAI's responses. What is none of them, or has no data in it, stays as it is.
 */
export const asChatPart = (part: unknown): unknown => {
  if (typeof part === "string") return { type: "text", text: part };
  if (!isRecord(part) || typeof part["type"] !== "string") return part;
  return Object.hasOwn(READERS, part["type"]) ? (READERS[part["type"]]?.(part) ?? part) : part;
};
