import type { Signal } from "../program/instructions.ts";
import type { Threads } from "./threads.ts";

/** A pattern that a thread has completed. */
export interface AcceptedPattern {
  readonly pattern: number;
  /**
   * How many code units earlier it ended: before the line break after a `$`, or before a word that has to follow it.
   */
  readonly stepsBack: number;
}

/** The patterns that threads of one start have completed. */
export interface Acceptance {
  readonly patterns: readonly AcceptedPattern[];
  /** Index of the start before the step. The character just read has the next index after all starts. */
  readonly group: number;
}

/** The result of reading one character. */
export interface Step {
  /** Matches that end before the character. */
  readonly ended: Acceptance | undefined;
  /** Matches that end after the character. Of two matches of one start the later one is better. */
  readonly completed: Acceptance | undefined;
  readonly threads: Threads;
  /** Indices of the starts that continue. */
  readonly survivors: Int32Array;
  /** Whether a word of `near` has ended, or such words cease to count. */
  readonly signal: Signal;
  /** Addresses where values continue that start with the character after a context. */
  readonly values: readonly number[];
}
