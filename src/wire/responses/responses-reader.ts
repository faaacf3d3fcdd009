import type { Upstream } from "../../http/upstream-error.ts";
import { isRecord, listOf } from "../../json.ts";
import { type ParsedEvent, noAnswer } from "../answer-event.ts";
import type { AnswerReader } from "../answer-reader.ts";
import { ItemNames } from "./item-names.ts";
import { responsesDecoder } from "./responses-decoder.ts";

/** A complete response as the events that a stream would have had. */
const eventsOf = (upstream: Upstream, json: unknown): readonly ParsedEvent[] => {
  if (!isRecord(json) || !Array.isArray(json["output"])) throw noAnswer(upstream, json);
  const { output, ...response } = json;
  const items = listOf(output).map((item, index) => ({ type: "response.output_item.done", output_index: index, item }));
  const events = [{ type: "response.created", response }, ...items, { type: "response.completed", response }];
  return events.map((event) => ({ json: event }));
};

/**
 * Reads answers of the Responses API of OpenAI.
 *
 * @param names - records what the upstream calls its items and tools, for answers that keep it. Default: nothing does.
 */
export const responsesReader = (upstream: Upstream, names?: ItemNames): AnswerReader => ({
  decoder: () => [responsesDecoder(upstream, names ?? new ItemNames(() => false, false))],
  eventsOf: (json) => eventsOf(upstream, json),
});
