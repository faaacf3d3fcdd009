import { NO_CHARACTER } from "../program/char-classes.ts";
import { SIGNAL } from "../program/instructions.ts";
import type { ProgramCode } from "../program/program-code.ts";
import { CacheBudget } from "./cache-budget.ts";
import { type Edge, type State, States } from "./states.ts";
import type { Acceptance, Step } from "./step.ts";
import {
  ALIVE,
  beginsAt,
  edgeEntry,
  ENDS,
  ENTRY,
  FAR,
  kindOf,
  MAX_OLDEST,
  oldestEntry,
  restOf,
  rowEntry,
} from "./table-entry.ts";
import { ThreadStepper } from "./thread-step.ts";
import { Threads } from "./threads.ts";
import { TransitionMap, UNKNOWN } from "./transition-map.ts";

const MAX_BYTES = 2 * 1_024 * 1_024;
const NO_SURVIVORS = new Int32Array(0);
/** The fields of an edge that a table entry can represent. */
const NOTHING_ELSE: Omit<Edge, "target" | "survivors"> = {
  ended: undefined,
  completed: undefined,
  signal: SIGNAL.none,
  values: [],
};

/** Classes with a column in the table. Rarer ones are looked up in a map. */
export const MAX_COLUMNS: number = 64;
/** An upper bound: every code point a class of its own. */
const MAX_CLASSES = 0x110000;
/** Memory that an edge takes in V8. */
const BYTES_PER_EDGE = 160;

export interface LazyDfaOptions {
  /** Whether it follows matches, or the contexts in which a match may start. Default: matches. */
  readonly reads?: "matches" | "contexts";
  /** What the cache may take. Default 2 MiB. */
  readonly budget?: CacheBudget;
}

/**
 * The automaton of a program, built while text is read: each transition is computed when it is first needed and cached
 * for all streams. When the cache reaches its limit, it is cleared. That costs time and changes no result.
 */
export class LazyDfa {
  readonly code: ProgramCode;
  /** Classes of the ASCII characters. */
  readonly ascii: Uint16Array;
  /**
   * Transitions of the first states, which are the most common, for the classes with a column. One row per state. Takes
   * up to three quarters of the cache. Replaced when it grows.
   */
  table: Int32Array = new Int32Array(0);
  /** A power of two, so that the state of a row is computed by a shift. */
  columns = 0;
  #edges: Edge[] = [];
  readonly #stepper: ThreadStepper;
  readonly #budget: CacheBudget;
  readonly #reads: "matches" | "contexts";
  #generation = 0;
  #states: States = new States(0);
  /** All other transitions. */
  #others: TransitionMap = new TransitionMap();
  /** Entries for characters at which values start: by the values, then by row and class. */
  #withValues: Map<readonly number[], Map<number, number>> = new Map();
  #shift = 0;
  #bytes = 0;

  constructor(code: ProgramCode, { reads = "matches", budget = new CacheBudget(MAX_BYTES) }: LazyDfaOptions = {}) {
    this.code = code;
    this.ascii = code.classes.ascii;
    this.#budget = budget;
    budget.join(this);
    this.#reads = reads;
    this.#stepper = new ThreadStepper(code, reads);
    this.#forget();
  }

  /** Size of the cache in bytes, roughly. */
  get bytes(): number {
    return this.#bytes + this.#states.bytes + this.#others.bytes;
  }

  /** Changes whenever the cache is cleared. */
  get generation(): number {
    return this.#generation;
  }

  /** The state in which nothing is in progress, after a character of that class. */
  idle(before: number): State {
    return this.#state(Threads.none(this.code.kindOf(before)));
  }

  get start(): State {
    return this.idle(NO_CHARACTER);
  }

  /** The same state without matches in progress. */
  withoutThreads(state: State): State {
    const { threads } = state;
    return threads.groupCount === 0 ? this.refreshed(state) : this.#state(threads.withoutMatches());
  }

  /** The same state, near a word of `near` or not. */
  withNear(state: State, isNear: boolean): State {
    return state.threads.isNear === isNear ? state : this.#state(state.threads.withNear(isNear));
  }

  /** The state in the current table, if it belongs to an older one. */
  refreshed(state: State): State {
    return state.generation === this.#generation ? state : this.#state(state.threads);
  }

  at(row: number): State {
    return this.#states.at(row >> this.#shift);
  }

  last(state: State): Acceptance | undefined {
    return this.#stepper.last(state.threads);
  }

  /** The entry of a transition. Negative if it is not cached. */
  known(row: number, charClass: number): number {
    return charClass < this.columns && row < this.table.length
      ? (this.table[row + charClass] as number)
      : this.#others.get(row >> this.#shift, charClass);
  }

