/** Buckets per doubling, so that a figure read from them is at most a fifth too high. */
const PER_DOUBLING = 4;
/** The last bucket takes what is longer than about 17 minutes. */
const BUCKETS = 20 * PER_DOUBLING + 2;

const bucketOf = (ms: number): number => {
  if (ms <= 0) return 0;
  return Math.min(BUCKETS - 1, 1 + Math.max(0, Math.ceil(Math.log2(ms) * PER_DOUBLING)));
};

const upperBound = (bucket: number): number => (bucket === 0 ? 0 : 2 ** ((bucket - 1) / PER_DOUBLING));

/** Durations in fixed buckets: what is kept does not grow with what is counted. */
export class HoldTimes {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #max = 0;

  /** Characters counted so far. */
  get count(): number {
    return this.#count;
  }

  /** The longest time, in milliseconds, as it was. */
  get max(): number {
    return this.#max;
  }

  add(ms: number, characters: number): void {
    const bucket = bucketOf(ms);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + characters;
    this.#count += characters;
    this.#max = Math.max(this.#max, ms);
  }

  /** Milliseconds that a share of the characters did not wait longer than: up to a fifth too high, never above the longest. */
  quantile(share: number): number {
    let below = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      below += count;
      if (count > 0 && below >= share * this.#count) return Math.min(this.#max, Math.round(upperBound(bucket)));
    }
    return this.#max;
  }
}
