const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

const NEGATORS = words(
  "not no non never nor neither none nothing nobody without lack lacks lacking absence unlikely fails failed fail avoids",
);
/** Words that begin a new statement, to which earlier negations do not apply. */
const STATEMENT = words(
  "it this that these they he she i we you there is are was were should must has have had need needs ought will would can could may might do does",
);
/** Words after which a negated statement continues as a list: "does not contain A, B or C". */
const LISTING = words(
  "any no without contain contains include involve use ask request promote seek share encourage express mention reveal try attempt show exhibit have violate nothing none",
);
const TURNS = words(
  "but however although though yet except unless while whereas because since so therefore thus hence which who",
);
const SOFT = new Set([",", "and", "or", "nor"]);
const HARD = /^[.;:!?()\n–—-]+$/;

/** Tracks, word by word, whether the current word is negated. */
export class Polarity {
  #negators = 0;
  #lists = false;
  #carried = false;

  /** Whether a word of the same clause negates it. */
  get own(): boolean {
    return this.#negators % 2 === 1;
  }

  /** Whether its clause, or the start of the list that it belongs to, negates it. */
  get any(): boolean {
    return this.#negators > 0 ? this.own : this.#carried;
  }

  read(word: string): void {
    if (HARD.test(word) || TURNS.has(word)) this.#begin(false);
    else if (SOFT.has(word)) this.#begin(this.any && (this.#lists || this.#carried));
    else if (STATEMENT.has(word)) this.#carried = false;
    if (NEGATORS.has(word)) this.#negators += 1;
    if (LISTING.has(word)) this.#lists = true;
  }

  #begin(carried: boolean): void {
    this.#carried = carried;
    this.#negators = 0;
    this.#lists = false;
  }
}
