import type { Instruction, PatternProgram } from "./pattern-program.ts";
import type { Assertion } from "./pattern-syntax.ts";
import { WORD } from "./char-set.ts";

/** A stretch of text that a pattern matched, in UTF-16 code units of the whole text. */
export interface PatternMatch {
  /** Number of the pattern in the program. */
  readonly pattern: number;
  readonly start: number;
  readonly end: number;
}

/** A possible match that grew past the bound. */
export interface Overflow {
  readonly start: number;
  readonly end: number;
}

/** Threads of a step: an address, and the first and last place at which a match through it began. */
class Threads {
  readonly addresses: Int32Array;
  readonly oldest: Float64Array;
  readonly newest: Float64Array;
  size = 0;
  readonly #slots: Int32Array;

  constructor(capacity: number) {
    this.addresses = new Int32Array(capacity);
    this.oldest = new Float64Array(capacity);
    this.newest = new Float64Array(capacity);
    this.#slots = new Int32Array(capacity).fill(-1);
  }

  /** Adds a thread, or widens the one that is there. Returns whether it was new. */
  add(address: number, oldest: number, newest: number): boolean {
    const slot = this.#slots[address] as number;
    if (slot >= 0 && slot < this.size && this.addresses[slot] === address) {
      const widens = oldest < (this.oldest[slot] as number) || newest > (this.newest[slot] as number);
      if (!widens) return false;
      this.oldest[slot] = Math.min(oldest, this.oldest[slot] as number);
      this.newest[slot] = Math.max(newest, this.newest[slot] as number);
      return true;
    }
    this.#slots[address] = this.size;
    this.addresses[this.size] = address;
    this.oldest[this.size] = oldest;
    this.newest[this.size++] = newest;
    return true;
  }

  clear(): void {
    this.size = 0;
  }
}

export interface PatternScannerOptions {
  /** Code units a match may span. */
  readonly maxLength: number;
  /** Whether to read no further once a possible match is longer than that. */
  readonly stopOnOverflow: boolean;
}

const NONE = -1;

/**
 * Finds the first place at which any pattern of a program matches, while the text comes. It simulates all ways to match
 * at once (Thompson, Pike), so the cost per character is bounded by the size of the program and in ordinary text is one
 * look-up. At any time it knows `holdFrom`: the oldest place where a match may still be under way. Text before that can
 * belong to no match any more.
 */
export class PatternScanner {
  /** The earliest match to end, once there is one. Nothing is read after it. */
  match: PatternMatch | undefined;
  /** Set when a possible match is longer than the bound. If reading goes on, shorter matches are still found. */
  overflow: Overflow | undefined;
  readonly #program: PatternProgram;
  readonly #options: PatternScannerOptions;
  #now: Threads;
  #next: Threads;
  #position = 0;
  #previous: number = NONE;
  #highSurrogate = NONE;

  constructor(program: PatternProgram, options: PatternScannerOptions) {
    this.#program = program;
    this.#options = options;
    this.#now = new Threads(program.code.length);
    this.#next = new Threads(program.code.length);
  }

