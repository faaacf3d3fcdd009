import { isList, isRecord, listOf, textOf } from "../../json.ts";
import type { Channel } from "../../types/channel.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import { textsOfAddress, textsOfData } from "./data-url.ts";
import { unusualType } from "./media-type.ts";

/** How rails read a text of a request. */
export interface TextPlace {
  /** `tool-call` for the JSON arguments of a call, which are read with their escapes undone. */
  readonly channel: Channel;
  /** Whether the text may be rewritten. Names and ids that other fields refer to may not. */
  readonly rewritable: boolean;
  /** Whether the model does not read it as text: an address, the name of a field, encoded data. Default false. */
  readonly isUnseen?: boolean;
  /** Appended to the reason of a finding, such as `in an address`. Absent for the ordinary text of a message. */
  readonly where?: string;
}

/** Reads one text and returns its replacement, or the same text. */
export type TextVisitor = (text: string, place: TextPlace) => string;

const FREE: TextPlace = { channel: "text", rewritable: true };
const FIXED: TextPlace = { channel: "text", rewritable: false };
const ADDRESS: TextPlace = { ...FIXED, isUnseen: true, where: "in an address" };
const NAME: TextPlace = { ...FIXED, isUnseen: true, where: "in the name of a field" };
const DATA: TextPlace = { ...FIXED, where: "in data" };
const ARGUMENTS: TextPlace = { channel: "tool-call", rewritable: true };

/** Known values of `type`. Any other value is read as text. */
const KNOWN_TYPES: ReadonlySet<unknown> = new Set(
  "text image_url input_audio file function refusal image_file input_text input_image input_file output_text custom object string number integer boolean array null json_schema json_object".split(
    " ",
  ),
);

/** Fields that hold data or its address. */
const DATA_FIELDS: ReadonlySet<string> = new Set(["url", "data", "file_data", "image_url", "file_url"]);

/** Shorter values are also read as plain text: a word may consist of characters of Base64 only. */
const MIN_DATA_LENGTH = 256;

const isAddress = (value: string): boolean => /^https?:/i.test(value);

/** The texts in data, decoded, or in the address of data that is elsewhere, and how each is read. */
const textsInData = (value: string): readonly (readonly [string, TextPlace])[] => {
  if (isAddress(value)) return textsOfAddress(value).map((text) => [text, ADDRESS]);
  const decoded = [unusualType(value), ...textsOfData(value)].map((text) => [text, DATA] as const);
  if (value.length >= MIN_DATA_LENGTH) return decoded;
  return [...decoded, [value.replace(/^data:[^,]*,/i, ""), { ...DATA, isUnseen: true }]];
};

/** Data cannot be rewritten. If a text in it is masked, the request is blocked, and the logs get that text instead. */
const readData = (value: string, visit: TextVisitor): string => {
  let read = value;
  for (const [text, place] of textsInData(value)) {
    const left = text === "" ? text : visit(text, place);
    if (left !== text) read = left;
  }
  return read;
};

/**
 * Fields of a message, part or call that a model reads and nothing refers to. Reasoning is among them: values that were
 * restored in it for the client are masked again here, so that it equals what its provider has signed.
 */
const FREE_FIELDS: ReadonlySet<string> = new Set([
  "text",
  "refusal",
  "content",
  "reasoning",
  "reasoning_content",
  "thinking",
  "summary",
]);

/**
 * Under this key a part keeps the fields beside its text in the original format. They are checked, but not rewritten.
 */
const BESIDE = "beside";

const readBeside = (value: unknown, visit: TextVisitor): unknown =>
  mapField("", value, (text, place) => visit(text, { ...place, rewritable: false, isUnseen: true }));

const mapField = (key: string, value: unknown, visit: TextVisitor): unknown => {
  if (key === BESIDE) return readBeside(value, visit);
  if (typeof value === "string") {
    if (key === "type" && KNOWN_TYPES.has(value)) return value;
    if (DATA_FIELDS.has(key) || (isAddress(value) && !FREE_FIELDS.has(key))) return readData(value, visit);
    if (key === "arguments") return visit(value, ARGUMENTS);
    return value === "" ? value : visit(value, FREE_FIELDS.has(key) ? FREE : FIXED);
  }
  if (isList(value)) return value.map((item) => mapField(key, item, visit));
  return isRecord(value) ? mapFields(value, visit) : value;
};

/** Fields of reasoning. `data` in them is encrypted by the provider, and not media. */
export const THOUGHT_FIELDS: ReadonlySet<string> = new Set(["reasoning_details", "thinking_blocks"]);

const encryptedIn = (value: unknown): readonly string[] =>
  listOf(value)
    .flatMap((thought) => (isRecord(thought) ? [textOf(thought["data"])] : []))
    .filter((data) => data !== "");

/** Field names of APIs. Any other name is read as text, since the client chose it. */
const FIELD_NAME = /^[a-z_]{1,32}$/;

const readName = (name: string, visit: TextVisitor): string => (FIELD_NAME.test(name) ? name : visit(name, NAME));

const mapFields = (record: Readonly<Record<string, unknown>>, visit: TextVisitor): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [readName(key, visit), mapField(key, value, visit)]));

/** A message in which the visitor has read every text and may have replaced it. The order of parts is kept. */
export const mapMessageTexts = (message: ChatMessage, visit: TextVisitor): ChatMessage => {
  const { role, ...fields } = message;
  for (const [key, value] of Object.entries(fields)) {
    if (THOUGHT_FIELDS.has(key)) for (const data of encryptedIn(value)) visit(data, FIXED);
  }
  return { role, ...mapFields(fields, visit) } as ChatMessage;
};

/** Parameters that identify a user or a request. Nothing refers to their texts, so they can be masked. */
const LABELS: ReadonlySet<string> = new Set(["metadata", "prompt_cache_key", "safety_identifier", "user"]);

/** In a schema, names of properties are texts too. Descriptions may be rewritten, names that calls refer to may not. */
const mapSchema = (key: string, value: unknown, visit: TextVisitor): unknown => {
  if (typeof value === "string") {
    if (value === "" || (key === "type" && KNOWN_TYPES.has(value))) return value;
    return visit(value, key === "description" || key === "title" || LABELS.has(key) ? FREE : FIXED);
  }
  if (isList(value)) return value.map((item) => mapSchema(key, item, visit));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const read = SCHEMA_WORDS.has(name) ? name : visit(name, FIXED);
      return [read, mapSchema(name, inner, visit)];
    }),
  );
};

/** Keywords of JSON Schema and of tools in the OpenAI API: not chosen by the client, so not read as text. */
const SCHEMA_WORDS: ReadonlySet<string> = new Set(
  "type function name description parameters properties required items enum const default title anyOf oneOf allOf not $ref $defs definitions additionalProperties format pattern minimum maximum minLength maxLength minItems maxItems uniqueItems strict json_schema schema examples custom grammar syntax".split(
    " ",
  ),
);

/** Values of metadata can always be masked, whatever their keys are. */
const mapLabels = (value: unknown, visit: TextVisitor): unknown => {
  if (!isRecord(value)) return mapSchema("metadata", value, visit);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [visit(name, FIXED), mapSchema("metadata", inner, visit)]),
  );
};

/** The parameters of a model call in which the visitor has read every text and may have replaced it. */
export const mapParamTexts = (
  params: Readonly<Record<string, unknown>>,
  visit: TextVisitor,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      readName(name, visit),
      name === "metadata" ? mapLabels(value, visit) : mapSchema(name, value, visit),
    ]),
  );
