import type { Signal } from "../program/instructions.ts";
import type { Acceptance } from "./step.ts";
import type { Threads } from "./threads.ts";

/** A state of an automaton: the threads in progress, and the row of its transitions in the table. */
export interface State {
  readonly threads: Threads;
  readonly row: number;
  /** The generation of that table. */
  readonly generation: number;
  /** An older state with the same hash. */
  readonly alike: State | undefined;
}

/** A transition at which starts end or begin, or something matches. */
export interface Edge {
  readonly target: State;
  /** Indices of the starts that continue. */
  readonly survivors: Int32Array;
  readonly ended: Acceptance | undefined;
  readonly completed: Acceptance | undefined;
  /** Whether a word of `near` has ended, or such words cease to count. */
  readonly signal: Signal;
  /** Addresses where values continue that start with the character after a context. */
  readonly values: readonly number[];
}

/** Memory that a state takes in V8 besides its threads. */
const BYTES_PER_STATE = 160;
const MAX_NUMBERS = 512;

/**
 * The states of a table, each set of threads once. Threads share a few arrays: one array each would take several times
 * as much memory.
 */
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

  /** Their size in bytes, roughly. */
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
