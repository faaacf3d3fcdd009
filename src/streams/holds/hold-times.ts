/** Buckets per doubling. A quantile is at most a fifth too high. */
const PER_DOUBLING = 4;
/** The last bucket holds everything above about 17 minutes. */
const BUCKETS = 20 * PER_DOUBLING + 2;

const bucketOf = (ms: number): number => {
  if (ms <= 0) return 0;
  return Math.min(BUCKETS - 1, 1 + Math.max(0, Math.ceil(Math.log2(ms) * PER_DOUBLING)));
};

const upperBound = (bucket: number): number => (bucket === 0 ? 0 : 2 ** ((bucket - 1) / PER_DOUBLING));

/** A histogram of durations with fixed buckets, so that its size does not depend on how much is counted. */
export class HoldTimes {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #max = 0;

  /** Characters counted so far. */
  get count(): number {
    return this.#count;
  }

  /** The longest duration, in milliseconds, exact. */
  get max(): number {
    return this.#max;
  }

  add(ms: number, characters: number): void {
    const bucket = bucketOf(ms);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + characters;
    this.#count += characters;
    this.#max = Math.max(this.#max, ms);
  }

  /**
   * The duration, in milliseconds, that a share of the characters did not exceed. At most a fifth too high, and never
   * above the maximum.
   */
  quantile(share: number): number {
    let below = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      below += count;
      if (count > 0 && below >= share * this.#count) return Math.min(this.#max, Math.round(upperBound(bucket)));
    }
    return this.#max;
  }
}
