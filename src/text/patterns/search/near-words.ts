/** How far after a word rules with `near` may start, in code units. The default of a program. */
export const NEAR_LENGTH = 128;

/** A position where a word of `near` ended, or where earlier words ceased to count. */
interface Turn {
  readonly at: number;
  /** The end of the range that is near a word from then on. */
  readonly until: number;
}

/** Records where words of `near` ended, as far back as a search may still return. */
export class NearWords {
  readonly #length: number;
  #turns: Turn[] = [];

  /** @param length - how far after a word it counts. */
  constructor(length: number) {
    this.#length = length;
  }

  copy(): NearWords {
    const copy = new NearWords(this.#length);
    copy.#turns = [...this.#turns];
    return copy;
  }

  /** The end of the range that is near a word now; 0 if there was no word. */
  get until(): number {
    return this.#turns.at(-1)?.until ?? 0;
  }

  /** Whether a word was near at an offset or after it, even if it has ceased to count since. */
  reaches(offset: number): boolean {
    return this.#turns.some(({ until }) => until > offset);
  }

  /**
   * A word ended.
   *
   * @param holdFrom - text before this offset is never read again.
   */
  begin(at: number, holdFrom: number): void {
    const first = this.#turns[0];
    if (this.#turns.length >= MANY && first !== undefined && first.until < holdFrom) {
      this.#turns = this.#turns.filter(({ until }) => until >= holdFrom);
    }
    const turn = { at, until: at + this.#length };
    if (this.#turns.length === 0) this.#turns = [turn];
    else this.#turns.push(turn);
  }

  /** Earlier words no longer count, for instance because a sentence ended. */
  cease(at: number): void {
    if (this.until > at) this.#turns.push({ at, until: at });
  }

  /** Forgets what was recorded after an offset. */
  backTo(offset: number): void {
    while (this.#turns.length > 0 && (this.#turns.at(-1) as Turn).at > offset) this.#turns.pop();
  }
}

const MANY = 32;
