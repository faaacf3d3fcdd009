import { isRecord, listOf, textOf } from "../../json.ts";
import type { Channel, ChatMessage } from "../../types.ts";
import { textsOfAddress, textsOfData } from "./data-url.ts";
import { unusualType } from "./media-type.ts";

/** How a text of a request is read. */
export interface TextPlace {
  /** `tool-call` for the JSON arguments of a call, which are read with their escapes undone. */
  readonly channel: Channel;
  /** Whether something else may be put there. What names something else in the request may not be rewritten. */
  readonly rewritable: boolean;
  /** Whether no model is shown it as it stands: an address, a name of a field, what stands for bytes. Default false. */
  readonly isUnseen?: boolean;
  /** Where that is, for the reason of a finding, where it is no text that somebody reads: `in an address`. */
  readonly where?: string;
}

/** Reads one text and returns what stands there from now on. */
export type TextVisitor = (text: string, place: TextPlace) => string;

const FREE: TextPlace = { channel: "text", rewritable: true };
const FIXED: TextPlace = { channel: "text", rewritable: false };
const ADDRESS: TextPlace = { ...FIXED, isUnseen: true, where: "in an address" };
const NAME: TextPlace = { ...FIXED, isUnseen: true, where: "in the name of a field" };
const DATA: TextPlace = { ...FIXED, where: "in data" };
const ARGUMENTS: TextPlace = { channel: "tool-call", rewritable: true };

/** The kinds of parts that clients send; another one is a text like any other. */
const KNOWN_TYPES: ReadonlySet<unknown> = new Set(
  "text image_url input_audio file function refusal image_file input_text input_image input_file output_text custom object string number integer boolean array null json_schema json_object".split(
    " ",
  ),
);

/** Fields that carry data, or say where it is. */
const DATA_FIELDS: ReadonlySet<string> = new Set(["url", "data", "file_data", "image_url", "file_url"]);

/** Shorter data is hardly that of a picture: it may be a word that has no other signs than Base64, and is read as one too. */
const MIN_DATA = 256;

const isAddress = (value: string): boolean => /^https?:/i.test(value);

/** Reads the text that data may be; of data that is elsewhere, its address. */
const readData = (value: string, visit: TextVisitor): string => {
  if (isAddress(value)) {
    for (const text of textsOfAddress(value)) visit(text, ADDRESS);
    return value;
  }
  for (const text of [unusualType(value), ...textsOfData(value)]) if (text !== "") visit(text, DATA);
  if (value.length < MIN_DATA) visit(value.replace(/^data:[^,]*,/i, ""), { ...DATA, isUnseen: true });
  return value;
};

/**
 * Fields of a message, part or call that a model reads and nothing refers to. Thoughts are among them: what was put back into
 * an answer's thoughts is taken out again when they come back, and so they are once more what their provider has signed.
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

/** What stands beside a text in the format that a request came in: it is read there, and cannot be written again. */
const BESIDE = "beside";

const readBeside = (value: unknown, visit: TextVisitor): unknown => {
  mapField("", value, (text, place) => visit(text, { ...place, rewritable: false, isUnseen: true }));
  return value;
};

const mapField = (key: string, value: unknown, visit: TextVisitor): unknown => {
  if (key === BESIDE) return readBeside(value, visit);
  if (typeof value === "string") {
    if (key === "type" && KNOWN_TYPES.has(value)) return value;
    if (DATA_FIELDS.has(key) || (isAddress(value) && !FREE_FIELDS.has(key))) return readData(value, visit);
    if (key === "arguments") return visit(value, ARGUMENTS);
    return value === "" ? value : visit(value, FREE_FIELDS.has(key) ? FREE : FIXED);
  }
  if (Array.isArray(value)) return value.map((item: unknown) => mapField(key, item, visit));
  return isRecord(value) ? mapFields(value, visit) : value;
};

/** Fields that hold what a model thought: data in there is what its provider encrypted, and no media. */
export const THOUGHT_FIELDS: ReadonlySet<string> = new Set(["reasoning_details", "thinking_blocks"]);

const encryptedIn = (value: unknown): readonly string[] =>
  listOf(value)
    .flatMap((thought) => (isRecord(thought) ? [textOf(thought["data"])] : []))
    .filter((data) => data !== "");

/** Names as APIs have them for their fields: small letters, and `_` between words. */
const FIELD_NAME = /^[a-z_]{1,32}$/;

/** Any other name is a text that somebody chose. */
const readNames = (record: object, visit: TextVisitor): void => {
  for (const name of Object.keys(record)) if (!FIELD_NAME.test(name)) visit(name, NAME);
};

const mapFields = (record: Readonly<Record<string, unknown>>, visit: TextVisitor): Record<string, unknown> => {
  readNames(record, visit);
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, mapField(key, value, visit)]));
};

/** A message with every text in it read, and replaced by what the visitor returns. Parts stay in their order. */
export const mapMessageTexts = (message: ChatMessage, visit: TextVisitor): ChatMessage => {
  const { role, ...fields } = message;
  for (const [key, value] of Object.entries(fields)) {
    if (THOUGHT_FIELDS.has(key)) for (const data of encryptedIn(value)) visit(data, FIXED);
  }
  return { role, ...mapFields(fields, visit) } as ChatMessage;
};

/** Parameters whose texts nothing refers to: they name a user or a request, and nothing breaks where they are masked. */
const LABELS: ReadonlySet<string> = new Set(["metadata", "prompt_cache_key", "safety_identifier", "user"]);

/** In a schema also the names of fields are texts. A description may be rewritten; what a call refers to may not. */
const mapSchema = (key: string, value: unknown, visit: TextVisitor): unknown => {
  if (typeof value === "string") {
    if (value === "" || (key === "type" && KNOWN_TYPES.has(value))) return value;
    return visit(value, key === "description" || key === "title" || LABELS.has(key) ? FREE : FIXED);
  }
  if (Array.isArray(value)) return value.map((item: unknown) => mapSchema(key, item, visit));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (!SCHEMA_WORDS.has(name)) visit(name, FIXED);
      return [name, mapSchema(name, inner, visit)];
    }),
  );
};

/** The words of JSON Schema and of the OpenAI API around it, which nobody can choose. */
const SCHEMA_WORDS: ReadonlySet<string> = new Set(
  "type function name description parameters properties required items enum const default title anyOf oneOf allOf not $ref $defs definitions additionalProperties format pattern minimum maximum minLength maxLength minItems maxItems uniqueItems strict json_schema schema examples".split(
    " ",
  ),
);

/** The values of metadata are labels, whatever their names are. */
const mapLabels = (value: unknown, visit: TextVisitor): unknown => {
  if (!isRecord(value)) return mapSchema("metadata", value, visit);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      visit(name, FIXED);
      return [name, mapSchema("metadata", inner, visit)];
    }),
  );
};

/** The parameters of a model call, with every text in them read: no text goes on that nobody has read. */
export const mapParamTexts = (
  params: Readonly<Record<string, unknown>>,
  visit: TextVisitor,
): Readonly<Record<string, unknown>> => {
  readNames(params, visit);
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      name === "metadata" ? mapLabels(value, visit) : mapSchema(name, value, visit),
    ]),
  );
};
