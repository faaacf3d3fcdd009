/** Characters of what a provider wants back with one answer, signed or encrypted. */
const MAX_STATE = 1_048_576;

/** Characters that are kept beside one, about. */
const AROUND = 256;

/** Counts what a provider wants back with one answer. Once there is too much, nothing more of it is taken. */
export class StateBudget {
  #left = MAX_STATE;

  /** Whether these texts may be kept as well. */
  takes(texts: readonly string[]): boolean {
    if (this.#left < 0) return false;
    for (const text of texts) this.#left -= text.length + AROUND;
    return this.#left >= 0;
  }
}
