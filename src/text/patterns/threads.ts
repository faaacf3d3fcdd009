/** All ways to match, or all contexts, that are under way at a place: in one array, so that a state of an automaton is small. */
export class Threads {
  /**
   * The class before the place, as far as assertions tell it apart, and whether rules that wait for a word near them may begin;
   * how many starts there are, and how many threads; up to
   * which thread each start goes, the oldest first; where each thread stands, the preferred first: at a character to read or
   * at an assertion that waits for the next one; where contexts stand, which begin no match yet.
   */
  readonly cells: readonly number[];

  constructor(cells: readonly number[]) {
    this.cells = cells;
  }

  static none(before: number, contexts: readonly number[] = []): Threads {
    return new Threads([placeOf(before, false), 0, 0, ...contexts]);
  }

  /** The same, where rules that wait for a word near them may begin, or may not. */
  alert(isAlert: boolean): Threads {
    return new Threads([placeOf(this.before, isAlert), ...this.cells.slice(1)]);
  }

  /** The same place as if no match had begun. */
  withoutMatches(): Threads {
    return new Threads([this.cells[0] as number, 0, 0, ...this.cells.slice(this.#firstContext)]);
  }

  get before(): number {
    return ((this.cells[0] as number) >> 1) - 1;
  }

  get isAlert(): boolean {
    return ((this.cells[0] as number) & 1) === 1;
  }

  get groupCount(): number {
    return this.cells[1] as number;
  }

  get count(): number {
    return this.cells[2] as number;
  }

  /** Where the threads of a start end. */
  groupEnd(group: number): number {
    return this.cells[HEAD + group] as number;
  }

  address(thread: number): number {
    return this.cells[HEAD + this.groupCount + thread] as number;
  }

  get contextCount(): number {
    return this.cells.length - this.#firstContext;
  }

  context(index: number): number {
    return this.cells[this.#firstContext + index] as number;
  }

  get #firstContext(): number {
    return HEAD + this.groupCount + this.count;
  }

  equals({ cells }: Threads): boolean {
    if (cells.length !== this.cells.length) return false;
    for (let i = 0; i < cells.length; i++) if (cells[i] !== this.cells[i]) return false;
    return true;
  }

  get hash(): number {
    let hash = 0x811c9dc5;
    for (const cell of this.cells) hash = Math.imul(hash ^ cell, 0x01000193);
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
