/**
 * All ways to match, or all contexts, that are under way at a place: in one row of numbers, so that a state of an automaton
 * is small.
 */
export class Threads {
  /** How many numbers they are. */
  readonly length: number;
  /**
   * The class before the place, as far as assertions tell it apart, and whether rules that wait for a word near them may begin;
   * how many starts there are, and how many threads; up to
   * which thread each start goes, the oldest first; where each thread stands, the preferred first: at a character to read or
   * at an assertion that waits for the next one; where contexts stand, which begin no match yet.
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

  /** The same, where rules that wait for a word near them may begin, or may not. */
  alert(isAlert: boolean): Threads {
    return new Threads([placeOf(this.before, isAlert), ...this.#row(1)]);
  }

  /** The same place as if no match had begun. */
  withoutMatches(): Threads {
    return new Threads([this.cell(0), 0, 0, ...this.#row(this.#firstContext)]);
  }

  /** The same in a place of their own among others. */
  movedTo(cells: Int32Array, from: number): Threads {
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

  get isAlert(): boolean {
    return (this.cell(0) & 1) === 1;
  }

  get groupCount(): number {
    return this.cell(1);
  }

  get count(): number {
    return this.cell(2);
  }

  /** Where the threads of a start end. */
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

/** A class, or none, and a flag as one number. */
const placeOf = (before: number, isAlert: boolean): number => ((before + 1) << 1) | (isAlert ? 1 : 0);

/** Threads as they are collected. Used again and again, so it keeps its room. */
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

  /** The groups there are, in order. */
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

  /** The list as threads, whose groups are numbered from 0 on. */
  threads(before: number, isAlert: boolean, groupCount: number): Threads {
    const cells = [placeOf(before, isAlert), groupCount, this.count];
    for (let i = 0; i < this.count; i++) if (this.#begins(i + 1)) cells.push(i + 1);
    for (let i = 0; i < this.count; i++) cells.push(this.#addresses[i] as number);
    return new Threads(cells);
  }
}
