import type { LanguageModelV4CallOptions } from "@ai-sdk/provider";
import { isRecord, type JsonRecord, parseJson, textOf } from "../../json.ts";
import { toBase64 } from "../../text/base64.ts";
import type { ChatMessage, ContentPart } from "../../types.ts";
import { plainCopy, type RequestText, TextPlaces, withoutFields } from "../../wire/request-text.ts";
import { VERDICT_KIND } from "./told-verdict.ts";

type Writable = Record<string, unknown>;

type Message = Writable;

/** What a file is made of: an address, bytes, Base64, or the word of a provider for it. */
const heldIn = (data: unknown): unknown => {
  if (data instanceof URL || data instanceof Uint8Array || !isRecord(data)) return data;
  return data["url"] ?? data["data"] ?? data["reference"];
};

/** Where a file is, or what it holds, as a chat says it. */
const addressOf = ({ mediaType, data }: Writable): string => {
  const held = heldIn(data);
  if (held instanceof URL) return held.href;
  const head = `data:${textOf(mediaType)};base64,`;
  if (held instanceof Uint8Array) return head + toBase64(held);
  return typeof held === "string" ? head + held : JSON.stringify(held ?? null);
};

const filePart = (places: TextPlaces, part: Writable): ContentPart => {
  const { data, mediaType, filename } = part;
  if (isRecord(data) && data["type"] === "text") return places.textPart(data, "text", part, { filename });
  const url = addressOf(part);
  const isImage = textOf(mediaType).startsWith("image/");
  return isImage ? { type: "image_url", image_url: { url } } : { type: "file", file: { file_data: url, filename } };
};

/** What a rail left of a text that was JSON. One that is JSON no more is a text from now on. */
const jsonLeft =
  (output: Writable) =>
  (left: string): void => {
    const value = parseJson(left);
    if (value !== undefined) output["value"] = value;
    else Object.assign(output, { type: output["type"] === "error-json" ? "error-text" : "text", value: left });
  };

const resultOf = (places: TextPlaces, part: Writable): Message => {
  const head = { role: "tool", tool_call_id: textOf(part["toolCallId"]) };
  const output = (part["output"] ?? {}) as Writable;
  const { value, type } = output;
  if (type === "content" && Array.isArray(value)) {
    return { ...head, content: value.map((_, index) => partOf(places, value, index)) };
  }
  if (typeof value === "string") return { ...head, ...places.text(output, "value") };
  if (type === "execution-denied") return { ...head, ...places.text(output, "reason") };
  return { ...head, ...places.json(JSON.stringify(value ?? null), jsonLeft(output)) };
};

const partOf = (places: TextPlaces, parts: unknown[], index: number): ContentPart => {
  const part = parts[index] as Writable;
  return part["type"] === "file" ? filePart(places, part) : places.part(parts, index);
};

const turnOf = (places: TextPlaces, role: unknown, parts: unknown[]): readonly Message[] => {
  const content: ContentPart[] = [];
  const calls: object[] = [];
  const results: Message[] = [];
  for (const [index, part] of (parts as Writable[]).entries()) {
    if (part["type"] === "tool-result") results.push(resultOf(places, part));
    else if (part["type"] === "tool-call") {
      const write = (json: string): void => void (part["input"] = parseJson(json));
      calls.push(places.call(part["toolCallId"], part["toolName"], JSON.stringify(part["input"] ?? {}), write));
    } else content.push(partOf(places, parts, index));
  }
  const isSaid = content.length + calls.length > 0 || results.length === 0;
  const said = {
    role,
    content: content.length === 0 ? null : content,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
  return isSaid ? [said, ...results] : results;
};

const messageOf = (places: TextPlaces, message: Writable): readonly Message[] => {
  const { role, content } = message;
  return Array.isArray(content) ? turnOf(places, role, content) : [{ role, ...places.text(message, "content") }];
};

/** A verdict of an earlier answer is for its reader, and no part of what was said. */
const withoutVerdicts = (prompt: readonly Writable[]): Writable[] =>
  prompt.map(({ content, ...message }) => ({
    ...message,
    content: Array.isArray(content)
      ? content.filter((part) => !isRecord(part) || part["kind"] !== VERDICT_KIND)
      : content,
  }));

/** Options of a call that say how it is made, and not what is asked. */
const UNSAID = ["prompt", "abortSignal", "headers", "includeRawChunks"];

/** A call of the AI SDK, which keeps its own form: file data, options of providers and tools stay what they are. */
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
      // What a provider sends beside its answer, no rail has read.
      return { ...call, ...params, includeRawChunks: false, prompt: places.kept(prompt, ["content", "value"]) };
    },
  };
};
