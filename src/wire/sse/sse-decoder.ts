import { isRecord, parseJson } from "../../json.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { EventFrame, EventTemplate } from "./event-template.ts";
import { EventFields, tooLong } from "./event-fields.ts";
import { EventLines } from "./event-lines.ts";

/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  readonly data: string;
  readonly event?: string | undefined;
  readonly id?: string | undefined;
}

/** An event as the decoder gives it. A copy of it is an event like any other. */
export class DecodedEvent implements ServerSentEvent {
  readonly data: string;
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly #template: EventTemplate;
  readonly #said: string | undefined;

  constructor(template: EventTemplate, data: string, event?: string, id?: string, said?: string) {
    this.data = data;
    this.event = event;
    this.id = id;
    this.#template = template;
    this.#said = said;
  }

  /** The text in which it differs from one that was learnt from; undefined where that is not all. */
  get said(): string | undefined {
    return this.#said;
  }

  /** Has what stands around the text of this event looked for, so that the text of later ones is known without reading them. */
  learn(find: () => EventFrame | undefined): void {
    this.#template.learn(find);
  }
}

/** What an event may be. */
export interface SseDecoderOptions {
  /** Characters the data of one event may have before the stream fails with a LimitError. Default 1,048,576. */
  readonly maxEventSize?: number;
}

/**
 * What stands in a line without `data:`, which the standard skips: an error in a field of its own (`error: {…}`, as
 * llama.cpp had it), and the bare JSON of a server that fell out of its format or never was in it. Without these an answer
 * would only seem to be cut short.
 */
const eventOf = (name: string, value: string, line: string): ServerSentEvent | undefined => {
  if (name === "error" && value !== "") return { event: "error", data: value };
  // A line that is no object by its looks is not tried: failing costs more than a whole event.
  const isObject = line.startsWith("{") && line.trimEnd().endsWith("}") && isRecord(parseJson(line));
  return isObject ? { data: line } : undefined;
};

/** Whether an event says that it is the last one. */
const isLast = (data: string): boolean => data.trim() === "[DONE]";

/** Characters that an unfinished line may have before its data: the field's name, or an indent. */
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
  const fields = new EventFields({
    maxEventSize,
    onEvent: (data, event, id, said) => {
      const isWhole = !hasEnded || isLast(data) || (lines.hasMended && isRecord(parseJson(data)));
      if (isWhole) target?.enqueue(new DecodedEvent(fields.template, data, event, id, said));
    },
    onUnknownField: (name, value, line) => {
      const told = eventOf(name, value, line);
      if (told !== undefined) target?.enqueue(told);
    },
  });
  return {
    name: "sse-decoder",
    feed(bytes, output) {
      target = output;
      const text = lines.feed(decoder.decode(bytes, { stream: true }));
      if (lines.held > maxEventSize + FIELD_NAME) throw tooLong();
      fields.feed(text);
    },
    end(output) {
      target = output;
      hasEnded = true;
      fields.feed(lines.end());
    },
  };
};
