const MAX_PIECES = 32;

/**
 * A text that grows by a token at a time and is seldom read. Pieces are joined some at a time: a string that grows by one
 * token after another is kept by the engine as a tree with a node a token, which takes ten times the room of the text; and
 * a piece that was cut out of an event keeps all of that event in memory, until it is copied.
 */
export class JoinedText {
  #joined = "";
  #pieces: string[] = [];
  #length = 0;

  /** Code units of it. */
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

  /** All of it. Reading takes a pass over the last pieces. */
  get text(): string {
    return this.#joined + this.#pieces.join("");
  }
}
