/** The most characters of signed or encrypted state in one answer. */
const MAX_STATE = 1_048_576;

/** What a piece of state costs besides its text, in characters, roughly. */
const OVERHEAD = 256;

/** Limits the state that a provider wants back with one answer. Once the limit is exceeded, no more is accepted. */
export class StateBudget {
  #left = MAX_STATE;

  /** Whether these texts may be kept as well. */
  takes(texts: readonly string[]): boolean {
    if (this.#left < 0) return false;
    for (const text of texts) this.#left -= text.length + OVERHEAD;
    return this.#left >= 0;
  }
}
