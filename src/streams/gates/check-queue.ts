import type { Verdict } from "../../types/verdict.ts";
import { Fifo } from "../fifo.ts";

/** The decision of a check about a window. */
export type GateDecision =
  | { readonly outcome: "allow" }
  | { readonly outcome: "block"; readonly verdict: Verdict }
  /** Replaces the new text of the window. Only allowed where text waits for its verdict. */
  | { readonly outcome: "transform"; readonly text: string; readonly verdict: Verdict };

/** A submitted check. `place` is its position in the order of submission, from 0. */
export interface Check<Subject> {
  readonly place: number;
  readonly subject: Subject;
}

/** A block for which all earlier checks have passed. */
export interface Block<Subject> {
  readonly subject: Subject;
  readonly verdict: Verdict;
}

/**
 * Runs checks in order with a limit on how many run at once. They start in the order of submission and may be decided
 * in any order. The queue knows how many have passed without a gap, and which block comes first.
 */
export class CheckQueue<Subject> {
  readonly #limit: number;
  readonly #waiting = new Fifo<Check<Subject>>();
  /** Places that have passed while an earlier one is still open. At most as many as run at once. */
  readonly #early = new Set<number>();
  #block: (Check<Subject> & Block<Subject>) | undefined;
  #submitted = 0;
  #passed = 0;
  #inFlight = 0;
  /** True after a block: nothing more is checked. */
  #closed = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of submitted checks. */
  get submitted(): number {
    return this.#submitted;
  }

  /** The number of passed checks, up to the first one that has not passed. */
  get passed(): number {
    return this.#passed;
  }

  /** Whether no check is running or waiting. */
  get idle(): boolean {
    return this.#inFlight === 0 && this.#waiting.size === 0;
  }

  /** Whether another check could start now. */
  get hasRoom(): boolean {
    return this.#inFlight < this.#limit && this.#waiting.size === 0;
  }

  /** The first block, once all checks before it have passed. */
  get block(): Block<Subject> | undefined {
    return this.#block?.place === this.#passed ? this.#block : undefined;
  }

  submit(subject: Subject): void {
    if (!this.#closed) this.#waiting.push({ place: this.#submitted++, subject });
  }

  /** The next check to start, or undefined if none may start now. Call it until then. */
  launch(): Check<Subject> | undefined {
    if (this.#inFlight >= this.#limit) return undefined;
    const check = this.#waiting.take();
    if (check !== undefined) this.#inFlight++;
    return check;
  }

  /** Records the decision of a launched check. After a block no more checks are launched. */
  settle(check: Check<Subject>, decision: GateDecision): void {
    this.#inFlight--;
    if (decision.outcome !== "block") return this.#pass(check.place);
    this.#close();
    if (this.#block !== undefined && this.#block.place < check.place) return;
    this.#block = { ...check, verdict: decision.verdict };
  }

  /** Drops all waiting checks and accepts no more. */
  stop(): void {
    this.#close();
    this.#inFlight = 0;
  }

  #close(): void {
    this.#closed = true;
    this.#waiting.clear();
  }

  #pass(place: number): void {
    this.#early.add(place);
    while (this.#early.delete(this.#passed)) this.#passed++;
  }
}
