/**
 * All threads, or all contexts, in progress at a position, in one array of numbers, so that a state of the automaton is
 * small.
 */
export class Threads {
  /** The number of cells. */
  readonly length: number;
  /**
   * The cells, in order: the class before the position (as far as assertions distinguish it) with the flag `isNear`;
   * the number of starts; the number of threads; for each start, the oldest first, the index after its last thread; for
   * each thread, the preferred first, its address, which reads a character or is an assertion that waits for the next
   * one; and the addresses of contexts.
   */
  readonly #cells: ArrayLike<number>;
  readonly #from: number;

  constructor(cells: ArrayLike<number>, from = 0, length: number = cells.length) {
    this.#cells = cells;
    this.#from = from;
    this.length = length;
  }

  static none(before: number, contexts: readonly number[] = []): Threads {
    return new Threads([placeOf(before, false), 0, 0, ...contexts]);
  }

  /** The same threads, near a word of `near` or not. */
  withNear(isNear: boolean): Threads {
    return new Threads([placeOf(this.before, isNear), ...this.#row(1)]);
  }

  /** The same position without matches in progress. */
  withoutMatches(): Threads {
    return new Threads([this.cell(0), 0, 0, ...this.#row(this.#firstContext)]);
  }

  /** The same threads, copied into a shared array. */
  movedTo(cells: Uint16Array | Int32Array, from: number): Threads {
    for (let i = 0; i < this.length; i++) cells[from + i] = this.cell(i);
    return new Threads(cells, from, this.length);
  }

  cell(index: number): number {
    return this.#cells[this.#from + index] as number;
  }

  #row(first: number): readonly number[] {
    return Array.from({ length: this.length - first }, (_, index) => this.cell(first + index));
  }

  get before(): number {
    return (this.cell(0) >> 1) - 1;
  }

  get isNear(): boolean {
    return (this.cell(0) & 1) === 1;
  }

  get groupCount(): number {
    return this.cell(1);
  }

  get count(): number {
    return this.cell(2);
  }

  /** The index after the last thread of a start. */
  groupEnd(group: number): number {
    return this.cell(HEAD + group);
  }

  address(thread: number): number {
    return this.cell(HEAD + this.groupCount + thread);
  }

  get contextCount(): number {
    return this.length - this.#firstContext;
  }

  context(index: number): number {
    return this.cell(this.#firstContext + index);
  }

  get #firstContext(): number {
    return HEAD + this.groupCount + this.count;
  }

  equals(other: Threads): boolean {
    if (other.length !== this.length) return false;
    for (let i = 0; i < this.length; i++) if (this.cell(i) !== other.cell(i)) return false;
    return true;
  }

  get hash(): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < this.length; i++) hash = Math.imul(hash ^ this.cell(i), 0x01000193);
    return hash ^ (hash >>> 15);
  }
}

const HEAD = 3;

/** A class, or none, and a flag in one number. */
const placeOf = (before: number, isNear: boolean): number => ((before + 1) << 1) | (isNear ? 1 : 0);

/** Threads while they are collected. Reused, so it keeps its memory. */
export class ThreadList {
  count = 0;
  readonly #addresses: number[] = [];
  readonly #groups: number[] = [];

  clear(): void {
    this.count = 0;
  }

  add(address: number, group: number): void {
    this.#addresses[this.count] = address;
    this.#groups[this.count++] = group;
  }

  address(thread: number): number {
    return this.#addresses[thread] as number;
  }

  group(thread: number): number {
    return this.#groups[thread] as number;
  }

  addresses(): readonly number[] {
    return this.#addresses.slice(0, this.count);
  }

  /** The distinct groups, in order. */
  groups(): Int32Array {
    let count = 0;
    for (let i = 0; i < this.count; i++) if (this.#begins(i)) count++;
    const groups = new Int32Array(count);
    for (let i = this.count - 1; i >= 0; i--) if (this.#begins(i)) groups[--count] = this.#groups[i] as number;
    return groups;
  }

  #begins(thread: number): boolean {
    return thread === 0 || thread === this.count || this.#groups[thread] !== this.#groups[thread - 1];
  }

  /** The list as threads, with its groups numbered from 0. */
  threads(before: number, isNear: boolean, groupCount: number): Threads {
    const cells = [placeOf(before, isNear), groupCount, this.count];
    for (let i = 0; i < this.count; i++) if (this.#begins(i + 1)) cells.push(i + 1);
    for (let i = 0; i < this.count; i++) cells.push(this.#addresses[i] as number);
    return new Threads(cells);
  }
}
