import { textOf } from "../../json.ts";
import { responsesReader } from "../../wire/responses/responses-reader.ts";
import { responsesWire } from "../../wire/responses/responses-wire.ts";
import type { AnswerFormat } from "../answer-format.ts";

/** The Responses API of OpenAI. */
export const responsesFormat: AnswerFormat = {
  wire: responsesWire,
  path: /\/responses$/,
  isEvent: ({ type }) => textOf(type).startsWith("response."),
  isWhole: ({ object, output }) => object === "response" && Array.isArray(output),
  reader: (upstream, names) => responsesReader(upstream, names),
};
