import { createParser, type ParseError } from "eventsource-parser";
import { LimitError } from "../../errors.ts";
import { isRecord, parseJson } from "../../json.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import { EventLines } from "./event-lines.ts";

/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  readonly data: string;
  readonly event?: string | undefined;
  readonly id?: string | undefined;
}

/** What an event may be. */
export interface SseDecoderOptions {
  /** Characters the data of one event may have before the stream fails with a LimitError. Default 1,048,576. */
  readonly maxEventSize?: number;
}

const tooLong = (): LimitError => new LimitError("Cannot decode event stream: event is too long");

/**
 * What stands in a line without `data:`, which the standard skips: an error in a field of its own (`error: {…}`, as
 * llama.cpp had it), and the bare JSON of a server that fell out of its format or never was in it. Without these an answer
 * would only seem to be cut short.
 */
const eventOf = ({ field, value, line = "" }: ParseError): ServerSentEvent | undefined => {
  if (field === "error" && value !== undefined && value !== "") return { event: "error", data: value };
  // A line that is no object by its looks is not tried: failing costs more than a whole event.
  const isObject = line.startsWith("{") && line.trimEnd().endsWith("}") && isRecord(parseJson(line));
  return isObject ? { data: line } : undefined;
};

/** Whether an event says that it is the last one. */
const isLast = ({ data }: ServerSentEvent): boolean => data.trim() === "[DONE]";

/** The parser counts the field name with an unfinished line, and does not count what is complete in one chunk. */
const FIELD_NAME = 16;

/**
 * Bytes of a `text/event-stream` into events, by the rules of the HTML standard: any line ending, comments and unknown
 * fields skipped (but for errors and bare JSON), a byte order mark ignored, invalid UTF-8 replaced by U+FFFD. Holds back
 * one unfinished event; one that the stream ends in is dropped, as the standard asks, unless it is `[DONE]`, or a whole
 * object of JSON in a stream that has one newline between its events; those are told apart where their data is JSON.
 *
 * @example
 * if (upstream.body !== null) for await (const { data } of pipeline(upstream.body, [sseDecoder()])) console.log(data);
 */
export const sseDecoder = ({ maxEventSize = 1_048_576 }: SseDecoderOptions = {}): Stage<
  Uint8Array,
  ServerSentEvent
> => {
  const decoder = new TextDecoder();
  const lines = new EventLines();
  let target: StageOutput<ServerSentEvent> | undefined;
  let hasEnded = false;
  const parser = createParser({
    maxBufferSize: maxEventSize + FIELD_NAME,
    onEvent: (event) => {
      if (event.data.length > maxEventSize) throw tooLong();
      if (!hasEnded || isLast(event) || (lines.hasMended && isRecord(parseJson(event.data)))) target?.enqueue(event);
    },
    onError: (error) => {
      if (error.type === "max-buffer-size-exceeded") throw tooLong();
      const told = eventOf(error);
      if (told !== undefined) target?.enqueue(told);
    },
  });
  return {
    name: "sse-decoder",
    feed(bytes, output) {
      target = output;
      const text = lines.feed(decoder.decode(bytes, { stream: true }));
      if (lines.held > maxEventSize + FIELD_NAME) throw tooLong();
      if (text !== "") parser.feed(text);
    },
    end(output) {
      target = output;
      hasEnded = true;
      parser.feed(lines.end());
    },
  };
};
