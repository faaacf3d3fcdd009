import { textOf } from "../../json.ts";
import { messagesReader } from "../../wire/anthropic/messages-decoder.ts";
import { messagesWire } from "../../wire/anthropic/messages-wire.ts";
import type { AnswerFormat } from "../answer-format.ts";

const EVENT = /^(?:message_(?:start|delta|stop)|content_block_(?:start|delta|stop))$/;

/** Messages of Anthropic. */
export const messagesFormat: AnswerFormat = {
  wire: messagesWire,
  path: /\/messages$/,
  isEvent: ({ type }) => EVENT.test(textOf(type)),
  isWhole: ({ type, content }) => type === "message" && Array.isArray(content),
  isError: ({ type }) => type === "error",
  reader: (upstream, { keepsHosted }) => messagesReader(upstream, keepsHosted),
};
