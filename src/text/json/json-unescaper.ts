const SIMPLE: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** Code units of the longest escape: `\uXXXX`. */
const UNICODE_LENGTH = 6;

/**
 * Undoes the escapes of JSON strings in a text as it comes, and knows for every unit of the result where in the source it
 * began. Holds back an escape that is not complete: at most 5 code units.
 */
export class JsonUnescaper {
  /** Offset in the source of everything that is decoded: where an incomplete escape begins, else its end. */
  position = 0;
  #open = "";
  /** Source offsets of decoded units, from number `#first` on. */
  #offsets: number[] = [];
  #first = 0;

  feed(text: string): string {
    const all = this.#open + text;
    let decoded = "";
    let at = 0;
    while (at < all.length) {
      const length = escapeLength(all, at);
      if (at + length > all.length) break;
      const piece = length === 1 ? (all[at] ?? "") : unescape(all.slice(at, at + length));
      this.#offsets.push(this.position);
      decoded += piece;
      this.position += length;
      at += length;
    }
    this.#open = all.slice(at);
    return decoded;
  }

  /** What is left of an escape that never was completed, as it stands. */
  end(): string {
    const rest = this.#open;
    for (let i = 0; i < rest.length; i++) this.#offsets.push(this.position + i);
    this.position += rest.length;
    this.#open = "";
    return rest;
  }

  /** Where decoded unit `index` began in the source. Units before it are forgotten, so ask in rising order. */
  sourceOffset(index: number): number {
    const offset = this.#offsets[index - this.#first] ?? this.position;
    // Forgetting in large steps keeps the work per unit constant.
    if (index - this.#first > 256) {
      this.#offsets = this.#offsets.slice(index - this.#first);
      this.#first = index;
    }
    return offset;
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
