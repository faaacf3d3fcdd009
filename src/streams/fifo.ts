/** Empty slots at the front that are kept before the rest is moved up. */
const MAX_EMPTY = 64;

/** A queue. Taking from its front costs the same at any length, which `Array.shift` does not guarantee. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #front = 0;

  get size(): number {
    return this.#items.length - this.#front;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  peek(): T | undefined {
    return this.#items[this.#front];
  }

  take(): T | undefined {
    const item = this.#items[this.#front];
    if (this.#front === this.#items.length) return undefined;
    this.#items[this.#front++] = undefined;
    // Moving costs as much as the items that remain, so it waits until at least as many were taken.
    if (this.#front > MAX_EMPTY && this.#front * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#front);
      this.#front = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#front = 0;
  }
}
