/** How far behind a word rules may begin that wait for one, in code units, where a program does not say. */
export const NEAR_LENGTH = 128;

/** A place where a word ended that rules wait for, or where words before it ceased to count. */
interface Turn {
  readonly at: number;
  /** Up to where a word is near then. */
  readonly until: number;
}

/** Where words were near that rules wait for, as far back as a search may still go. */
export class NearWords {
  readonly #length: number;
  #turns: Turn[] = [];

  /** @param length - how far behind a word it counts. */
  constructor(length: number) {
    this.#length = length;
  }

  copy(): NearWords {
    const copy = new NearWords(this.#length);
    copy.#turns = [...this.#turns];
    return copy;
  }

  /** Up to where a word is near now; 0 when there was none. */
  get until(): number {
    return this.#turns.at(-1)?.until ?? 0;
  }

  /** Whether a word was near at a place or behind it, whatever ended that since. */
  reaches(place: number): boolean {
    return this.#turns.some(({ until }) => until > place);
  }

  /**
   * A word ended.
   *
   * @param holdFrom - nothing before this is looked at again.
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

  /** What words count for ended, such as a sentence. */
  cease(at: number): void {
    if (this.until > at) this.#turns.push({ at, until: at });
  }

  /** Forgets what was behind a place. */
  backTo(place: number): void {
    while (this.#turns.length > 0 && (this.#turns.at(-1) as Turn).at > place) this.#turns.pop();
  }
}

const MANY = 32;
