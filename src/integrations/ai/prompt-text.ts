import type { LanguageModelV4CallOptions } from "@ai-sdk/provider";
import { isRecord, type JsonRecord, parseJson, textOf } from "../../json.ts";
import { toBase64 } from "../../text/base64.ts";
import type { ChatMessage, ContentPart } from "../../types/chat-message.ts";
import { plainCopy, type RequestText, TextPlaces, withoutFields, type Writable } from "../../wire/request-text.ts";
import { VERDICT_KIND } from "./verdict-of.ts";

/** The source of a file: a URL, bytes, Base64, or a provider's reference. */
const heldIn = (data: unknown): unknown => (isHolder(data) ? (data["url"] ?? data["data"] ?? data["reference"]) : data);

const isHolder = (data: unknown): data is Writable =>
  isRecord(data) && !(data instanceof URL) && !(data instanceof Uint8Array);

/** The URL of a file, or its data as a data URL. */
const addressOf = ({ mediaType, data }: Writable): string => {
  const held = heldIn(data);
  if (held instanceof URL) return held.href;
  const head = `data:${textOf(mediaType)};base64,`;
  if (held instanceof Uint8Array) return head + toBase64(held);
  return typeof held === "string" ? head + held : JSON.stringify(held ?? null);
};

/** Fields with the source of a file. */
const SOURCES = ["url", "data", "reference", "text"];

/**
 * Removes all sources but the one that the type names, or else the first: a provider could take one that no rail read.
 */
const keepOneSource = (data: Writable): void => {
  const type = textOf(data["type"]);
  const read = SOURCES.includes(type) ? type : SOURCES.find((name) => data[name] !== undefined);
  for (const name of SOURCES) if (name !== read) delete data[name];
};

const MEDIA_TYPE = /^\w[\w.+-]{0,63}\/[\w.+*-]{1,63}$/;

const filePart = (places: TextPlaces, part: Writable): ContentPart => {
  const { type: _type, data, mediaType, filename, ...others } = part;
  if (isHolder(data)) keepOneSource(data);
  const beside = {
    ...others,
    ...(MEDIA_TYPE.test(textOf(mediaType)) ? {} : { mediaType }),
    data: isHolder(data) ? withoutFields(data, ["type", ...SOURCES]) : null,
  };
  if (isRecord(data) && data["type"] === "text")
    return places.textPart(data, "text", part, { beside, shown: { filename } });
  const url = addressOf(part);
  const isImage = textOf(mediaType).startsWith("image/");
  const held = isImage ? { image_url: { url } } : { file: { file_data: url, filename } };
  return { type: isImage ? "image_url" : "file", ...held, beside };
};

/** A text that was JSON. If it is no longer JSON, it becomes a plain text. */
const jsonLeft =
  (output: Writable) =>
  (left: string): void => {
    const value = parseJson(left);
    if (value !== undefined) output["value"] = value;
    else Object.assign(output, { type: output["type"] === "error-json" ? "error-text" : "text", value: left });
  };

/** Fields of a tool result. Mastra adds the input of the call, which is not sent to the provider. */
const OF_RESULTS = ["type", "toolCallId", "toolName", "output", "providerOptions"];

/** @param message - the other fields of the message with the results. */
const resultOf = (places: TextPlaces, part: Writable, message: unknown): Writable => {
  for (const key of Object.keys(part)) if (!OF_RESULTS.includes(key)) delete part[key];
  const { toolCallId: id, toolName, providerOptions, output: given } = part;
  const output = (given ?? {}) as Writable;
  const { value, type } = output;
  const read = ["type", type === "execution-denied" ? "reason" : "value"];
  const head = {
    role: "tool",
    tool_call_id: textOf(id),
    beside: [toolName, providerOptions, withoutFields(output, read), message],
  };
  if (type === "execution-denied") return { ...head, ...places.text(output, "reason") };
  if (type === "content" && Array.isArray(value)) {
    return { ...head, content: value.map((_, index) => partOf(places, value, index)) };
  }
  if (typeof value === "string") return { ...head, ...places.text(output, "value") };
  return { ...head, ...places.json(JSON.stringify(value ?? null), jsonLeft(output)) };
};

const partOf = (places: TextPlaces, parts: unknown[], index: number): ContentPart => {
  const part = parts[index] as Writable;
  return part["type"] === "file" ? filePart(places, part) : places.part(parts, index);
};

/** Fields of a tool call. */
const OF_CALLS = ["type", "toolCallId", "toolName", "input"];

const turnOf = (places: TextPlaces, message: Writable, parts: unknown[]): readonly Writable[] => {
  const content: ContentPart[] = [];
  const calls: object[] = [];
  const results: Writable[] = [];
  const head = headOf(message);
  for (const [index, part] of (parts as Writable[]).entries()) {
    if (part["type"] === "tool-result") results.push(resultOf(places, part, head["beside"]));
    else if (part["type"] === "tool-call") {
      const write = (json: string): void => void (part["input"] = parseJson(json));
      const call = places.call(part["toolCallId"], part["toolName"], JSON.stringify(part["input"] ?? {}), write);
      calls.push({ ...call, beside: withoutFields(part, OF_CALLS) });
    } else content.push(partOf(places, parts, index));
  }
  const hasTurn = content.length + calls.length > 0 || results.length === 0;
  const turn = {
    ...head,
    content: content.length === 0 ? null : content,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
  return hasTurn ? [turn, ...results] : results;
};

/** The role and the other fields of a message, without its content. */
const headOf = ({ role, content: _content, ...beside }: Writable): Writable => ({
  role,
  ...(Object.keys(beside).length === 0 ? {} : { beside }),
});

const messageOf = (places: TextPlaces, message: Writable): readonly Writable[] => {
  const { content } = message;
  return Array.isArray(content)
    ? turnOf(places, message, content)
    : [{ ...headOf(message), ...places.text(message, "content") }];
};

/** Verdicts of earlier answers are for the page, and not sent to the model. */
const withoutVerdicts = (prompt: readonly Writable[]): Writable[] =>
  prompt.map(({ content, ...message }) => ({
    ...message,
    content: Array.isArray(content)
      ? content.filter((part) => !isRecord(part) || part["kind"] !== VERDICT_KIND)
      : content,
  }));

/** Options about how a call is made, which contain no prompt. */
const UNSAID = ["prompt", "abortSignal", "headers", "includeRawChunks"];

/**
 * Reads a call of the AI SDK. It is written back in its own form: file data, provider options and tools stay as they
 * are.
 */
export const readPrompt = (options: LanguageModelV4CallOptions): RequestText => {
  const places = new TextPlaces();
  const prompt = withoutVerdicts(plainCopy<readonly Writable[]>(options.prompt));
  const messages = prompt.flatMap((message) => messageOf(places, message));
  const call = options as unknown as JsonRecord;
  return {
    messages: messages as unknown as readonly ChatMessage[],
    params: withoutFields(call, UNSAID),
    written(left, params) {
      places.write(left);
      // Raw chunks would bypass the rails.
      return { ...call, ...params, includeRawChunks: false, prompt: places.kept(prompt, ["content", "value"]) };
    },
  };
};
