import type { Stage } from "../../streams/stage.ts";
import { utf8 } from "../../text/utf8.ts";
import type { ServerSentEvent } from "./sse-decoder.ts";

/**
 * An event whose data is JSON, which contains no line breaks. None are searched for, since that would flatten the text
 * once more. A copy of it is an ordinary event.
 */
export class JsonEvent implements ServerSentEvent {
  readonly data: string;

  constructor(data: string) {
    this.data = data;
  }
}

const LINE_BREAK = /\r\n|\r|\n/;

const field = (name: string, value: string): string => {
  if (LINE_BREAK.test(value)) throw new TypeError(`Cannot encode event: ${name} contains a line break`);
  return `${name}: ${value}\n`;
};

// A carriage return would end the line for the reader, so every kind of line break starts a new data line.
const dataLines = (data: string): string =>
  data.includes("\n") || data.includes("\r") ? data.split(LINE_BREAK).join("\ndata: ") : data;

/**
 * One event as the text of a `text/event-stream`. Line breaks in `event` or `id` are a TypeError.
 *
 * @example
 * encodeEvent({ event: "ping", data: "{}" }); // "event: ping\ndata: {}\n\n"
 */
export const encodeEvent = ({ data, event, id }: ServerSentEvent): string => {
  const fields = (event === undefined ? "" : field("event", event)) + (id === undefined ? "" : field("id", id));
  return `${fields}data: ${dataLines(data)}\n\n`;
};

/** Collects events until the end of a batch. */
const gathering = <Out>(name: string, written: (text: string) => Out): Stage<ServerSentEvent, Out> => {
  let text = "";
  return {
    name,
    feed(event) {
      text += event instanceof JsonEvent ? `data: ${event.data}\n\n` : encodeEvent(event);
    },
    endBatch(output) {
      if (text === "") return;
      output.enqueue(written(text));
      text = "";
    },
    end(output) {
      this.endBatch?.(output);
    },
  };
};

/** Encodes events as the text of a `text/event-stream`; one chunk per batch of the source. */
export const sseText = (): Stage<ServerSentEvent, string> => gathering("sse-text", (text) => text);

/**
 * Encodes events as the bytes of a `text/event-stream`; one chunk per batch of the source.
 *
 * @example
 * const body = pipeline(fromIterable([{ data: "Hello" }]), [sseEncoder()]);
 */
export const sseEncoder = (): Stage<ServerSentEvent, Uint8Array> => gathering("sse-encoder", utf8);
