const SIMPLE: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** Code units of the longest escape: `\uXXXX`. */
const UNICODE_LENGTH = 6;

/** The position of a code unit: between values (punctuation and space), in a string, or in a number or word. */
export type JsonPlace = "between" | "string" | "scalar";

/** A decoded code unit: its offset in the source, and its position. */
export interface JsonUnit {
  readonly offset: number;
  readonly place: JsonPlace;
}

const BETWEEN: ReadonlySet<string> = new Set('{}[],:" \t\n\r');

/**
 * Decodes the escapes of JSON strings in a text as it arrives, and maps every decoded unit to its offset in the source.
 * Invalid JSON is read as far as possible. Holds back an incomplete escape: at most 5 code units.
 */
export class JsonReader {
  /** Offset in the source up to which everything is decoded: the start of an incomplete escape, or the end. */
  position = 0;
  /** How many units were decoded. */
  decoded = 0;
  #open = "";
  #inString = false;
  #units: JsonUnit[] = [];
  #first = 0;

  feed(text: string): string {
    const all = this.#open + text;
    let decoded = "";
    let at = 0;
    while (at < all.length) {
      const length = escapeLength(all, at);
      if (at + length > all.length) break;
      decoded += this.#unit(all.slice(at, at + length));
      at += length;
    }
    this.#open = all.slice(at);
    return decoded;
  }

  /** The rest of an incomplete escape, as it is. */
  end(): string {
    const rest = this.#open;
    this.#open = "";
    for (let i = 0; i < rest.length; i++) this.#push(rest.charAt(i), this.#inString ? "string" : "scalar");
    return rest;
  }

  /** Offset in the source of a decoded unit; for the index after the last one, of the next. */
  offset(index: number): number {
    return this.#units[index - this.#first]?.offset ?? this.position;
  }

  place(index: number): JsonPlace {
    return this.#units[index - this.#first]?.place ?? "between";
  }

  /** Drops the data of units before one. */
  forget(index: number): void {
    // In large steps, which keeps the work per unit constant.
    if (index - this.#first < 256) return;
    this.#units = this.#units.slice(index - this.#first);
    this.#first = index;
  }

  #unit(source: string): string {
    const isQuote = source === '"';
    if (isQuote) this.#inString = !this.#inString;
    this.#push(source, isQuote ? "between" : this.#placeOf(source));
    return source.length === 1 ? source : unescape(source);
  }

  #placeOf(source: string): JsonPlace {
    if (this.#inString) return "string";
    return BETWEEN.has(source) ? "between" : "scalar";
  }

  #push(source: string, place: JsonPlace): void {
    this.#units.push({ offset: this.position, place });
    this.position += source.length;
    this.decoded++;
  }
}

/** The length of the escape at a position, or 1 if there is none. */
const escapeLength = (text: string, at: number): number => {
  if (text[at] !== "\\") return 1;
  return text[at + 1] === "u" ? UNICODE_LENGTH : 2;
};

/** Decodes one escape. An invalid escape becomes its last unit, as in lenient parsers. */
const unescape = (escape: string): string => {
  if (escape.length === UNICODE_LENGTH && /^\\u[0-9a-fA-F]{4}$/.test(escape)) {
    return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  }
  const last = escape.at(-1) ?? "";
  return SIMPLE[last] ?? last;
};

/** A text as the content of a JSON string. */
export const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Whether a text is a JSON value that needs no quotes. */
export const isJsonScalar = (text: string): boolean =>
  /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/.test(text);
