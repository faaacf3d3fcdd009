import { NO_CHARACTER } from "./char-classes.ts";
import type { PatternProgram } from "./pattern-program.ts";
import { type Arrival, lastArrival, noThreads, step, type Threads } from "./thread-step.ts";
import { wholeCharacter, wholeCodePoint } from "./whole-characters.ts";

/** A stretch of text that a pattern matched, in UTF-16 code units of the whole text. */
export interface PatternMatch {
  /** Number of the pattern in the program; absent when a possible match grew past the bound. */
  readonly pattern?: number;
  readonly start: number;
  readonly end: number;
}

export interface SearchOptions {
  /** Code units a match may span. */
  readonly maxLength: number;
  /**
   * What happens to a possible match that is longer. `block`: reading stops. `mask`: what the bound allows counts as a match,
   * and the search goes on behind it. `release`: it is let go, and shorter ones are still found; a hostile text can then
   * make a character be read `maxLength` times.
   */
  readonly onOverflow: "block" | "mask" | "release";
  /** Whether to stop at the first place where some match ends, instead of finding where the best one ends. */
  readonly stopAtFirst: boolean;
}

/**
 * Finds the matches of a program in a text while it comes, one behind the other, as replacing them all in the whole text
 * would. Of several matches the one that starts first counts. From one start a pattern's own match is the one that trying
 * its alternatives in order finds first, and of several patterns the longest counts, then the first.
 *
 * At any time it knows `holdFrom`: the oldest place where a match may still be under way or may still grow. Text before that
 * can belong to no match any more; the caller keeps what is behind it.
 */
export class PatternSearcher {
  /** Where reading goes on. */
  position = 0;
  /** What ended the search, if something did. Nothing is read after it. */
  stopped: PatternMatch | undefined;
  readonly #program: PatternProgram;
  readonly #options: SearchOptions;
  #threads: Threads = noThreads(NO_CHARACTER);
  /** Where the threads of each group began. */
  #starts: readonly number[] = [];
  /** Matches that an older or preferred way may still replace, by their starts. */
  #candidates: PatternMatch[] = [];
  #found: PatternMatch[] = [];

  constructor(program: PatternProgram, options: SearchOptions) {
    this.#program = program;
    this.#options = options;
  }

  /** Offset of the first code unit that may still become part of a match; the end of what was read when there is none. */
  get holdFrom(): number {
    return Math.min(this.#starts[0] ?? this.position, this.stopped?.start ?? this.position);
  }

  /**
   * Reads on in a text whose first code unit stands at `origin`, which is `holdFrom` or before it. Returns the matches that
   * are certain by now, in order. A half surrogate pair at the end waits for its other half.
   */
  read(text: string, origin: number): readonly PatternMatch[] {
    const last = text.charCodeAt(text.length - 1);
    const end = origin + text.length - ((last & 0xfc00) === 0xd800 ? 1 : 0);
    this.#readTo(end, text, origin);
    return this.#taken();
  }

  /** Reads the rest and says that no more comes, which is what `$` waits for. */
  end(text: string, origin: number): readonly PatternMatch[] {
    const end = origin + text.length;
    do {
      this.#readTo(end, text, origin);
      if (this.stopped !== undefined) return this.#taken();
      this.#arrive(lastArrival(this.#program, this.#threads), end, this.#starts);
      this.#threads = noThreads(this.#threads.before);
      this.#starts = [];
      const match = this.#candidates.at(-1);
      this.#settle(Infinity);
      if (match !== undefined && match.end < end) this.#goOnFrom(match.end, text, origin);
    } while (this.position < end && this.stopped === undefined);
    return this.#taken();
  }

  #taken(): readonly PatternMatch[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #readTo(end: number, text: string, origin: number): void {
    while (this.position < end && this.stopped === undefined) {
      const code = text.codePointAt(this.position - origin) as number;
      const tooLong = this.#character(code, code > 0xffff ? 2 : 1);
      if (tooLong !== undefined) this.#overflow(tooLong, text, origin);
      this.#settle(this.#starts[0] ?? Infinity);
    }
  }

  /** Reads one character. Returns the start of a possible match that grew past the bound with it. */
  #character(code: number, width: number): number | undefined {
    const { threads, survivors, ended, completed } = step(this.#program, this.#threads, this.#program.classes.of(code));
    const at = this.position;
    this.#arrive(ended, at, this.#starts);
    if (this.stopped !== undefined) return undefined;
    const starts = [...this.#starts, at];
    this.position += width;
    const isTooLong = completed !== undefined && this.#isTooLong(starts[completed.group] as number);
    if (!isTooLong) this.#arrive(completed, this.position, starts);
    if (this.stopped !== undefined) return undefined;
    this.#threads = threads;
    this.#starts = survivors.map((group) => starts[group] as number);
    const oldest = Math.min(this.#starts[0] ?? Infinity, isTooLong ? (starts[completed.group] as number) : Infinity);
    return this.#isTooLong(oldest) ? oldest : undefined;
  }

  #isTooLong(start: number): boolean {
    return this.position - start > this.#options.maxLength;
  }

  #overflow(start: number, text: string, origin: number): void {
    this.#settle(start);
    const { onOverflow, maxLength } = this.#options;
    if (onOverflow === "block") {
      this.stopped = { start, end: this.position };
      this.#candidates = [];
      return;
    }
    const shorter = onOverflow === "release" ? this.#candidates[0] : undefined;
    const cut = wholeCharacter(text, start + maxLength - origin, start - origin) + origin;
    const match = onOverflow === "mask" ? { start, end: cut } : shorter?.start === start ? shorter : undefined;
    if (match !== undefined) this.#found.push(match);
    this.#goOnFrom(match?.end ?? wholeCodePoint(text, start + 1 - origin, start - origin) + origin, text, origin);
  }

  #goOnFrom(at: number, text: string, origin: number): void {
    const before = text.codePointAt(wholeCodePoint(text, at - 1 - origin)) as number;
    this.#threads = noThreads(this.#program.classes.of(before));
    this.#starts = [];
    this.#candidates = [];
    this.position = at;
  }

  /** A match takes the place of those from the same start or within it. */
  #arrive(arrival: Arrival | undefined, at: number, starts: readonly number[]): void {
    if (arrival === undefined) return;
    const start = starts[arrival.group] as number;
    const match = { pattern: arrival.pattern, start, end: arrival.stepsBack ? at - 1 : at };
    if (this.#options.stopAtFirst) {
      this.stopped = match;
      return;
    }
    const rival = this.#candidates.at(-1);
    if (rival?.start === start && rival.end === match.end && (rival.pattern as number) < arrival.pattern) return;
    const first = this.#candidates.findIndex((candidate) => candidate.start >= start);
    if (first >= 0) this.#candidates.length = first;
    this.#candidates.push(match);
  }

  /** Nothing older than `oldest` is under way any more, so the candidates from before it are found. */
  #settle(oldest: number): void {
    while (this.#candidates.length > 0 && (this.#candidates[0] as PatternMatch).start < oldest) {
      this.#found.push(this.#candidates.shift() as PatternMatch);
    }
  }
}
