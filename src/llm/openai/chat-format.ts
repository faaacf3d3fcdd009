import { isRecord, type JsonRecord, textOf } from "../../json.ts";
import { chatReader } from "../../wire/openai/chat-reader.ts";
import { chatWire } from "../../wire/openai/chat-wire.ts";
import type { AnswerFormat } from "../answer-format.ts";

/** A usage object alone. Only this format has answers without a type. */
const isBareUsage = ({ usage, type, object }: JsonRecord): boolean =>
  isRecord(usage) && type === undefined && object === undefined;

const isChat = (json: JsonRecord): boolean =>
  Array.isArray(json["choices"]) || isBareUsage(json) || /^(?:chat|text)[._]/.test(textOf(json["object"]));

/** Chat completions of OpenAI. */
export const chatFormat: AnswerFormat = {
  wire: chatWire,
  path: /\/completions$/,
  isEvent: isChat,
  isWhole: isChat,
  reader: (upstream) => chatReader(upstream),
};
