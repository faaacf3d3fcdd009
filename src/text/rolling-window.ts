import { PreTokenizer } from "./pre-tokenizer.ts";
import { SentenceBorder } from "./sentence-border.ts";

/** A range of text to check: `fresh` is new, `context` directly precedes it. */
export interface TextWindow {
  readonly context: string;
  readonly fresh: string;
  /** Offset of `fresh` in the whole text, in UTF-16 code units. */
  readonly start: number;
}

/** How a text is cut into windows. */
export interface RollingWindowOptions {
  /** New tokens per window, at least 1. `Infinity` gives one window of the whole text. */
  readonly chunkSize: number;
  /** Tokens before them that are repeated in a window. */
  readonly contextSize: number;
  /**
   * `token`: cut by the pre-tokenizer, so that windows do not depend on chunks. `sentence`: the same, but a window ends
   * with the last sentence that fits into `chunkSize` tokens; a longer sentence is cut. `delta`: every chunk is a
   * token.
   * @defaultValue "token"
   */
  readonly unit?: "token" | "sentence" | "delta";
}

/**
 * Cuts text into overlapping windows: the first has `chunkSize` new tokens; each later one repeats `contextSize` tokens
 * and adds `chunkSize` new ones; the last one has the rest. There is no window without new text. Holds one window and
 * its context.
 */
export class RollingWindow {
  readonly #options: RollingWindowOptions;
  readonly #tokenizer: PreTokenizer | undefined;
  readonly #border: SentenceBorder | undefined;
  #context: readonly string[] = [];
  #fresh: string[] = [];
  #start = 0;
  /** Code units of the complete tokens in the open window. */
  #length = 0;
  /** How many tokens of the open window, and code units, are complete sentences. */
  #whole = { tokens: 0, length: 0 };
  #windows: TextWindow[] = [];

  constructor(options: RollingWindowOptions) {
    this.#options = options;
    this.#tokenizer = options.unit === "delta" ? undefined : new PreTokenizer();
    this.#border = options.unit === "sentence" ? new SentenceBorder() : undefined;
  }

  /**
   * Offset up to which the text certainly belongs to the open window or an earlier one. Later text may turn out to
   * belong to the next window. Infinity if all of it is certain, as always with tokens and deltas.
   */
  get sure(): number {
    if (this.#border === undefined || this.#fresh.length === 0) return Infinity;
    if (this.#whole.tokens > 0) return this.#start + this.#whole.length;
    const isOpen = this.#border.mayBegin || this.#fresh.length >= this.#options.chunkSize;
    return isOpen ? this.#start + this.#length : Infinity;
  }

  /** @returns the windows that this text completed. */
  feed(text: string): readonly TextWindow[] {
    if (this.#tokenizer === undefined) this.#add(text);
    else this.#tokenizer.feed(text, this.#add);
    return this.#take();
  }

  /** Closes the open window, for instance because the text has ended. More text may follow. */
  end(): readonly TextWindow[] {
    this.#tokenizer?.end(this.#add);
    if (this.#fresh.length > 0) this.#close(this.#fresh.length);
    return this.#take();
  }

  readonly #add = (token: string): void => {
    if (token === "") return;
    const { chunkSize } = this.#options;
    if (this.#border?.begins(token) === true) this.#whole = { tokens: this.#fresh.length, length: this.#length };
    // Whether a full window ends with a sentence is known only at the next token.
    if (this.#fresh.length >= chunkSize) this.#close(this.#whole.tokens === 0 ? chunkSize : this.#whole.tokens);
    this.#fresh.push(token);
    this.#length += token.length;
    if (this.#border === undefined && this.#fresh.length >= chunkSize) this.#close(chunkSize);
  };

  /** Makes a window of the first tokens. The others belong to the next window. */
  #close(tokens: number): void {
    const closed = this.#fresh.slice(0, tokens);
    const fresh = closed.join("");
    this.#windows.push({ context: this.#context.join(""), fresh, start: this.#start });
    const { contextSize } = this.#options;
    this.#context = contextSize === 0 ? [] : [...this.#context, ...closed].slice(-contextSize);
    this.#start += fresh.length;
    this.#length -= fresh.length;
    this.#whole = { tokens: 0, length: 0 };
    this.#fresh = this.#fresh.slice(tokens);
  }

  #take(): readonly TextWindow[] {
    if (this.#windows.length === 0) return NONE;
    const windows = this.#windows;
    this.#windows = [];
    return windows;
  }
}

const NONE: readonly TextWindow[] = [];
