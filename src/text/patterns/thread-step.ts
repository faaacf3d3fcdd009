import { NO_CHARACTER } from "./char-classes.ts";
import type { PatternProgram } from "./pattern-program.ts";
import type { Instruction } from "./program-builder.ts";

/** All ways to match that are under way at a place, the preferred first. */
export interface Threads {
  /** Where each thread stands: at a character to read, or at an assertion that waits for the next character. */
  readonly addresses: readonly number[];
  /** Which start each thread belongs to: 0 is the oldest. Never falls. */
  readonly groups: readonly number[];
  readonly groupCount: number;
  /** Class of the character before this place. */
  readonly before: number;
}

/** A thread came to the end of its pattern. */
export interface Arrival {
  readonly pattern: number;
  /** The start it belongs to, by its number before the step; one more than there were is the character just read. */
  readonly group: number;
  /** Whether it ended one character earlier, see {@link Instruction}. */
  readonly stepsBack: boolean;
}

export interface Step {
  /** A match that ends before the character. */
  readonly ended: Arrival | undefined;
  /** A match that ends behind the character. Of two matches of one start the later one is better. */
  readonly completed: Arrival | undefined;
  readonly threads: Threads;
  /** The starts that go on, by their numbers before the step. */
  readonly survivors: readonly number[];
}

export const noThreads = (before: number): Threads => ({ addresses: [], groups: [], groupCount: 0, before });

/**
 * Follows threads in their order while they are at the same place. A match ends what is less preferred: later ways of the
 * same pattern from the same start, and everything that started later, since it lies within the match. Other patterns go
 * on from the same start, for they may be longer.
 *
 * A way that an earlier thread has taken already is not taken again: the two have the same future, and the earlier would win.
 */
class Follower {
  readonly addresses: number[] = [];
  readonly groups: number[] = [];
  arrival: Arrival | undefined;
  readonly #program: PatternProgram;
  readonly #before: number;
  readonly #behind: number | undefined;
  readonly #seen: Set<number> = new Set();
  readonly #arrived: Set<number> = new Set();

  /** Assertions are decided where the class behind the place is given, and wait otherwise. */
  constructor(program: PatternProgram, before: number, behind?: number) {
    this.#program = program;
    this.#before = before;
    this.#behind = behind;
  }

  follow(address: number, group: number): void {
    if (this.arrival !== undefined && this.#isBeaten(address, group)) return;
    if (this.#seen.has(address)) return;
    this.#seen.add(address);
    const instruction = this.#program.code[address] as Instruction;
    switch (instruction.op) {
      case "match":
        return this.#arrive(instruction.pattern, group, instruction.stepsBack);
      case "split":
        for (const branch of instruction.next) this.follow(branch, group);
        return;
      case "assert":
        if (this.#behind === undefined) return this.#keep(address, group);
        if (this.#program.holds(instruction.at, this.#before, this.#behind)) this.follow(instruction.next, group);
        return;
      default:
        this.#keep(address, group);
    }
  }

  #isBeaten(address: number, group: number): boolean {
    return group !== this.arrival?.group || this.#arrived.has(this.#program.patternOf[address] as number);
  }

  #arrive(pattern: number, group: number, stepsBack: boolean): void {
    this.#arrived.add(pattern);
    this.arrival ??= { pattern, group, stepsBack };
  }

  #keep(address: number, group: number): void {
    this.addresses.push(address);
    this.groups.push(group);
  }
}

const followAll = (follower: Follower, { addresses, groups }: Threads): Follower => {
  for (let i = 0; i < addresses.length; i++) follower.follow(addresses[i] as number, groups[i] as number);
  return follower;
};

/** Reads a character of a class: decides what waited for it, begins new ways, and goes on. */
export const step = (program: PatternProgram, threads: Threads, charClass: number): Step => {
  const { before, groupCount } = threads;
  const here = followAll(new Follower(program, before, charClass), threads);
  const starting = new Follower(program, before, charClass);
  for (const start of program.starts) starting.follow(start, groupCount);
  const there = new Follower(program, charClass);
  for (const from of [here, starting]) {
    for (let i = 0; i < from.addresses.length; i++) {
      const instruction = program.code[from.addresses[i] as number] as Instruction;
      if (instruction.op === "set" && program.reads(instruction.set, charClass)) {
        there.follow(instruction.next, from.groups[i] as number);
      }
    }
  }
  const survivors = [...new Set(there.groups)];
  const groups = there.groups.map((group) => survivors.indexOf(group));
  const next = { addresses: there.addresses, groups, groupCount: survivors.length, before: charClass };
  return { ended: here.arrival, completed: there.arrival, threads: next, survivors };
};

/** The match that is certain once no more text comes. */
export const lastArrival = (program: PatternProgram, threads: Threads): Arrival | undefined =>
  followAll(new Follower(program, threads.before, NO_CHARACTER), threads).arrival;
