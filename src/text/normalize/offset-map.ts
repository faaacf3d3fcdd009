/** A range of the normalized text that corresponds to the source unit by unit, or only as a whole. */
interface Range {
  readonly at: number;
  length: number;
  readonly start: number;
  end: number;
  readonly isCopy: boolean;
}

/**
 * Maps every unit of a normalized text to its source. An unchanged range is one entry, whatever its length. All offsets
 * are UTF-16 code units.
 */
export class OffsetMap {
  /** Units of the normalized text. */
  length = 0;
  #ranges: Range[] = [];
  /** Entries before this one are forgotten. */
  #first = 0;

  /** Adds unchanged units. */
  copy(count: number, start: number): void {
    const last = this.#ranges.at(-1);
    if (last?.isCopy === true && last.end === start) {
      last.length += count;
      last.end += count;
    } else {
      this.#ranges.push({ at: this.length, length: count, start, end: start + count, isCopy: true });
    }
    this.length += count;
  }

  /** Adds units that a range of the source becomes as a whole. */
  replace(count: number, start: number, end: number): void {
    this.#ranges.push({ at: this.length, length: count, start, end, isCopy: false });
    this.length += count;
  }

  /** The start of a unit in the source; undefined after the last one. */
  startOf(unit: number): number | undefined {
    const range = this.#find(unit);
    if (range === undefined || unit >= this.length) return undefined;
    return range.isCopy ? range.start + (unit - range.at) : range.start;
  }

  /** The end of a unit in the source. */
  endOf(unit: number): number | undefined {
    const range = this.#find(unit);
    if (range === undefined || unit >= this.length) return undefined;
    return range.isCopy ? range.start + (unit - range.at) + 1 : range.end;
  }

  /** Drops units before one. */
  forget(unit: number): void {
    while ((this.#ranges[this.#first + 1]?.at ?? Infinity) <= unit) this.#first++;
    // In large steps, which keeps the work per unit constant.
    if (this.#first < 64 || this.#first * 2 < this.#ranges.length) return;
    this.#ranges = this.#ranges.slice(this.#first);
    this.#first = 0;
  }

  /** The last entry that starts at or before a unit. */
  #find(unit: number): Range | undefined {
    let [low, high] = [this.#first, this.#ranges.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#ranges[middle]?.at ?? 0) <= unit) low = middle;
      else high = middle - 1;
    }
    return this.#ranges[low];
  }
}
