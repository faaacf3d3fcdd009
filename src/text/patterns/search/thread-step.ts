import { NO_CHARACTER } from "../program/char-classes.ts";
import type { ProgramCode } from "../program/program-code.ts";
import { OP, SIGNAL, type Signal } from "../program/instructions.ts";
import { withoutLaterRounds } from "../program/rounds.ts";
import { ThreadList, Threads } from "./threads.ts";

/** A pattern of which a thread came to the end. */
export interface Arrived {
  readonly pattern: number;
  /** How many code units earlier it ended: before the line break behind a `$`, or before a word that must stand behind it. */
  readonly stepsBack: number;
}

/** Threads of one start came to the end of their patterns. */
export interface Arrival {
  readonly patterns: readonly Arrived[];
  /** The start it belongs to, by its number before the step; one more than there were is the character just read. */
  readonly group: number;
}

export interface Step {
  /** A match that ends before the character. */
  readonly ended: Arrival | undefined;
  /** A match that ends behind the character. Of two matches of one start the later one is better. */
  readonly completed: Arrival | undefined;
  readonly threads: Threads;
  /** The starts that go on, by their numbers before the step. */
  readonly survivors: Int32Array;
  /** Whether a word has ended that rules wait for, or ceases to count. */
  readonly signal: Signal;
  /** Where the values go on that begin with the character behind a context. */
  readonly values: readonly number[];
}

const WAITING = -2;

/**
 * Follows threads in their order while they are at the same place. A match ends what is less preferred: later ways of the
 * same pattern from the same start, and everything that started later, since it lies within the match. Other patterns go
 * on from the same start, for they may be longer.
 *
 * A way that an earlier thread has taken already is not taken again: the two have the same future, and the earlier would win.
 * So every instruction is looked at once a character, whatever the text.
 */
export class ThreadStepper {
  readonly #code: ProgramCode;
  /** Where what is followed begins: patterns, or contexts; and what begins only near words. */
  readonly #roots: readonly number[];
  readonly #rootsNear: readonly number[];
  /** The patterns that begin only near words. */
  readonly #patternsNear: ReadonlySet<number>;
  /** What may begin behind a class, whatever comes next. */
  readonly #openings: Map<number, readonly number[]> = new Map();
  /** Where what begins at a character goes on behind it. */
  readonly #beginnings: Map<number, readonly number[]> = new Map();
  /** Round in which an instruction was seen last. */
  readonly #seen: Int32Array;
  readonly #stack: number[] = [];
  #round = 0;
  /** What is followed at the moment, and what the steps before it gave. */
  #list: ThreadList = new ThreadList();
  readonly #here: ThreadList = new ThreadList();
  readonly #there: ThreadList = new ThreadList();
  /** Where matches begin behind a context. */
  #valueStarts: number[] = [];
  #signal: Signal = SIGNAL.none;
  #arrived: Arrived[] = [];
  #arrivedGroup = -1;

  constructor(code: ProgramCode, reads: "matches" | "contexts") {
    const { patterns, contexts, near } = code.roots;
    this.#code = code;
    this.#roots = reads === "matches" ? patterns : contexts;
    this.#rootsNear = reads === "matches" ? near : [];
    this.#patternsNear = new Set(near.map((address) => code.patternOf[address] as number));
    this.#seen = new Int32Array(code.op.length);
  }

