import { LimitError } from "../../errors.ts";
import type { JsonRecord } from "../../json.ts";

/** The most characters that wait: a list of documents may be long. */
const MAX_WAITING = 8_388_608;

export const tooLong = (): LimitError => new LimitError("Cannot guard answer: the fields besides it are too long");

/** Allowed fields besides the answer, which are delivered with the next part of it. */
export class WaitingFields {
  #fields: JsonRecord[] = [];
  #length = 0;

  /**
   * @param length - characters of its texts.
   * @throws LimitError for more than 8,388,608 waiting characters.
   */
  add(field: JsonRecord, length: number): void {
    // Counts one more per field, since it may be empty.
    this.#length += length + 1;
    if (this.#length > MAX_WAITING) throw tooLong();
    this.#fields.push(field);
  }

  take(): readonly JsonRecord[] {
    const fields = this.#fields;
    this.#fields = [];
    this.#length = 0;
    return fields;
  }
}
