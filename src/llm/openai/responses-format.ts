import { textOf } from "../../json.ts";
import { responseEvents, responsesDecoder } from "../../wire/responses/responses-decoder.ts";
import { responsesWire } from "../../wire/responses/responses-wire.ts";
import type { AnswerFormat } from "../answer-format.ts";

/** Responses of OpenAI. */
export const responsesFormat: AnswerFormat = {
  wire: responsesWire,
  path: /\/responses$/,
  isEvent: ({ type }) => textOf(type).startsWith("response."),
  isWhole: ({ object, output }) => object === "response" && Array.isArray(output),
  reader: (upstream, names) => ({
    decoder: () => [responsesDecoder(upstream, names)],
    eventsOf: (json) => responseEvents(upstream, json),
  }),
};
