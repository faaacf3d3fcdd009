import type { Verdict } from "../../types.ts";
import { Fifo } from "../fifo.ts";

/** What a check decides about a window. */
export type GateDecision =
  | { readonly outcome: "allow" }
  | { readonly outcome: "block"; readonly verdict: Verdict }
  /** Replaces the fresh text of the window. Only where text waits for its verdict. */
  | { readonly outcome: "transform"; readonly text: string; readonly verdict: Verdict };

/** Something to check, and its place in the order in which all were submitted, from 0. */
export interface Check<Subject> {
  readonly place: number;
  readonly subject: Subject;
}

/** A block that all checks before it have passed. */
export interface Block<Subject> {
  readonly subject: Subject;
  readonly verdict: Verdict;
}

/**
 * Checks in the order of what they are about: begun in that order, at most so many at once, decided in any order. Knows how
 * far all have passed, and which block comes first.
 */
export class CheckQueue<Subject> {
  readonly #limit: number;
  readonly #waiting = new Fifo<Check<Subject>>();
  /** Places that passed while one before them is open. Never more than are begun at once. */
  readonly #early = new Set<number>();
  #block: (Check<Subject> & Block<Subject>) | undefined;
  #submitted = 0;
  #passed = 0;
  #inFlight = 0;
  /** Whether nothing more is to be checked. */
  #closed = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many were submitted. */
  get submitted(): number {
    return this.#submitted;
  }

  /** How many passed, counted from the first up to the first that did not yet. */
  get passed(): number {
    return this.#passed;
  }

  /** Whether nothing is open. */
  get idle(): boolean {
    return this.#inFlight === 0 && this.#waiting.size === 0;
  }

  /** Whether another check could begin at once. */
  get hasRoom(): boolean {
    return this.#inFlight < this.#limit && this.#waiting.size === 0;
  }

  /** The block that ends it all: the first one, once everything before it has passed. */
  get block(): Block<Subject> | undefined {
    return this.#block?.place === this.#passed ? this.#block : undefined;
  }

  submit(subject: Subject): void {
    if (!this.#closed) this.#waiting.push({ place: this.#submitted++, subject });
  }

  /** The next check to begin, or undefined when none may. Ask again until then. */
  launch(): Check<Subject> | undefined {
    if (this.#inFlight >= this.#limit) return undefined;
    const check = this.#waiting.take();
    if (check !== undefined) this.#inFlight++;
    return check;
  }

  /** Takes a decision about a check that was launched. After a block nothing more is launched. */
  settle(check: Check<Subject>, decision: GateDecision): void {
    this.#inFlight--;
    if (decision.outcome !== "block") return this.#pass(check.place);
    this.#close();
    if (this.#block !== undefined && this.#block.place < check.place) return;
    this.#block = { ...check, verdict: decision.verdict };
  }

  /** Forgets what is open, and takes nothing more. */
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
