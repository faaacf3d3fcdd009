import type { State } from "./states.ts";
import { beginsAt, endsAll, ENTRY, kindOf, oldestOf } from "./table-entry.ts";

/** Where a possible match started. */
export interface MatchStart {
  readonly start: number;
  /** The state of the search there. */
  readonly origin: State;
}

/** Translates a start to another search. Undefined if the other search took a different path. */
export type StartTranslation = (begun: MatchStart) => MatchStart | undefined;

/**
 * The starts of matches in progress, the oldest first. Usually there is one or none, so the oldest is stored
 * separately, and the arrays for the others are created when needed.
 */
export class Starts {
  count = 0;
  /** The oldest start; beyond any text if nothing is in progress. */
  oldest: number = NOWHERE;
  #origin: State | undefined;
  /** The starts after the oldest, and the states of the search there. */
  #offsets: number[] = NO_OFFSETS;
  #origins: State[] = NO_ORIGINS;
  /** Index of the first of them. The room before it is reclaimed when it is half of all. */
  #first = 0;

  copy(): Starts {
    const copy = new Starts();
    for (let i = 0; i < this.count; i++) copy.add(this.offset(i), this.origin(i));
    return copy;
  }

  /** Whether another search has the same starts, shifted by `shift`. */
  isEquivalentTo(other: Starts, shift: number): boolean {
    if (this.count !== other.count) return false;
    for (let i = 0; i < this.count; i++) {
      if (this.offset(i) !== other.offset(i) + shift || this.origin(i) !== other.origin(i)) return false;
    }
    return true;
  }

  /** All starts translated to another search. Undefined if one has no counterpart there. */
  translated(translate: StartTranslation): Starts | undefined {
    const result = new Starts();
    for (let i = 0; i < this.count; i++) {
      const begun = translate(this.at(i));
      if (begun === undefined) return undefined;
      result.add(begun.start, begun.origin);
    }
    return result;
  }

  /** The index of the start at an offset. */
  find(offset: number): number | undefined {
    for (let i = 0; i < this.count; i++) if (this.offset(i) === offset) return i;
    return undefined;
  }

  at(index: number): MatchStart {
    return { start: this.offset(index), origin: this.origin(index) };
  }

  offset(index: number): number {
    return index === 0 ? this.oldest : (this.#offsets[this.#first + index - 1] as number);
  }

  /** The state of the search at a start. */
  origin(index: number): State {
    return (index === 0 ? this.#origin : this.#origins[this.#first + index - 1]) as State;
  }

  /** Replaces all starts by one. */
  only(offset: number, origin: State): void {
    this.count = 1;
    this.oldest = offset;
    this.#origin = origin;
  }

  add(offset: number, origin: State): void {
    if (this.count === 0) this.only(offset, origin);
    else this.#addLater(offset, origin);
  }

  #addLater(offset: number, origin: State): void {
    if (this.count === 1) this.#first = 0;
    const end = this.#first + this.count++ - 1;
    // Room for one: an empty array would grow to seventeen.
    if (this.#offsets === NO_OFFSETS) [this.#offsets, this.#origins] = [[offset], [origin]];
    this.#offsets[end] = offset;
    this.#origins[end] = origin;
  }

  clear(): void {
    this.count = 0;
    this.oldest = NOWHERE;
  }

  /** Keeps the oldest starts, at least one. */
  keepOldest(count: number): void {
    this.count = count;
  }

  /** Applies a table entry without an edge. */
  follow(entry: number, offset: number, origin: State): void {
    if (endsAll(entry)) this.clear();
    else if (kindOf(entry) === ENTRY.oldest) this.keepOldest(oldestOf(entry));
    if (beginsAt(entry) === 1) this.add(offset, origin);
  }

  /** Keeps the starts with these indices, in order. */
  keep(survivors: Int32Array): void {
    const { length } = survivors;
    const drops = survivors[0];
    if (drops === undefined) return this.clear();
    if (drops > 0) this.#drop(drops);
    if (survivors[length - 1] !== drops + length - 1) {
      for (let i = 1; i < length; i++) this.#move((survivors[i] as number) - drops, i);
    }
    this.count = length;
    if (this.#first > this.count) this.#compact();
  }

  #drop(count: number): void {
    this.oldest = this.offset(count);
    this.#origin = this.origin(count);
    this.#first += count;
  }

  #move(from: number, to: number): void {
    this.#offsets[this.#first + to - 1] = this.#offsets[this.#first + from - 1] as number;
    this.#origins[this.#first + to - 1] = this.#origins[this.#first + from - 1] as State;
  }

  #compact(): void {
    this.#offsets.copyWithin(0, this.#first, this.#first + this.count - 1);
    this.#origins.copyWithin(0, this.#first, this.#first + this.count - 1);
    this.#first = 0;
  }
}

const NOWHERE = 0x1fffffff;
/** Shared by searches with few starts; never written to. */
const NO_OFFSETS: number[] = [];
const NO_ORIGINS: State[] = [];
