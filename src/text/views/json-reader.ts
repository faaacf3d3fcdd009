const SIMPLE: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** Code units of the longest escape: `\uXXXX`. */
const UNICODE_LENGTH = 6;

/** Where a unit of a JSON text stands: in the punctuation and space around values, in a string, in a number or a word. */
export type JsonPlace = "between" | "string" | "scalar";

/** One decoded code unit: where in the source it began, and what it is part of. */
export interface JsonUnit {
  readonly offset: number;
  readonly place: JsonPlace;
}

const BETWEEN: ReadonlySet<string> = new Set('{}[],:" \t\n\r');

/**
 * Undoes the escapes of JSON strings in a text as it comes, and knows for every unit of the result where in the source it
 * began. What is no JSON is read as far as it goes. Holds back an escape that is not complete: at most 5 code units.
 */
export class JsonReader {
  /** Offset in the source of everything that is decoded: where an incomplete escape begins, else its end. */
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

  /** What is left of an escape that never was completed, as it stands. */
  end(): string {
    const rest = this.#open;
    this.#open = "";
    for (let i = 0; i < rest.length; i++) this.#push(rest.charAt(i), this.#inString ? "string" : "scalar");
    return rest;
  }

  /** Where decoded unit `index` began in the source; behind the last one, where the next begins. */
  offset(index: number): number {
    return this.#units[index - this.#first]?.offset ?? this.position;
  }

  place(index: number): JsonPlace {
    return this.#units[index - this.#first]?.place ?? "between";
  }

  /** Drops what is known of the units before one. */
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

/** Length of what stands at `at`: of an escape, or one unit. */
const escapeLength = (text: string, at: number): number => {
  if (text[at] !== "\\") return 1;
  return text[at + 1] === "u" ? UNICODE_LENGTH : 2;
};

/** One code unit. What is no escape of JSON stands for its last unit, which is how a lenient reader takes it. */
const unescape = (escape: string): string => {
  if (escape.length === UNICODE_LENGTH && /^\\u[0-9a-fA-F]{4}$/.test(escape)) {
    return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  }
  const last = escape.at(-1) ?? "";
  return SIMPLE[last] ?? last;
};

/** A text as it stands inside a JSON string. */
export const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Whether a text is a JSON value that needs no quotes. */
export const isJsonScalar = (text: string): boolean => /^(?:-?\d[\d.eE+-]*|true|false|null)$/.test(text);
