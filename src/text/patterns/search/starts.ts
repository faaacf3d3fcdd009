import type { State } from "./states.ts";

/** The places where the matches began that are under way, the oldest first. */
export class Starts {
  count = 0;
  /** Made for the first one, with room for few: there are seldom more. */
  #places: number[] = NO_PLACES;
  #origins: (State | undefined)[] = NO_ORIGINS;
  /** Where the oldest stands. The room before it is taken back when it is half of all. */
  #first = 0;

  copy(): Starts {
    const copy = new Starts();
    copy.count = this.count;
    if (this.count > 0) {
      copy.#places = [...this.#places];
      copy.#origins = [...this.#origins];
    }
    copy.#first = this.#first;
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

  /** The oldest place; beyond any text when nothing is under way. */
  get oldest(): number {
    return this.count === 0 ? NOWHERE : (this.#places[this.#first] as number);
  }

  place(index: number): number {
    return this.#places[this.#first + index] as number;
  }

  /** Where the search stood there. */
  origin(index: number): State {
    return this.#origins[this.#first + index] as State;
  }

  add(place: number, origin: State): void {
    if (this.count === 0) this.#begin();
    const end = this.#first + this.count++;
    this.#places[end] = place;
    this.#origins[end] = origin;
  }

  #begin(): void {
    this.#first = 0;
    if (this.#places !== NO_PLACES) return;
    this.#places = [0, 0];
    this.#origins = [undefined, undefined];
  }

  /** Keeps some of them, by their numbers, in order. */
  keep(survivors: Int32Array): void {
    const drops = survivors[0] ?? 0;
    const isRest = survivors[survivors.length - 1] === drops + survivors.length - 1;
    this.#first += drops;
    if (!isRest) for (let i = 0; i < survivors.length; i++) this.#move((survivors[i] as number) - drops, i);
    this.count = survivors.length;
    if (this.#first > this.count) this.#compact();
  }

  #move(from: number, to: number): void {
    this.#places[this.#first + to] = this.#places[this.#first + from] as number;
    this.#origins[this.#first + to] = this.#origins[this.#first + from];
  }

  #compact(): void {
    this.#places.copyWithin(0, this.#first, this.#first + this.count);
    this.#origins.copyWithin(0, this.#first, this.#first + this.count);
    this.#first = 0;
  }
}

const NOWHERE = 0x1fffffff;
/** What streams without any share; never written to. */
const NO_PLACES: number[] = [];
const NO_ORIGINS: (State | undefined)[] = [];
