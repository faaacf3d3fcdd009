import { LimitError } from "../../errors.ts";
import type { JsonRecord } from "../../json.ts";

/** Characters that wait: one list of documents may be long. */
const MAX_WAITING = 8_388_608;

export const tooLong = (): LimitError => new LimitError("Cannot guard answer: what stands beside it is too long");

/** Fields of objects beside an answer, which no rail forbids: they are told with the next part of it. */
export class WaitingFields {
  #fields: JsonRecord[] = [];
  #length = 0;

  /**
   * @param length - of its texts, in characters.
   * @throws LimitError when more than 8,388,608 characters wait
   */
  add(field: JsonRecord, length: number): void {
    // One more for each, since a field may have no text.
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