  /**
   * The entry of a transition, computed if it is not cached. If that changes the generation, earlier rows are invalid.
   */
  entryOf(row: number, charClass: number): number {
    const known = this.known(row, charClass);
    return known < 0 ? this.#make(row, charClass) : known;
  }

  /** The state after a character. */
  after(state: State, charClass: number): State {
    const entry = this.entryOf(this.refreshed(state).row, charClass);
    return kindOf(entry) === ENTRY.edge ? this.edgeOf(entry).target : this.at(restOf(entry));
  }

  /**
   * The edge of an entry; also for an entry that ends all earlier starts.
   *
   * @param count - how many starts there were.
   */
  edgeOf(entry: number, count = 0): Edge {
    if (kindOf(entry) === ENTRY.edge) return this.#edges[restOf(entry)] as Edge;
    const survivors = beginsAt(entry) === 1 ? Int32Array.of(count) : NO_SURVIVORS;
    return { ...NOTHING_ELSE, target: this.at(restOf(entry)), survivors };
  }

  #make(row: number, charClass: number): number {
    const source = this.at(row);
    const { threads } = source;
    const isMatching = this.#reads === "matches";
    const step = isMatching ? this.#stepper.step(threads, charClass) : this.#stepper.stepContexts(threads, charClass);
    const entry = this.#entry(threads.groupCount, step);
    if (source.generation !== this.#generation) return entry;
    if (charClass < this.columns && row < this.table.length) this.table[row + charClass] = entry;
    else this.#others.set(row >> this.#shift, charClass, entry);
    return entry;
  }

  /** The entry for a character at which values start after a context. It is rare and has a slower path. */
  entryWith(values: readonly number[], row: number, charClass: number): number {
    const key = row * MAX_CLASSES + charClass;
    const known = this.#withValues.get(values)?.get(key);
    if (known !== undefined) return known;
    const source = this.at(row);
    const entry = this.#entry(source.threads.groupCount, this.#stepper.step(source.threads, charClass, values));
    if (source.generation !== this.#generation) return entry;
    const byKey = this.#withValues.get(values) ?? new Map<number, number>();
    this.#withValues.set(values, byKey.set(key, entry));
    this.#bytes += BYTES_PER_EDGE;
    return entry;
  }

  #entry(groupCount: number, { threads, ended, completed, survivors, signal, values }: Step): number {
    if (this.#isFull()) this.#forget();
    const target = this.#state(threads);
    if (ended === undefined && completed === undefined && values.length === 0 && signal !== SIGNAL.near) {
      const begins = survivors[survivors.length - 1] === groupCount ? 1 : 0;
      const oldest = survivors.length - begins;
      const flags = (survivors.length > 0 ? ALIVE : 0) | (signal === SIGNAL.far ? FAR : 0);
      if (oldest === groupCount && begins === 0) return rowEntry(target.row, flags);
      if (oldest === 0) return rowEntry(target.row, flags | ENDS, begins);
      if (survivors[oldest - 1] === oldest - 1 && oldest <= MAX_OLDEST) return oldestEntry(target.row, oldest, begins);
    }
    this.#bytes += BYTES_PER_EDGE + 4 * survivors.length;
    return edgeEntry(this.#edges.push({ target, survivors, ended, completed, signal, values }) - 1);
  }

  #isFull(): boolean {
    return this.bytes > this.#budget.of(this) || (this.code.classes.size > this.columns && this.columns < MAX_COLUMNS);
  }

  #forget(): void {
    this.#shift = Math.min(Math.ceil(Math.log2(this.code.classes.size)), Math.log2(MAX_COLUMNS));
    this.columns = 1 << this.#shift;
    this.#generation++;
    this.#states = new States(this.#generation);
    this.#others = new TransitionMap();
    this.#withValues = new Map();
    this.#edges = [];
    this.#bytes = 0;
    this.table = new Int32Array(this.columns * 16).fill(UNKNOWN);
    this.#bytes += 4 * this.table.length;
  }

  #state(threads: Threads): State {
    const { hash } = threads;
    const known = this.#states.find(threads, hash);
    if (known !== undefined) return known;
    const row = this.#states.count * this.columns;
    if (row === this.table.length) this.#grow();
    return this.#states.add(threads, hash, row);
  }

  /** Adds a quarter more rows, unless they would take more than three quarters of the cache. */
  #grow(): void {
    const { length } = this.table;
    const longer = length + this.columns * Math.ceil(length / this.columns / 4);
    if (4 * longer > (3 * this.#budget.of(this)) / 4) return;
    this.#bytes += 4 * (longer - length);
    const table = new Int32Array(longer).fill(UNKNOWN, length);
    table.set(this.table);
    this.table = table;
  }
}
