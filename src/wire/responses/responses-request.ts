import { RequestError } from "../../errors.ts";
import { isRecord, textOf } from "../../json.ts";
import type { ChatMessage, ContentPart } from "../../types/chat-message.ts";
import { joinedName } from "../grouped-name.ts";
import {
  hasOnly,
  plainCopy,
  type RequestTextReader,
  TextPlaces,
  withoutFields,
  type Writable,
} from "../request-text.ts";
import { customArguments, customInput } from "../tool-calls/custom-input.ts";
import { type CallKind, isCallKind } from "./item-names.ts";
import { TEXT_FIELDS } from "./output-items.ts";

type Message = Writable;

const NAMES = ["id", "status", "phase"];

const REFUSAL = { texts: ["type", "refusal"] };
const IMAGE = { texts: ["type", "image_url", "detail", "file_id"] };
const FILE = { texts: ["type", "file_data", "file_url", "file_id", "filename"] };
const MESSAGE = { texts: ["type", "role"], lists: ["content"], names: NAMES };
const OUTPUT = { texts: ["type", "call_id"], lists: ["output"], names: NAMES };

/** The API's fields for what a chat has in one URL. */
const imagePart = ({ image_url: url, detail, file_id: id }: Writable): ContentPart => ({
  type: "image_url",
  image_url: { url, detail, file_id: id },
});

const filePart = ({ file_data: data, file_url: url, file_id: id, filename }: Writable): ContentPart => ({
  type: "file",
  file: { file_data: data, url, file_id: id, filename },
});

const partOf = (places: TextPlaces, parts: unknown[], index: number): ContentPart => {
  const part = parts[index];
  if (!isRecord(part)) throw new RequestError("The parts of an item must be objects", "input");
  const { type } = part;
  if (type === "refusal" && hasOnly(part, REFUSAL)) return places.textPart(part, "refusal", part);
  if (type === "input_image" && hasOnly(part, IMAGE)) return imagePart(part);
  if (type === "input_file" && hasOnly(part, FILE)) return filePart(part);
  return places.part(parts, index);
};

const contentOf = (places: TextPlaces, item: Writable, key: string): Partial<Message> => {
  const content = item[key];
  if (!Array.isArray(content)) return places.text(item, key);
  return { content: content.map((_, index) => partOf(places, content, index)) };
};

/** The role for an item that is not a message, a call or an output of the client's functions. */
const speakerOf = (type: string): string => {
  if (type.endsWith("_output")) return "tool";
  return type.endsWith("_call") || type === "reasoning" ? "assistant" : "user";
};

const OUTPUTS: readonly string[] = ["function_call_output", "custom_tool_call_output"];

/** The tool of a call as rails read it. */
const toolIn = ({ name, namespace }: Writable): string =>
  joinedName({ name: textOf(name), namespace: textOf(namespace) || undefined });

const callOf = (places: TextPlaces, item: Writable, kind: CallKind): object => {
  const field = TEXT_FIELDS[kind];
  const text = textOf(item[field]);
  const isCustom = kind === "custom_tool_call";
  const write = (json: string): void => void (item[field] = isCustom ? customInput(json) : json);
  return places.call(item["call_id"], toolIn(item), isCustom ? customArguments(text) : text, write);
};

const messageOf = (places: TextPlaces, items: unknown[], index: number): Message => {
  const item = items[index];
  if (!isRecord(item)) throw new RequestError("input must be a text or a list of items", "input");
  const type = textOf(item["type"] ?? "message");
  const names = NAMES.map((name) => item[name]);
  if (type === "message" && hasOnly(item, MESSAGE)) {
    return { role: item["role"], names, ...contentOf(places, item, "content") };
  }
  if (
    isCallKind(type) &&
    hasOnly(item, { texts: ["type", "call_id", "name", "namespace", TEXT_FIELDS[type]], names: NAMES })
  ) {
    return { role: "assistant", names, content: null, tool_calls: [callOf(places, item, type)] };
  }
  if (OUTPUTS.includes(type) && hasOnly(item, OUTPUT)) {
    const id = textOf(item["call_id"]);
    return { role: "tool", tool_call_id: id, names, ...contentOf(places, item, "output") };
  }
  return { role: speakerOf(type), content: [places.part(items, index)] };
};

const conversationOf = (places: TextPlaces, body: Writable): readonly Message[] => {
  const { instructions, input } = body;
  if (typeof (instructions ?? "") !== "string") throw new RequestError("instructions must be a text", "instructions");
  const instructionTurns =
    typeof instructions === "string" ? [{ role: "system", ...places.text(body, "instructions") }] : [];
  if (typeof input === "string") return [...instructionTurns, { role: "user", ...places.text(body, "input") }];
  if (input === undefined || input === null) return instructionTurns;
  if (!Array.isArray(input)) throw new RequestError("input must be a text or a list of items", "input");
  return [...instructionTurns, ...input.map((_, index) => messageOf(places, input, index))];
};

/** Reads a request of the Responses API. Items that have no equivalent in a chat are read as a whole. */
export const readResponsesRequest: RequestTextReader = (sent) => {
  const body = plainCopy(sent) as Writable;
  const places = new TextPlaces();
  const messages = conversationOf(places, body);
  return {
    messages: messages as unknown as readonly ChatMessage[],
    params: withoutFields(body, ["input", "instructions"]),
    written(left, params) {
      places.write(left);
      const { instructions, input } = body;
      return {
        ...params,
        ...(instructions === undefined ? {} : { instructions }),
        ...(input === undefined
          ? {}
          : { input: Array.isArray(input) ? places.kept(input, ["content", "output"]) : input }),
      };
    },
  };
};
