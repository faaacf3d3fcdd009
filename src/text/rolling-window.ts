import { PreTokenizer } from "./pre-tokenizer.ts";

/** A stretch of text to check: `fresh` is new, `context` is what came right before it. */
export interface TextWindow {
  readonly context: string;
  readonly fresh: string;
  /** Offset of `fresh` in the whole text, in UTF-16 code units. */
  readonly start: number;
}

export interface RollingWindowOptions {
  /** New tokens per window, at least 1; `Infinity` makes one window of the whole text. */
  readonly chunkSize: number;
  /** Tokens before them that a window repeats. */
  readonly contextSize: number;
  /** `token` (default): cut by the pre-tokenizer, so that windows do not depend on the chunks. `delta`: a chunk is a token. */
  readonly unit?: "token" | "delta";
}

/**
 * Cuts text into overlapping windows: the first has `chunkSize` new tokens, each later one repeats `contextSize` tokens
 * and adds `chunkSize` new ones, the last has what is left; there is none without new text. Holds one window and its
 * context.
 */
export class RollingWindow {
  readonly #options: RollingWindowOptions;
  readonly #tokenizer: PreTokenizer | undefined;
  #context: string[] = [];
  #fresh: string[] = [];
  #start = 0;
  #windows: TextWindow[] = [];

  constructor(options: RollingWindowOptions) {
    this.#options = options;
    this.#tokenizer = options.unit === "delta" ? undefined : new PreTokenizer();
  }

  /** @returns the windows that this text completed. */
  feed(text: string): readonly TextWindow[] {
    if (this.#tokenizer === undefined) this.#add(text);
    else this.#tokenizer.feed(text, this.#add);
    return this.#take();
  }

  /** Closes the window that is being filled, for instance because the text ended. More text may follow. */
  end(): readonly TextWindow[] {
    this.#tokenizer?.end(this.#add);
    if (this.#fresh.length > 0) this.#close();
    return this.#take();
  }

  readonly #add = (token: string): void => {
    if (token === "") return;
    this.#fresh.push(token);
    if (this.#fresh.length >= this.#options.chunkSize) this.#close();
  };

  #close(): void {
    const fresh = this.#fresh.join("");
    this.#windows.push({ context: this.#context.join(""), fresh, start: this.#start });
    const { contextSize } = this.#options;
    this.#context = contextSize === 0 ? [] : [...this.#context, ...this.#fresh].slice(-contextSize);
    this.#start += fresh.length;
    this.#fresh = [];
  }

  #take(): readonly TextWindow[] {
    if (this.#windows.length === 0) return NONE;
    const windows = this.#windows;
    this.#windows = [];
    return windows;
  }
}

const NONE: readonly TextWindow[] = [];
