import { isRecord, parseJson } from "../../json.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import { EventFields, tooLong } from "./event-fields.ts";
import { EventLines } from "./event-lines.ts";
import type { EventFrame, EventTemplate } from "./event-template.ts";

/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  readonly data: string;
  readonly event?: string | undefined;
  readonly id?: string | undefined;
}

/** An event as the decoder emits it. A copy of it is an ordinary event. */
export class DecodedEvent implements ServerSentEvent {
  readonly data: string;
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly #template: EventTemplate;
  readonly #text: string | undefined;

  constructor(template: EventTemplate, data: string, event?: string, id?: string, text?: string) {
    this.data = data;
    this.event = event;
    this.id = id;
    this.#template = template;
    this.#text = text;
  }

  /** The text of an event that matched the template; undefined for others. */
  get text(): string | undefined {
    return this.#text;
  }

  /** Learns the frame around the text of this event, so that the text of later events is known without parsing. */
  learn(find: () => EventFrame | undefined): void {
    this.#template.learn(find);
  }
}

/** Options of `sseDecoder`. */
export interface SseDecoderOptions {
  /** The most characters of an event's data. Beyond that the stream fails with a LimitError. Default 1,048,576. */
  readonly maxEventSize?: number;
}

/**
 * Recovers lines that the standard ignores: an `error: {…}` field, as older versions of llama.cpp send it, and bare
 * JSON of servers that do not write events. Otherwise such an answer would only look truncated.
 */
const eventOf = (name: string, value: string, line: string): ServerSentEvent | undefined => {
  if (name === "error" && value !== "") return { event: "error", data: value };
  // Only lines that look like an object are parsed: a failed attempt costs more than a whole event.
  const isObject = line.startsWith("{") && line.trimEnd().endsWith("}") && isRecord(parseJson(line));
  return isObject ? { data: line } : undefined;
};

/** Whether an event is the last one. */
const isLast = (data: string): boolean => data.trim() === "[DONE]";

/** The most characters before the data of an unfinished line: a field name, or an indent. */
const FIELD_NAME = 16;

class SseDecoder implements Stage<Uint8Array, ServerSentEvent> {
  readonly name = "sse-decoder";
  readonly #maxEventSize: number;
  readonly #decoder = new TextDecoder();
  readonly #lines = new EventLines();
  readonly #fields: EventFields;
  #output: StageOutput<ServerSentEvent> | undefined;
  #hasEnded = false;

  constructor(maxEventSize: number) {
    this.#maxEventSize = maxEventSize;
    this.#fields = new EventFields({
      maxEventSize,
      onEvent: (data, event, id, text) => {
        if (!this.#isWhole(data)) return;
        this.#output?.enqueue(new DecodedEvent(this.#fields.template, data, event, id, text));
      },
      onUnknownField: (name, value, line) => {
        const recovered = eventOf(name, value, line);
        if (recovered !== undefined) this.#output?.enqueue(recovered);
      },
    });
  }

  feed(bytes: Uint8Array, output: StageOutput<ServerSentEvent>): void {
    this.#output = output;
    const text = this.#lines.feed(this.#decoder.decode(bytes, { stream: true }));
    if (this.#lines.held > this.#maxEventSize + FIELD_NAME) throw tooLong();
    this.#fields.feed(text);
  }

  end(output: StageOutput<ServerSentEvent>): void {
    this.#output = output;
    this.#hasEnded = true;
    this.#fields.feed(this.#lines.end());
  }

  /** Whether an event is complete, which only the end of the stream puts in doubt. */
  #isWhole(data: string): boolean {
    return !this.#hasEnded || isLast(data) || (this.#lines.hasSingleNewlines && isRecord(parseJson(data)));
  }
}

/**
 * Decodes the bytes of a `text/event-stream` to events, by the rules of the HTML standard: any line ending, comments
 * and unknown fields ignored (except errors and bare JSON), a byte order mark ignored, invalid UTF-8 replaced by
 * U+FFFD. Also reads JSON events that are separated by one newline only. Holds back one unfinished event. At the end of
 * the stream it is dropped, as the standard requires, unless it is `[DONE]`, or a complete JSON object in a stream with
 * single newlines.
 *
 * @example
 * if (upstream.body !== null) for await (const { data } of pipeline(upstream.body, [sseDecoder()])) console.log(data);
 */
export const sseDecoder = ({ maxEventSize = 1_048_576 }: SseDecoderOptions = {}): Stage<Uint8Array, ServerSentEvent> =>
  new SseDecoder(maxEventSize);
