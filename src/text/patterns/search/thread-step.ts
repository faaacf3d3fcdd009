import { NO_CHARACTER } from "../program/char-classes.ts";
import { OP, SIGNAL, type Signal } from "../program/instructions.ts";
import type { ProgramCode } from "../program/program-code.ts";
import { withoutLaterRounds } from "../program/rounds.ts";
import type { Acceptance, AcceptedPattern, Step } from "./step.ts";
import { ThreadList, Threads } from "./threads.ts";

const WAITING = -2;

/**
 * Advances all threads by one character (a Pike VM), in order of preference. A match ends less preferred threads: later
 * alternatives of the same pattern and start, and everything that started later, since it lies within the match. Other
 * patterns continue from the same start, because they may match more.
 *
 * A path that an earlier thread has taken is not taken again: both would continue alike, and the earlier thread would
 * win. So every instruction is visited at most once per character, whatever the text.
 */
export class ThreadStepper {
  readonly #code: ProgramCode;
  /** Where patterns, or contexts, start; and those that start only near words. */
  readonly #roots: readonly number[];
  readonly #rootsNear: readonly number[];
  /** The patterns that start only near words. */
  readonly #patternsNear: ReadonlySet<number>;
  /** What may start after a class, whatever the next character. */
  readonly #openings: Map<number, readonly number[]> = new Map();
  /** Where what starts at a character continues after it. */
  readonly #beginnings: Map<number, readonly number[]> = new Map();
  /** The round in which an instruction was last visited. */
  readonly #seen: Int32Array;
  readonly #stack: number[] = [];
  #round = 0;
  /** The list that is being filled, and the lists of the current and the next position. */
  #list: ThreadList = new ThreadList();
  readonly #here: ThreadList = new ThreadList();
  readonly #there: ThreadList = new ThreadList();
  /** Where values start after a context. */
  #valueStarts: number[] = [];
  #signal: Signal = SIGNAL.none;
  #accepted: AcceptedPattern[] = [];
  #acceptedGroup = -1;

  constructor(code: ProgramCode, reads: "matches" | "contexts") {
    const { patterns, contexts, near } = code.roots;
    this.#code = code;
    this.#roots = reads === "matches" ? patterns : contexts;
    this.#rootsNear = reads === "matches" ? near : [];
    this.#patternsNear = new Set(near.map((address) => code.patternOf[address] as number));
    this.#seen = new Int32Array(code.op.length);
  }

