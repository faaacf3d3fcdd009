import type { Stage } from "../streams/stage.ts";
import type { AnswerEvent } from "./answer-event.ts";

/**
 * Reads a provider's answers in one format. A complete answer is converted to the events of a stream, so that one
 * decoder reads both. The opposite direction, writing answers for clients, is an `AnswerWire`.
 */
export interface AnswerReader {
  /** A new decoder for one answer, from events to parts. */
  decoder(): readonly Stage<never, unknown>[];
  /** A JSON answer as the events that a stream would have had. Throws a ProviderError if it is not an answer. */
  eventsOf(json: unknown): readonly AnswerEvent[];
}
