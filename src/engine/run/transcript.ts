import { JoinedText } from "../../text/joined-text.ts";

/** The most characters of an answer in the log. */
const MAX_LENGTH = 262_144;

/** The text of an answer, joined from deltas. */
export class Transcript {
  readonly #text = new JoinedText();

  /** Adds a piece, unless 262,144 characters are already stored. */
  add(piece: string): void {
    if (this.#text.length < MAX_LENGTH) this.#text.add(piece);
  }

  /** The stored text. Call it at the end: each call joins the latest pieces. */
  get text(): string {
    return this.#text.text;
  }
}
