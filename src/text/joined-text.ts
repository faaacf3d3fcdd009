const MAX_PIECES = 32;

/**
 * A text that grows by tokens and is rarely read. Pieces are joined in groups: V8 keeps a string built by repeated `+=`
 * as a tree with a node per token, which takes ten times the memory of the text, and a piece sliced from an event keeps
 * the whole event in memory until it is copied.
 */
export class JoinedText {
  #joined = "";
  #pieces: string[] = [];
  #length = 0;

  /** Its length in code units. */
  get length(): number {
    return this.#length;
  }

  add(piece: string): void {
    this.#length += piece.length;
    this.#pieces.push(piece);
    if (this.#pieces.length < MAX_PIECES) return;
    this.#joined = this.text;
    this.#pieces = [];
  }

  /** The whole text. Reading it joins the last pieces. */
  get text(): string {
    return this.#joined + this.#pieces.join("");
  }
}
