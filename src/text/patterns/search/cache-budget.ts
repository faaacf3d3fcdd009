/** What is kept in memory. */
interface Cache {
  /** Its size. */
  readonly bytes: number;
}

/**
 * The memory that the caches of a program share, since few programs need much of each. A cache may take what the others
 * leave, except an eighth of all for each of them.
 */
export class CacheBudget {
  readonly #bytes: number;
  readonly #caches: Cache[] = [];

  /** @param bytes - for all caches together. */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  join(cache: Cache): void {
    this.#caches.push(cache);
  }

  /** The limit of a cache, in bytes. */
  of(cache: Cache): number {
    let left = this.#bytes + cache.bytes;
    for (const { bytes } of this.#caches) left -= bytes;
    return Math.min(left, this.#bytes * (1 - (this.#caches.length - 1) / 8));
  }
}
