/** The longest period that is detected, in code units. */
export const MAX_PERIOD = 2_048;

/** Code units that are hashed to find earlier occurrences. */
const GRAM = 8;
const RING_MASK = 2 * MAX_PERIOD - 1;
const TABLE_SIZE = 1_024;

/** Above ASCII every code unit counts, but for punctuation, lines of boxes, symbols and emoji. */
const isLetter = (unit: number): boolean =>
  (unit >= 97 && unit <= 122) ||
  (unit >= 65 && unit <= 90) ||
  (unit >= 0xc0 && unit < 0x2000) ||
  (unit > 0x2bff && unit < 0xd800 && (unit < 0x3000 || unit > 0x303f)) ||
  (unit >= 0xf900 && unit < 0xfe00);

/** A repetition up to the last code unit read. */
export interface Loop {
  /** The period in code units. */
  readonly period: number;
  /** The length in code units, including the first occurrence. */
  readonly length: number;
  /** The share of letters in it: 0 for the border of a table, almost 1 for prose. */
  readonly letters: number;
}

/**
 * Detects repetition: after an earlier occurrence of the last few code units is found, the same continuation is
 * expected. Follows one candidate at a time. Constant time per code unit, and 12 KiB per text.
 */
export class LoopFinder {
  readonly #ring: Uint16Array = new Uint16Array(RING_MASK + 1);
  /** The last end of each gram, by its hash; 0 for none. */
  readonly #ends: Uint32Array = new Uint32Array(TABLE_SIZE);
  #read = 0;
  #period = 0;
  #matched = 0;
  #letters = 0;

  /** Reads one code unit, and returns the repetition that it belongs to. */
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

  /** The code unit at a distance before the last one. */
  #unitBefore(places: number): number {
    return this.#ring[(this.#read - 1 - places) & RING_MASK] ?? 0;
  }

  /** Stores the end of the last gram, and follows its earlier occurrence, if there is one. */
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
