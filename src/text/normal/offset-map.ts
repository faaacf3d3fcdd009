/** A stretch of the read text: one unit for one of the source, or as a whole for a whole. */
interface Stretch {
  readonly at: number;
  length: number;
  readonly start: number;
  end: number;
  readonly isCopy: boolean;
}

/**
 * Says for every unit of a text that was read where in the source it comes from. A text that stands in both alike is one
 * entry, however long. All offsets are UTF-16 code units.
 */
export class OffsetMap {
  /** Units of the read text. */
  length = 0;
  #stretches: Stretch[] = [];
  /** Stretches before this one are forgotten. */
  #first = 0;

  /** Notes units that stand in the source as they are, each on its own. */
  copy(count: number, start: number): void {
    const last = this.#stretches.at(-1);
    if (last?.isCopy === true && last.end === start) {
      last.length += count;
      last.end += count;
    } else {
      this.#stretches.push({ at: this.length, length: count, start, end: start + count, isCopy: true });
    }
    this.length += count;
  }

  /** Notes units that a stretch of the source makes as a whole. */
  replace(count: number, start: number, end: number): void {
    this.#stretches.push({ at: this.length, length: count, start, end, isCopy: false });
    this.length += count;
  }

  /** Where what makes a unit begins; undefined behind the last one. */
  startOf(unit: number): number | undefined {
    const stretch = this.#find(unit);
    if (stretch === undefined || unit >= this.length) return undefined;
    return stretch.isCopy ? stretch.start + (unit - stretch.at) : stretch.start;
  }

  /** Behind what makes a unit. */
  endOf(unit: number): number | undefined {
    const stretch = this.#find(unit);
    if (stretch === undefined || unit >= this.length) return undefined;
    return stretch.isCopy ? stretch.start + (unit - stretch.at) + 1 : stretch.end;
  }

  /** Drops what is known of the units before one. */
  forget(unit: number): void {
    while ((this.#stretches[this.#first + 1]?.at ?? Infinity) <= unit) this.#first++;
    // In large steps, which keeps the work per unit constant.
    if (this.#first < 64 || this.#first * 2 < this.#stretches.length) return;
    this.#stretches = this.#stretches.slice(this.#first);
    this.#first = 0;
  }

  /** The last stretch that begins at a unit or before it. */
  #find(unit: number): Stretch | undefined {
    let [low, high] = [this.#first, this.#stretches.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#stretches[middle]?.at ?? 0) <= unit) low = middle;
      else high = middle - 1;
    }
    return this.#stretches[low];
  }
}
