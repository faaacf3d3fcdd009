import { JsonReader } from "../../text/views/json-reader.ts";

// A custom tool takes any text instead of JSON. Inside, its calls have arguments nevertheless, so that rails read and
// rewrite them like others, whichever wire they came from and leave on.

/** The arguments of a custom tool's call with this text. */
export const customArguments = (input: string): string => JSON.stringify({ input });

/** Writes the arguments of a custom tool's call as its text arrives. Text after the end is dropped. */
export class CustomArguments {
  #next = '{"input":"';
  #isOver = false;

  feed(text: string): string {
    if (this.#isOver) return "";
    const start = this.#next;
    this.#next = "";
    return start + JSON.stringify(text).slice(1, -1);
  }

  end(): string {
    const rest = this.#isOver ? "" : `${this.feed("")}"}`;
    this.#isOver = true;
    return rest;
  }
}

const OPENING = /^\s*\{\s*"input"\s*:\s*"/;

/** Up to the quotation mark that starts a value. Longer starts are no {@link OPENING}. */
const DECIDED = /^(?:[^"]*"){3}|^.{64}/s;

/**
 * Reads the text for a custom tool from its arguments as they arrive. Models that were given a function instead may
 * write other arguments, which are passed as they are. Holds at most 64 code units, or an incomplete escape.
 */
export class CustomInput {
  #start = "";
  #isOther = false;
  #reader: JsonReader | undefined;
  #isOver = false;
  /** Half of a character, which clients in other languages cannot decode. */
  #half = "";

  feed(text: string): string {
    if (this.#isOther) return text;
    if (this.#reader !== undefined) return this.#decoded(this.#reader, text);
    this.#start += text;
    const opening = OPENING.exec(this.#start)?.[0];
    if (opening === undefined) return DECIDED.test(this.#start) ? this.#other() : "";
    this.#reader = new JsonReader();
    this.#reader.feed('"');
    return this.#decoded(this.#reader, this.#start.slice(opening.length));
  }

  /** What is left at the end. A call without arguments has no text. */
  end(): string {
    if (this.#reader !== undefined) return this.#half;
    return this.#start.trim() === "{}" ? "" : this.#other();
  }

  #other(): string {
    const start = this.#start;
    this.#isOther = true;
    this.#start = "";
    return start;
  }

  #decoded(reader: JsonReader, text: string): string {
    if (this.#isOver) return "";
    const from = reader.decoded;
    const decoded = reader.feed(text);
    let length = 0;
    while (length < decoded.length && reader.place(from + length) === "string") length += 1;
    this.#isOver = length < decoded.length;
    reader.forget(from + length);
    return this.#whole(decoded.slice(0, length));
  }

  #whole(text: string): string {
    const all = this.#half + text;
    const end = /[\uD800-\uDBFF]$/.test(all) ? all.length - 1 : all.length;
    this.#half = all.slice(end);
    return all.slice(0, end);
  }
}

/** The text for a custom tool in complete arguments. */
export const customInput = (json: string): string => {
  const input = new CustomInput();
  return input.feed(json) + input.end();
};
