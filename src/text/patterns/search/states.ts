import type { Signal } from "../program/instructions.ts";
import type { Arrival } from "./thread-step.ts";
import type { Threads } from "./threads.ts";

/** A state of an automaton: the threads that are under way, and where its transitions stand in the table. */
export interface State {
  readonly threads: Threads;
  readonly row: number;
  /** Which table that is. */
  readonly generation: number;
  /** An older state of the same hash. */
  readonly alike: State | undefined;
}

/** A transition on which starts end or begin, or something matches. */
export interface Edge {
  readonly target: State;
  /** The starts that go on, by their numbers before. */
  readonly survivors: Int32Array;
  readonly ended: Arrival | undefined;
  readonly completed: Arrival | undefined;
  /** Whether a word has ended that rules wait for, or ceases to count. */
  readonly signal: Signal;
  /** Where the values go on that begin with the character behind a context. */
  readonly values: readonly number[];
}

/** What the engine takes for a state beside its threads. */
const BYTES_PER_STATE = 160;
const MAX_NUMBERS = 512;

/** The states of a table, each threads once. Threads are kept in few arrays: one for each would take several times as much. */
export class States {
  readonly #generation: number;
  readonly #all: State[] = [];
  readonly #byHash: Map<number, State> = new Map();
  #numbers: Int32Array = new Int32Array(0);
  #used = 0;
  #bytes = 0;

  constructor(generation: number) {
    this.#generation = generation;
  }

  get count(): number {
    return this.#all.length;
  }

  /** Bytes they take, about. */
  get bytes(): number {
    return this.#bytes;
  }

  at(index: number): State {
    return this.#all[index] as State;
  }

  find(threads: Threads, hash: number): State | undefined {
    let state = this.#byHash.get(hash);
    while (state !== undefined && !state.threads.equals(threads)) state = state.alike;
    return state;
  }

  add(threads: Threads, hash: number, row: number): State {
    const alike = this.#byHash.get(hash);
    const state: State = { threads: this.#kept(threads), row, generation: this.#generation, alike };
    this.#all.push(state);
    this.#byHash.set(hash, state);
    this.#bytes += BYTES_PER_STATE;
    return state;
  }

  #kept(threads: Threads): Threads {
    const { length } = threads;
    if (this.#used + length > this.#numbers.length) {
      this.#numbers = new Int32Array(Math.max(length, Math.min(MAX_NUMBERS, 2 * this.#numbers.length)));
      this.#used = 0;
      this.#bytes += 4 * this.#numbers.length;
    }
    this.#used += length;
    return threads.movedTo(this.#numbers, this.#used - length);
  }
}