  /**
   * Reads a character of a class: decides what waited for it, begins new ways, also at the addresses where a context says that
   * a value begins, and goes on.
   */
  step(threads: Threads, charClass: number, values: readonly number[] = NOTHING): Step {
    const { groupCount } = threads;
    this.#decide(threads, charClass);
    const ended = this.#arrival();
    const fresh = this.#beginningsAt(threads, charClass);
    this.#begin(this.#there);
    this.#read(this.#here, charClass);
    for (const address of fresh) this.#follow(address, groupCount, charClass, WAITING);
    for (const address of values) {
      if (threads.isAlert || !this.#isNear(address)) this.#follow(address, groupCount, charClass, WAITING);
    }
    const completed = this.#arrival();
    const survivors = this.#there.groups();
    const next = this.#there.threads(this.#code.kindOf(charClass), threads.isAlert, survivors.length);
    return { ended, completed, threads: next, survivors, signal: SIGNAL.none, values: NOTHING };
  }

  /** The same for contexts: where values begin with the character, and where contexts stand behind it. */
  stepContexts(threads: Threads, charClass: number): Step {
    this.#signal = SIGNAL.none;
    const values = this.#decideContexts(threads, charClass);
    const fresh = this.#beginningsAt(threads, charClass);
    this.#begin(this.#there);
    this.#read(this.#here, charClass);
    for (const address of fresh) this.#follow(address, 0, charClass, WAITING);
    const contexts = withoutLaterRounds(this.#there.addresses(), this.#code.rounds);
    const next = Threads.none(this.#code.kindOf(charClass), contexts);
    const signal = this.#signal;
    return { ended: undefined, completed: undefined, threads: next, survivors: NO_SURVIVORS, signal, values };
  }

  /** The match that is certain once no more text comes. */
  last(threads: Threads): Arrival | undefined {
    this.#decide(threads, NO_CHARACTER);
    return this.#arrival();
  }

  #begin(list: ThreadList): void {
    this.#round++;
    list.clear();
    this.#list = list;
    this.#arrivedGroup = -1;
    if (this.#arrived.length > 0) this.#arrived = [];
  }

  #arrival(): Arrival | undefined {
    if (this.#arrivedGroup < 0) return undefined;
    return { patterns: this.#arrived.toSorted((a, b) => a.pattern - b.pattern), group: this.#arrivedGroup };
  }

  #decide(threads: Threads, behind: number): void {
    this.#begin(this.#here);
    for (let group = 0, thread = 0; group < threads.groupCount; group++) {
      const end = threads.groupEnd(group);
      for (; thread < end; thread++) this.#follow(threads.address(thread), group, threads.before, behind);
    }
  }

  /** Returns where the values go on that begin with the character. */
  #decideContexts(threads: Threads, charClass: number): readonly number[] {
    this.#valueStarts = [];
    this.#begin(this.#here);
    for (let i = 0; i < threads.contextCount; i++) this.#follow(threads.context(i), 0, threads.before, charClass);
    return this.#valueStarts.length === 0 ? NOTHING : this.#behind(this.#valueStarts, threads.before, charClass);
  }

  /** What begins at a character. Asked for every start anew it would cost more than all the rest. */
  #beginningsAt({ before, isAlert }: Threads, charClass: number): readonly number[] {
    const place = 2 * (before + 1) + (isAlert ? 1 : 0);
    const key = place * 65_536 + charClass;
    const known = this.#beginnings.get(key);
    if (known !== undefined) return known;
    const roots = isAlert ? [...this.#roots, ...this.#rootsNear] : this.#roots;
    const openings = this.#openings.get(place) ?? this.#reachable(roots, before);
    this.#openings.set(place, openings);
    const found = this.#behind(openings, before, charClass);
    if (this.#beginnings.size < MAX_BEGINNINGS) this.#beginnings.set(key, found);
    return found;
  }

  /** What reads a character first, or waits for it, from some roots. */
  #reachable(roots: readonly number[], before: number): readonly number[] {
    this.#begin(new ThreadList());
    for (const root of roots) this.#follow(root, 0, before, WAITING);
    return this.#list.addresses();
  }

  /** Where what begins at some addresses goes on behind a character. */
  #behind(addresses: readonly number[], before: number, charClass: number): readonly number[] {
    const { classes, op, arg, next } = this.#code;
    const reads = (address: number): boolean => classes.has(arg[address] as number, charClass);
    this.#begin(new ThreadList());
    for (const address of addresses) {
      if (op[address] !== OP.set || reads(address)) this.#follow(address, 0, before, charClass);
    }
    return this.#list
      .addresses()
      .filter(reads)
      .map((address) => next[address] as number);
  }

  /** Goes on with those that read the character. */
  #read(from: ThreadList, charClass: number): void {
    const { classes, arg, next } = this.#code;
    for (let i = 0; i < from.count; i++) {
      const address = from.address(i);
      if (!classes.has(arg[address] as number, charClass)) continue;
      this.#follow(next[address] as number, from.group(i), charClass, WAITING);
    }
  }

  /** Goes on from an address to where characters are read. Assertions wait when what is behind the place is not known. */
  #follow(from: number, group: number, before: number, behind: number): void {
    const { op, arg, next, branches, patternOf, longest } = this.#code;
    if (this.#arrivedGroup >= 0 && this.#isBeaten(patternOf[from] as number, group)) return;
    if (op[from] === OP.set) {
      if (this.#seen[from] !== this.#round) this.#list.add(from, group);
      this.#seen[from] = this.#round;
      return;
    }
    const stack = this.#stack;
    stack.push(from);
    for (let address = stack.pop(); address !== undefined; address = stack.pop()) {
      if (this.#seen[address] === this.#round) continue;
      this.#seen[address] = this.#round;
      switch (op[address]) {
        case OP.set:
          this.#list.add(address, group);
          break;
        case OP.split:
          for (let i = (next[address] as number) - 1; i >= 0; i--) {
            stack.push(branches[(arg[address] as number) + i] as number);
          }
          break;
        case OP.assert:
          if (behind === WAITING && this.#code.looksAhead(arg[address] as number)) this.#list.add(address, group);
          else if (this.#code.holds(arg[address] as number, before, behind)) stack.push(next[address] as number);
          break;
        case OP.signal:
          if (this.#signal !== SIGNAL.near) this.#signal = arg[address] as Signal;
          break;
        case OP.value:
          if (behind === WAITING) this.#list.add(address, group);
          else this.#valueStarts.push(next[address] as number);
          break;
        default:
          this.#arrivedGroup = group;
          this.#arrived.push({ pattern: arg[address] as number, stepsBack: next[address] as number });
          if (!longest.has(arg[address] as number)) stack.length = 0;
      }
    }
  }

  #isNear(address: number): boolean {
    return this.#patternsNear.has(this.#code.patternOf[address] as number);
  }

  #isBeaten(pattern: number, group: number): boolean {
    if (group !== this.#arrivedGroup) return true;
    return !this.#code.longest.has(pattern) && this.#arrived.some((arrived) => arrived.pattern === pattern);
  }
}

const NOTHING: readonly number[] = [];
const NO_SURVIVORS = new Int32Array(0);
const MAX_BEGINNINGS = 4_096;
