import type { DecodeOptions, TokenDecoderLike } from "./transformers-types.ts";

/**
 * Tokens that are decoded again with every new one, at most, before the window is cut. Keeps the work per token
 * constant.
 */
const WINDOW = 48;
const SHORTEST_TAIL = 8;
const LONGEST_TAIL = 24;
/** Characters that are held at most for one word, and for one run of spaces. */
const LONGEST_RUN = 64;

const REPLACEMENT = "\uFFFD";
/** A character has four bytes at most, so an unfinished one has three. */
const UNFINISHED = 3;

const isSpace = (unit: number): boolean => unit === 0x20;

/** Scripts from U+0E00 on (Thai, Chinese, …) mostly do without spaces: their characters leave one by one. */
const isWordUnit = (unit: number): boolean => unit > 0x20 && unit < 0x0e00;

/** Where the run of such code units begins that ends at `end`; `end` itself when the run is too long to hold. */
const runStart = (text: string, end: number, belongs: (unit: number) => boolean): number => {
  let start = end;
  while (start > 0 && belongs(text.charCodeAt(start - 1))) {
    if (end - start === LONGEST_RUN) return end;
    start--;
  }
  return start;
};

/**
 * How much of a decoded text no later token can change. Held back are an unfinished character (it decodes as U+FFFD),
 * the last word, and the spaces before it: tokenizers tidy up `word .` into `word.` and `do n't` into `don't`. By two
 * such steps `do n ' t` becomes `don't` too, so in front of a quote a lone `n` is held as well.
 */
const stableLength = (text: string): number => {
  let end = text.length;
  while (text.length - end < UNFINISHED && text[end - 1] === REPLACEMENT) end--;
  const word = runStart(text, end, isWordUnit);
  const spaces = runStart(text, word, isSpace);
  const mayBecomeQuote = spaces < word && (word === end || text[word] === "'");
  return mayBecomeQuote && text.endsWith(" n", spaces) ? runStart(text, spaces - 1, isSpace) : spaces;
};

/**
 * Decodes token ids as they arrive. The concatenated pieces equal what the tokenizer decodes from all ids at once. A
 * token may be half a character, and its neighbours change its spacing, so the last tokens are decoded together and
 * only text that can no longer change is released.
 */
export class TokenDecoder {
  readonly #tokenizer: TokenDecoderLike;
  readonly #options: DecodeOptions;
  #ids: bigint[] = [];
  #text = "";
  #sent = 0;
  #cutAt: number = WINDOW;

  constructor(tokenizer: TokenDecoderLike, options: DecodeOptions) {
    this.#tokenizer = tokenizer;
    this.#options = options;
  }

  /** @returns the text that is now certain, often none. */
  push(ids: readonly bigint[]): string {
    if (ids.length === 0) return "";
    for (const id of ids) this.#ids.push(id);
    this.#text = this.#decode(this.#ids);
    const ready = Math.max(this.#sent, stableLength(this.#text));
    const piece = this.#text.slice(this.#sent, ready);
    this.#sent = ready;
    if (this.#ids.length >= this.#cutAt) this.#cut();
    return piece;
  }

  /** @returns the held text, and resets the decoder. */
  end(): string {
    const rest = this.#text.slice(this.#sent);
    this.#restart([], "", 0);
    return rest;
  }

  #decode(ids: readonly bigint[]): string {
    return this.#tokenizer.decode([...ids], this.#options);
  }

  /** Drops all but the last few tokens, if these alone decode to the held text and some of the released text. */
  #cut(): void {
    for (let keep = SHORTEST_TAIL; keep <= LONGEST_TAIL; keep++) {
      const tail = this.#ids.slice(-keep);
      const text = this.#decode(tail);
      const offset = this.#text.length - text.length;
      if (offset > this.#sent || !this.#text.endsWith(text) || text === "") continue;
      this.#restart(tail, text, this.#sent - offset);
      return;
    }
    this.#cutAt = this.#ids.length * 2;
  }

  #restart(ids: bigint[], text: string, sent: number): void {
    this.#ids = ids;
    this.#text = text;
    this.#sent = sent;
    this.#cutAt = WINDOW;
  }
}
