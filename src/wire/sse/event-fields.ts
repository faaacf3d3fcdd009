import { LimitError } from "../../errors.ts";
import { EventTemplate } from "./event-template.ts";

export const tooLong = (): LimitError => new LimitError("Cannot decode event stream: event is too long");

/** Receives the events. */
export interface EventFieldsOptions {
  /** The most characters the data of one event may have. */
  readonly maxEventSize: number;
  /** @param text - the text of an event that fits the template. */
  readonly onEvent: (data: string, event: string | undefined, id: string | undefined, text?: string) => void;
  /** Called for a line that is neither a field of the standard nor a comment. */
  readonly onUnknownField: (name: string, value: string, line: string) => void;
}

const SPACE = 0x20;

/** The value after a colon, without one leading space. */
const valueAt = (text: string, colon: number, end: number): string =>
  text.slice(text.charCodeAt(colon + 1) === SPACE ? colon + 2 : colon + 1, end);

/**
 * Parses whole lines of an event stream into events, by the rules of the HTML standard. An id applies only to its
 * event, and `retry` is ignored.
 */
export class EventFields {
  /** The template of this stream's events. */
  readonly template: EventTemplate = new EventTemplate();
  readonly #options: EventFieldsOptions;
  #data: string | undefined;
  #event: string | undefined;
  #id: string | undefined;

  constructor(options: EventFieldsOptions) {
    this.#options = options;
  }

  /** Feeds complete lines, each ending in `\n`. */
  feed(lines: string): void {
    let at = 0;
    while (at < lines.length) {
      const end = this.#isBetween ? this.template.read(lines, at, this.#fitting) : at;
      at = end > at ? end : this.#line(lines, at);
    }
  }

  /** Whether the current event has no lines yet. */
  get #isBetween(): boolean {
    return this.#data === undefined && this.#event === undefined && this.#id === undefined;
  }

  readonly #fitting = (data: string, text: string): void => {
    this.#add(data);
    this.#dispatch(text);
  };

  /** Returns where the next line begins. */
  #line(lines: string, at: number): number {
    const end = lines.indexOf("\n", at);
    if (end === at) this.#dispatch();
    else if (lines.startsWith("data:", at)) this.#add(valueAt(lines, at + 4, end));
    else this.#field(lines.slice(at, end));
    return end + 1;
  }

  #dispatch(text?: string): void {
    if (this.#data !== undefined) this.#options.onEvent(this.#data, this.#event, this.#id, text);
    this.#data = this.#event = this.#id = undefined;
  }

  #add(value: string): void {
    this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    if (this.#data.length > this.#options.maxEventSize) throw tooLong();
  }

  #field(line: string): void {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : valueAt(line, colon, line.length);
    if (name === "data") this.#add(value);
    else if (name === "event") this.#event = value === "" ? undefined : value;
    else if (name === "id") this.#id = value.includes("\0") ? this.#id : value;
    else if (name !== "" && name !== "retry") this.#options.onUnknownField(name, value, line);
  }
}
