/** Characters of an answer that the log keeps. */
const MAX_LENGTH = 262_144;

const MAX_PIECES = 256;

/**
 * What was said, put together from deltas. Pieces are joined a few hundred at a time: a string that grows by one token after
 * another is kept by the engine as a tree with a node a token, which takes ten times the room of the text, and its garbage
 * collector walks through it.
 */
export class Transcript {
  #text = "";
  #pieces: string[] = [];
  #length = 0;

  /** Adds a piece, unless 262,144 characters are kept already. */
  add(piece: string): void {
    if (this.#length >= MAX_LENGTH) return;
    this.#length += piece.length;
    this.#pieces.push(piece);
    if (this.#pieces.length < MAX_PIECES) return;
    this.#text = this.text;
    this.#pieces = [];
  }

  /** All that is kept. For the end of an answer: reading it takes a pass over the last pieces. */
  get text(): string {
    return this.#text + this.#pieces.join("");
  }
}
