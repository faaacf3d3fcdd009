/** How far behind a word rules may begin that wait for one, in code units. */
export const NEAR_LENGTH = 128;

/** Where words ended that rules wait for, as far back as a search may still go. */
export class NearWords {
  #ends: number[] = [];

  /** @param holdFrom - nothing before this is looked at again. */
  add(end: number, holdFrom: number): void {
    const first = this.#ends[0];
    if (first !== undefined && first + NEAR_LENGTH < holdFrom && this.#ends.length >= MANY) {
      this.#ends = this.#ends.filter((known) => known + NEAR_LENGTH >= holdFrom);
    }
    this.#ends.push(end);
  }

  /** Forgets what ended behind a place. Returns where the last one ended then; long ago if there is none. */
  backTo(position: number): number {
    while (this.#ends.length > 0 && (this.#ends.at(-1) as number) > position) this.#ends.pop();
    return this.#ends.at(-1) ?? -NEAR_LENGTH;
  }
}

const MANY = 32;