  /** Offset of the first code unit that may still become part of a match; the end of the text when there is none. */
  get holdFrom(): number {
    let from = this.#highSurrogate === NONE ? this.#position : this.#position - 1;
    if (this.overflow !== undefined && this.#options.stopOnOverflow) from = Math.min(from, this.overflow.start);
    for (let i = 0; i < this.#now.size; i++) from = Math.min(from, this.#now.oldest[i] as number);
    return from;
  }

  /** Whether the verdict is in, so that nothing more is read. */
  get stopped(): boolean {
    return this.match !== undefined || (this.overflow !== undefined && this.#options.stopOnOverflow);
  }

  feed(text: string): void {
    for (let i = this.#skip(text, 0); i < text.length && !this.stopped; i = this.#skip(text, i + 1)) {
      this.#unit(text.charCodeAt(i));
    }
  }

  /** Says that no more text comes, which is what `$` waits for. */
  end(): void {
    const high = this.#highSurrogate;
    this.#highSurrogate = NONE;
    if (!this.stopped && high !== NONE) this.#codePoint(high, 1);
    if (!this.stopped) this.#resolve(NONE, this.#position);
  }

  /** Passes over what no match can begin with, while none is under way. Returns where something else comes. */
  #skip(text: string, from: number): number {
    if (this.#now.size > 0 || this.#highSurrogate !== NONE) return from;
    const { first } = this.#program;
    let to = from;
    while (to < text.length && first[text.charCodeAt(to)] === 0) to++;
    if (to === from) return from;
    this.#previous = text.charCodeAt(to - 1);
    this.#position += to - from;
    return to;
  }

  #unit(unit: number): void {
    const high = this.#highSurrogate;
    if (high !== NONE) {
      this.#highSurrogate = NONE;
      if ((unit & 0xfc00) === 0xdc00) {
        this.#position++;
        return this.#codePoint(0x10000 + ((high & 0x3ff) << 10) + (unit & 0x3ff), 2);
      }
      this.#codePoint(high, 1);
      if (this.stopped) return;
    }
    this.#position++;
    if ((unit & 0xfc00) === 0xd800) this.#highSurrogate = unit;
    else this.#codePoint(unit, 1);
  }

  /** Reads one character; `#position` already stands behind its `width` code units. */
  #codePoint(code: number, width: number): void {
    const start = this.#position - width;
    if (this.#now.size > 0) this.#resolve(code, start);
    for (const { at, addresses } of this.#program.startsWith(code)) {
      if (at !== undefined && !holds(at, this.#previous, code)) continue;
      for (const address of addresses) this.#follow(this.#now, address, start, start, start, code);
    }
    if (this.match === undefined && this.#now.size > 0) this.#consume(code);
    this.#previous = code;
  }

  #consume(code: number): void {
    const { code: program } = this.#program;
    const now = this.#now;
    this.#next.clear();
    for (let i = 0; i < now.size; i++) {
      const instruction = program[now.addresses[i] as number] as Instruction;
      if (instruction.op !== "set" || !instruction.set.has(code)) continue;
      this.#advance(instruction.next, now.oldest[i] as number, now.newest[i] as number);
    }
    // What was under way before the last character of a match stays held, so the threads are left as they are.
    if (this.match !== undefined) return;
    this.#now = this.#next;
    this.#next = now;
  }

  /** Goes on to the next instruction unless the match would be too long by now. */
  #advance(address: number, oldest: number, newest: number): void {
    const limit = this.#position - this.#options.maxLength;
    if (oldest < limit && oldest < (this.overflow?.start ?? Infinity)) {
      this.overflow = { start: oldest, end: this.#position };
    }
    if (newest < limit) return;
    this.#follow(this.#next, address, Math.max(oldest, limit), newest, this.#position);
  }

  /**
   * Adds an address and all that follows without reading. Assertions are decided when the `next` character is known, and
   * wait for it otherwise.
   */
  #follow(threads: Threads, address: number, oldest: number, newest: number, end: number, next?: number): void {
    const instruction = this.#program.code[address] as Instruction;
    if (instruction.op === "match") return this.#found(instruction.pattern, oldest, end);
    if (!threads.add(address, oldest, newest)) return;
    if (instruction.op === "split") {
      for (const branch of instruction.next) this.#follow(threads, branch, oldest, newest, end, next);
    } else if (instruction.op === "assert" && next !== undefined && holds(instruction.at, this.#previous, next)) {
      this.#follow(threads, instruction.next, oldest, newest, end, next);
    }
  }

  #found(pattern: number, start: number, end: number): void {
    const better = this.match === undefined || start < this.match.start;
    if (better) this.match = { pattern, start, end };
  }

  /** Decides the assertions at the place `end`, between the previous character and `next`. */
  #resolve(next: number, end: number): void {
    const now = this.#now;
    for (let i = 0, waiting = now.size; i < waiting; i++) {
      const instruction = this.#program.code[now.addresses[i] as number] as Instruction;
      if (instruction.op !== "assert" || !holds(instruction.at, this.#previous, next)) continue;
      this.#follow(now, instruction.next, now.oldest[i] as number, now.newest[i] as number, end, next);
    }
  }
}

const isWord = (code: number): boolean => (code < 128 ? WORD.ascii[code] === 1 : WORD.has(code));

const holds = (at: Assertion, previous: number, next: number): boolean => {
  switch (at) {
    case "start":
      return previous === NONE;
    case "line-start":
      return previous === NONE || previous === 10;
    case "end":
      return next === NONE;
    case "line-end":
      return next === NONE || next === 10;
    case "word-border":
      return isWord(previous) !== isWord(next);
    case "no-word-border":
      return isWord(previous) === isWord(next);
  }
};
