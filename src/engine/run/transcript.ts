import { JoinedText } from "../../text/joined-text.ts";

/** Characters of an answer that the log keeps. */
const MAX_LENGTH = 262_144;

/** What was said, put together from deltas. */
export class Transcript {
  readonly #said = new JoinedText();

  /** Adds a piece, unless 262,144 characters are kept already. */
  add(piece: string): void {
    if (this.#said.length < MAX_LENGTH) this.#said.add(piece);
  }

  /** All that is kept. For the end of an answer: reading it takes a pass over the last pieces. */
  get text(): string {
    return this.#said.text;
  }
}
