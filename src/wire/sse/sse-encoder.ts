import type { ServerSentEvent } from "./sse-decoder.ts";
import type { Stage } from "../../streams/stage.ts";

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

const encoder = new TextEncoder();

const MAX_SMALL = 1_024;
/** Three bytes are the most that a code unit becomes. What stands in here is copied before anything else runs. */
const scratch = new Uint8Array(3 * MAX_SMALL);

/** Text as bytes of its own. A small one, such as a token, is written into one place and copied: half the cost. */
const encode = (text: string): Uint8Array =>
  text.length > MAX_SMALL ? encoder.encode(text) : scratch.slice(0, encoder.encodeInto(text, scratch).written);

/**
 * Events into the bytes of a `text/event-stream`: all that the source gave at once leaves as one chunk.
 *
 * @example
 * const body = pipeline(fromIterable([{ data: "Hello" }]), [sseEncoder()]);
 */
export const sseEncoder = (): Stage<ServerSentEvent, Uint8Array> => {
  let text = "";
  return {
    name: "sse-encoder",
    feed(event) {
      text += event instanceof JsonEvent ? `data: ${event.data}\n\n` : encodeEvent(event);
    },
    settle(output) {
      if (text === "") return;
      output.enqueue(encode(text));
      text = "";
    },
    end(output) {
      this.settle?.(output);
    },
  };
};
