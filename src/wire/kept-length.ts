import { LimitError } from "../errors.ts";

/** Characters of an answer that is sent in one piece, or in a format that repeats everything at the end. */
const MAX_KEPT = 8_388_608;

/** Counts what is kept of one answer, in UTF-16 code units. Throws a LimitError above 8,388,608. */
export class KeptLength {
  #length = 0;

  /** Counts a text and its overhead. */
  add(text: string, overhead = 0): string {
    this.#length += text.length + overhead;
    if (this.#length > MAX_KEPT) throw new LimitError("Cannot write answer: it is too long to be kept to its end");
    return text;
  }
}
