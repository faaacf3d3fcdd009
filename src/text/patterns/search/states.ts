import type { Signal } from "../program/instructions.ts";
import type { Acceptance } from "./step.ts";
import { ThreadArrays } from "./thread-arrays.ts";
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

/** The states of a table, each set of threads once. */
export class States {
  readonly #generation: number;
  readonly #all: State[] = [];
  readonly #byHash: Map<number, State> = new Map();
  /** For numbers of 16 bits, which those of most programs are. */
  readonly #narrow: ThreadArrays = new ThreadArrays(Uint16Array);
  readonly #wide: ThreadArrays = new ThreadArrays(Int32Array);

  constructor(generation: number) {
    this.#generation = generation;
  }

  get count(): number {
    return this.#all.length;
  }

  /** Their size in bytes, roughly. */
  get bytes(): number {
    return BYTES_PER_STATE * this.#all.length + this.#narrow.bytes + this.#wide.bytes;
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
    return state;
  }

  #kept(threads: Threads): Threads {
    const kept = this.#narrow.keep(threads);
    return kept.equals(threads) ? kept : this.#wide.keep(threads);
  }
}
