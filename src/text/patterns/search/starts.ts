import type { State } from "./states.ts";
import { beginsAt, endsAll, ENTRY, kindOf, oldestOf } from "./table-entry.ts";

/** Where a search has begun something. */
export interface Begun {
  readonly start: number;
  /** Where it stood there. */
  readonly origin: State;
}

/** What stands in another search for something that has begun in one; undefined where the other has come another way. */
export type HandOver = (begun: Begun) => Begun | undefined;

/**
 * The places where the matches began that are under way, the oldest first. Mostly there is one or none, so the oldest stands
 * apart and the lists for the others are made when there are some.
 */
export class Starts {
  count = 0;
  /** The oldest place; beyond any text when nothing is under way. */
  oldest: number = NOWHERE;
  #origin: State | undefined;
  /** The places behind the oldest, and where the search stood there. */
  #places: number[] = NO_PLACES;
  #origins: State[] = NO_ORIGINS;
  /** Where the first of them stands. The room before it is taken back when it is half of all. */
  #first = 0;

  copy(): Starts {
    const copy = new Starts();
    for (let i = 0; i < this.count; i++) copy.add(this.place(i), this.origin(i));
    return copy;
  }

  /** Whether the same began here and in another search, as far before where each stands. */
  isLike(other: Starts, shift: number): boolean {
    if (this.count !== other.count) return false;
    for (let i = 0; i < this.count; i++) {
      if (this.place(i) !== other.place(i) + shift || this.origin(i) !== other.origin(i)) return false;
    }
    return true;
  }

  /** All as they are in another search; undefined where one has no place there. */
  handedOver(to: HandOver): Starts | undefined {
    const handed = new Starts();
    for (let i = 0; i < this.count; i++) {
      const begun = to({ start: this.place(i), origin: this.origin(i) });
      if (begun === undefined) return undefined;
      handed.add(begun.start, begun.origin);
    }
    return handed;
  }

  /** Which of them is at a place. */
  find(place: number): number | undefined {
    for (let i = 0; i < this.count; i++) if (this.place(i) === place) return i;
    return undefined;
  }

  place(index: number): number {
    return index === 0 ? this.oldest : (this.#places[this.#first + index - 1] as number);
  }

  /** Where the search stood there. */
  origin(index: number): State {
    return (index === 0 ? this.#origin : this.#origins[this.#first + index - 1]) as State;
  }

  /** None but this one. */
  only(place: number, origin: State): void {
    this.count = 1;
    this.oldest = place;
    this.#origin = origin;
  }

  add(place: number, origin: State): void {
    if (this.count === 0) this.only(place, origin);
    else this.#addLater(place, origin);
  }

  #addLater(place: number, origin: State): void {
    if (this.#places === NO_PLACES) [this.#places, this.#origins] = [[], []];
    if (this.count === 1) this.#first = 0;
    const end = this.#first + this.count++ - 1;
    this.#places[end] = place;
    this.#origins[end] = origin;
  }

  clear(): void {
    this.count = 0;
    this.oldest = NOWHERE;
  }

  /** Keeps the oldest ones, one at least. */
  keepOldest(count: number): void {
    this.count = count;
  }

  /** What becomes of them at a character, as an entry says that has no edge. */
  follow(entry: number, place: number, origin: State): void {
    if (endsAll(entry)) this.clear();
    else if (kindOf(entry) === ENTRY.oldest) this.keepOldest(oldestOf(entry));
    if (beginsAt(entry) === 1) this.add(place, origin);
  }

  /** Keeps some of them, by their numbers, in order. */
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
    this.oldest = this.place(count);
    this.#origin = this.origin(count);
    this.#first += count;
  }

  #move(from: number, to: number): void {
    this.#places[this.#first + to - 1] = this.#places[this.#first + from - 1] as number;
    this.#origins[this.#first + to - 1] = this.#origins[this.#first + from - 1] as State;
  }

  #compact(): void {
    this.#places.copyWithin(0, this.#first, this.#first + this.count - 1);
    this.#origins.copyWithin(0, this.#first, this.#first + this.count - 1);
    this.#first = 0;
  }
}

const NOWHERE = 0x1fffffff;
/** What searches with few starts share; never written to. */
const NO_PLACES: number[] = [];
const NO_ORIGINS: State[] = [];
