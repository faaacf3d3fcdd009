import type { ServerSentEvent } from "./sse-decoder.ts";
import type { Stage } from "../../streams/stage.ts";
import { utf8 } from "../../text/utf8.ts";

/**
 * An event of nothing but JSON, which has no line break: none is looked for, since that would put the pieces of its text
 * together once more than writing does. A copy of it is an event like any other.
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

// A carriage return would end the line for the reader, so it must become a line of its own like any other break.
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

/** Gathers events until all that the source gave at once is there. */
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

/** Events into the text of a `text/event-stream`, as a wire writes them: all that the source gave at once leaves as one. */
export const sseText = (): Stage<ServerSentEvent, string> => gathering("sse-text", (text) => text);

/**
 * Events into the bytes of a `text/event-stream`: all that the source gave at once leaves as one chunk.
 *
 * @example
 * const body = pipeline(fromIterable([{ data: "Hello" }]), [sseEncoder()]);
 */
export const sseEncoder = (): Stage<ServerSentEvent, Uint8Array> => gathering("sse-encoder", utf8);
