import { LimitError } from "../errors.ts";

/** Characters of an answer that is told in one piece, or by formats that say at its end once more what they have said. */
const MAX_KEPT = 8_388_608;

/** Counts what is kept of one answer, in UTF-16 code units. Throws a LimitError past 8,388,608. */
export class KeptLength {
  #length = 0;

  /** Counts a text, and what is kept around it. */
  add(text: string, around = 0): string {
    this.#length += text.length + around;
    if (this.#length > MAX_KEPT) throw new LimitError("Cannot write answer: it is too long to be kept to its end");
    return text;
  }
}
