import type { Threads } from "./threads.ts";

/** The most numbers of an array. The first ones are smaller, since some programs have few states. */
const MAX_NUMBERS = 512;

/** Arrays that threads share: one array each would take several times as much memory. */
export class ThreadArrays {
  /** The size of the arrays. */
  bytes = 0;
  readonly #kind: Uint16ArrayConstructor | Int32ArrayConstructor;
  #numbers: Uint16Array | Int32Array;
  #used = 0;

  constructor(kind: Uint16ArrayConstructor | Int32ArrayConstructor) {
    this.#kind = kind;
    this.#numbers = new kind(0);
  }

  /** Copies threads into an array. */
  keep(threads: Threads): Threads {
    const { length } = threads;
    if (this.#used + length > this.#numbers.length) {
      this.#numbers = new this.#kind(Math.max(length, Math.min(MAX_NUMBERS, 2 * this.#numbers.length)));
      this.#used = 0;
      this.bytes += this.#numbers.byteLength;
    }
    this.#used += length;
    return threads.movedTo(this.#numbers, this.#used - length);
  }
}