  /**
   * Reads a character of a class: resolves assertions that waited for it, starts new threads, also at the addresses of
   * values, and advances all threads.
   */
  step(threads: Threads, charClass: number, values: readonly number[] = NOTHING): Step {
    const { groupCount } = threads;
    this.#resolve(threads, charClass);
    const ended = this.#acceptance();
    const fresh = this.#beginningsAt(threads, charClass);
    this.#begin(this.#there);
    this.#advance(this.#here, charClass);
    for (const address of fresh) this.#follow(address, groupCount, charClass, WAITING);
    for (const address of values) {
      if (threads.isNear || !this.#isNear(address)) this.#follow(address, groupCount, charClass, WAITING);
    }
    const completed = this.#acceptance();
    const survivors = this.#there.groups();
    const next = this.#there.threads(this.#code.kindOf(charClass), threads.isNear, survivors.length);
    return { ended, completed, threads: next, survivors, signal: SIGNAL.none, values: NOTHING };
  }

  /** The same for contexts. Returns where values start with the character, and the contexts after it. */
  stepContexts(threads: Threads, charClass: number): Step {
    this.#signal = SIGNAL.none;
    const values = this.#resolveContexts(threads, charClass);
    const fresh = this.#beginningsAt(threads, charClass);
    this.#begin(this.#there);
    this.#advance(this.#here, charClass);
    for (const address of fresh) this.#follow(address, 0, charClass, WAITING);
    const contexts = withoutLaterRounds(this.#there.addresses(), this.#code.rounds);
    const next = Threads.none(this.#code.kindOf(charClass), contexts);
    const signal = this.#signal;
    return { ended: undefined, completed: undefined, threads: next, survivors: NO_SURVIVORS, signal, values };
  }

  /** The match that is final when the text ends. */
  last(threads: Threads): Acceptance | undefined {
    this.#resolve(threads, NO_CHARACTER);
    return this.#acceptance();
  }

  #begin(list: ThreadList): void {
    this.#round++;
    list.clear();
    this.#list = list;
    this.#acceptedGroup = -1;
    if (this.#accepted.length > 0) this.#accepted = [];
  }

  #acceptance(): Acceptance | undefined {
    if (this.#acceptedGroup < 0) return undefined;
    return { patterns: this.#accepted.toSorted((a, b) => a.pattern - b.pattern), group: this.#acceptedGroup };
  }

  #resolve(threads: Threads, after: number): void {
    this.#begin(this.#here);
    for (let group = 0, thread = 0; group < threads.groupCount; group++) {
      const end = threads.groupEnd(group);
      for (; thread < end; thread++) this.#follow(threads.address(thread), group, threads.before, after);
    }
  }

  /** Returns the addresses where values that start with the character continue. */
  #resolveContexts(threads: Threads, charClass: number): readonly number[] {
    this.#valueStarts = [];
    this.#begin(this.#here);
    for (let i = 0; i < threads.contextCount; i++) this.#follow(threads.context(i), 0, threads.before, charClass);
    return this.#valueStarts.length === 0 ? NOTHING : this.#after(this.#valueStarts, threads.before, charClass);
  }

  /** What starts at a character. Cached, since computing it for every start would dominate the cost. */
  #beginningsAt({ before, isNear }: Threads, charClass: number): readonly number[] {
    const place = 2 * (before + 1) + (isNear ? 1 : 0);
    const key = place * 65_536 + charClass;
    const known = this.#beginnings.get(key);
    if (known !== undefined) return known;
    const roots = isNear ? [...this.#roots, ...this.#rootsNear] : this.#roots;
    const openings = this.#openings.get(place) ?? this.#reachable(roots, before);
    this.#openings.set(place, openings);
    const found = this.#after(openings, before, charClass);
    if (this.#beginnings.size < MAX_BEGINNINGS) this.#beginnings.set(key, found);
    return found;
  }

  /** The instructions that read, or wait for, the first character from some roots. */
  #reachable(roots: readonly number[], before: number): readonly number[] {
    this.#begin(new ThreadList());
    for (const root of roots) this.#follow(root, 0, before, WAITING);
    return this.#list.addresses();
  }

  /** Where what starts at some addresses continues after a character. */
  #after(addresses: readonly number[], before: number, charClass: number): readonly number[] {
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

  /** Advances the threads that read the character. */
  #advance(from: ThreadList, charClass: number): void {
    const { classes, arg, next } = this.#code;
    for (let i = 0; i < from.count; i++) {
      const address = from.address(i);
      if (!classes.has(arg[address] as number, charClass)) continue;
      this.#follow(next[address] as number, from.group(i), charClass, WAITING);
    }
  }

  /**
   * Follows an address to the instructions that read characters (its epsilon closure). Assertions wait if the next
   * character is not known.
   */
  #follow(from: number, group: number, before: number, after: number): void {
    const { op, arg, next, branches, patternOf, longest } = this.#code;
    if (this.#acceptedGroup >= 0 && this.#isSuperseded(patternOf[from] as number, group)) return;
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
          if (after === WAITING && this.#code.looksAhead(arg[address] as number)) this.#list.add(address, group);
          else if (this.#code.holds(arg[address] as number, before, after)) stack.push(next[address] as number);
          break;
        case OP.signal:
          if (this.#signal !== SIGNAL.near) this.#signal = arg[address] as Signal;
          break;
        case OP.value:
          if (after === WAITING) this.#list.add(address, group);
          else this.#valueStarts.push(next[address] as number);
          break;
        default:
          this.#acceptedGroup = group;
          this.#accepted.push({ pattern: arg[address] as number, stepsBack: next[address] as number });
          if (!longest.has(arg[address] as number)) stack.length = 0;
      }
    }
  }

  #isNear(address: number): boolean {
    return this.#patternsNear.has(this.#code.patternOf[address] as number);
  }

  #isSuperseded(pattern: number, group: number): boolean {
    if (group !== this.#acceptedGroup) return true;
    return !this.#code.longest.has(pattern) && this.#accepted.some((accepted) => accepted.pattern === pattern);
  }
}

const NOTHING: readonly number[] = [];
const NO_SURVIVORS = new Int32Array(0);
const MAX_BEGINNINGS = 4_096;
