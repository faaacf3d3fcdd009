import type { State } from "./lazy-dfa.ts";

/** The places where the matches began that are under way, the oldest first. */
export class Starts {
  count = 0;
  /** With room for few, since there are seldom more and every stream has its own. */
  readonly #places: number[] = [0, 0];
  readonly #origins: State[] = new Array<State>(2);

  /** The oldest place; beyond any text when nothing is under way. */
  get oldest(): number {
    return this.count === 0 ? NOWHERE : (this.#places[0] as number);
  }

  place(index: number): number {
    return this.#places[index] as number;
  }

  /** Where the search stood there. */
  origin(index: number): State {
    return this.#origins[index] as State;
  }

  add(place: number, origin: State): void {
    this.#places[this.count] = place;
    this.#origins[this.count++] = origin;
  }

  /** Keeps some of them, by their numbers, in order. */
  keep(survivors: Int32Array): void {
    for (let i = 0; i < survivors.length; i++) {
      const from = survivors[i] as number;
      this.#places[i] = this.#places[from] as number;
      this.#origins[i] = this.#origins[from] as State;
    }
    this.count = survivors.length;
  }
}

const NOWHERE = 0x1fffffff;
