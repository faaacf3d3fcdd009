/** Code units of the longest piece whose repetition is seen. */
export const MAX_PERIOD = 2_048;

/** Code units by which a place that looks like an earlier one is recognised. */
const GRAM = 8;
const RING_MASK = 2 * MAX_PERIOD - 1;
const TABLE_SIZE = 1_024;

const isLetter = (unit: number): boolean => (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit >= 0xc0;

/** A stretch that says one piece again and again, up to the place that was read last. */
export interface Loop {
  /** Code units of the piece. */
  readonly period: number;
  /** Code units of the whole stretch, its first piece included. */
  readonly length: number;
  /** Of what was repeated, the share that is letters: of a table's border none, of prose nearly all. */
  readonly letters: number;
}

/**
 * Follows one repetition at a time: where the last few characters stood before, what came then is expected to come again. It
 * costs a character the same whatever stands in the text, and 12 KiB a text.
 */
export class LoopFinder {
  readonly #ring: Uint16Array = new Uint16Array(RING_MASK + 1);
  /** Where a gram ended last, by its hash; 0 for never. */
  readonly #ends: Uint32Array = new Uint32Array(TABLE_SIZE);
  #read = 0;
  #period = 0;
  #matched = 0;
  #letters = 0;

  /** Reads one code unit, and tells the repetition it belongs to. */
  read(unit: number): Loop | undefined {
    const expected = this.#period > 0 && this.#unitBefore(this.#period - 1) === unit;
    this.#ring[this.#read & RING_MASK] = unit;
    this.#read += 1;
    if (expected) {
      this.#matched += 1;
      if (isLetter(unit)) this.#letters += 1;
    } else {
      this.#period = 0;
    }
    this.#remember();
    if (this.#period === 0) return undefined;
    const [period, matched] = [this.#period, this.#matched];
    return { period, length: matched + period, letters: this.#letters / matched };
  }

  /** The code unit that many places before the one read last. */
  #unitBefore(places: number): number {
    return this.#ring[(this.#read - 1 - places) & RING_MASK] ?? 0;
  }

  /** Notes where the last gram ends, and begins to follow a repetition where it stood before. */
  #remember(): void {
    if (this.#read < GRAM) return;
    let hash = 0;
    for (let at = 0; at < GRAM; at += 1) hash = (Math.imul(hash, 31) + this.#unitBefore(at)) | 0;
    const slot = (hash ^ (hash >>> 15)) & (TABLE_SIZE - 1);
    const period = this.#read - (this.#ends[slot] ?? 0);
    this.#ends[slot] = this.#read;
    if (this.#period > 0 || period === this.#read || period > MAX_PERIOD) return;
    for (let at = 0; at < GRAM; at += 1) if (this.#unitBefore(at) !== this.#unitBefore(at + period)) return;
    this.#period = period;
    this.#matched = GRAM;
    this.#letters = 0;
    for (let at = 0; at < GRAM; at += 1) if (isLetter(this.#unitBefore(at))) this.#letters += 1;
  }
}
