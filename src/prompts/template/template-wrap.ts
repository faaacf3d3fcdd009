export interface WrapOptions {
  /** Whether words that are longer than a line are broken. */
  readonly long: boolean;
  /** Whether a line may be broken after a hyphen in a word, and before or after a dash. */
  readonly hyphens: boolean;
}

const SPACES = /([\t\n\v\f\r ]+)/;
const WORD = String.raw`[\p{L}\p{N}_!"'&.,?]`;
const LETTER = String.raw`[\p{L}_]`;
const HYPHEN = `(?<=${LETTER}{2}-|${LETTER}-${LETTER}-)(?=${LETTER}-?${LETTER})`;
// The look-ahead is first, so that a row of dashes is scanned backwards only once.
const DASH = String.raw`(?<=${WORD})(?=-{2,}[\p{L}\p{N}_])|(?=[\p{L}\p{N}_])(?<=${WORD}-{2,})`;
const BREAK = new RegExp(`${HYPHEN}|${DASH}`, "u");

const isSpace = (piece: string): boolean => piece.trim() === "";

/** Words, the spaces between them, and the pieces into which words can be broken. */
const piecesOf = (text: string, { hyphens }: WrapOptions): readonly string[] => {
  const words = text.split(SPACES).filter((piece) => piece !== "");
  return hyphens ? words.flatMap((word) => word.split(BREAK)) : words;
};

/** The part of the fitting letters that stays in the line: up to the last hyphen, else all. */
const cut = (fitting: readonly string[], { hyphens }: WrapOptions): readonly string[] => {
  const hyphen = hyphens ? fitting.lastIndexOf("-") : -1;
  const kept = fitting.slice(0, hyphen + 1);
  return kept.some((letter) => letter !== "-") ? kept : fitting;
};

class LineWrapper {
  readonly lines: string[] = [];
  readonly #width: number;
  readonly #options: WrapOptions;
  #line: string[] = [];
  #used = 0;

  constructor(width: number, options: WrapOptions) {
    this.#width = width;
    this.#options = options;
  }

  add(piece: string): void {
    const letters = Array.from(piece);
    for (let from = 0; from < letters.length;) {
      const left = letters.length - from;
      // Leading spaces of a line are dropped, except on the first one.
      if (this.#line.length === 0 && this.lines.length > 0 && isSpace(piece)) return;
      if (left > this.#width && this.#options.long) {
        from += this.#fill(letters.slice(from, from + this.#width - this.#used));
      } else if (this.#used + left <= this.#width || this.#line.length === 0) {
        return this.#put(letters.slice(from));
      } else this.finish();
    }
  }

  /** Ends the line. */
  finish(): void {
    if (isSpace(this.#line.at(-1) ?? "x")) this.#line.pop();
    if (this.#line.length > 0) this.lines.push(this.#line.join(""));
    this.#line = [];
    this.#used = 0;
  }

  /** Ends the line with as many of the fitting letters as may stay in it. Returns their number. */
  #fill(fitting: readonly string[]): number {
    const kept = cut(fitting, this.#options);
    this.#put(kept);
    this.finish();
    return kept.length;
  }

  #put(letters: readonly string[]): void {
    this.#line.push(letters.join(""));
    this.#used += letters.length;
  }
}

/** Wraps one line to lines of at most `width` characters, like Python's `textwrap`. */
export function wrapped(text: string, width: number, options: WrapOptions): readonly string[] {
  const wrapper = new LineWrapper(width, options);
  for (const piece of piecesOf(text, options)) wrapper.add(piece);
  wrapper.finish();
  return wrapper.lines;
}
