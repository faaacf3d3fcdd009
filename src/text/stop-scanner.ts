import { PartialMatch } from "./partial-match.ts";

/**
 * Cuts a text at the first stop sequence, even if it is split over chunks. Holds back the longest suffix that may still
 * become one. If two end at the same position, the one that started first wins. Cost: one step per code unit and
 * sequence.
 */
export class StopScanner {
  /** The sequence that was found. All text after it is dropped. */
  stoppedBy: string | undefined;
  readonly #matches: readonly PartialMatch[];
  #held = "";

  constructor(sequences: readonly string[]) {
    this.#matches = sequences.filter((sequence) => sequence !== "").map((sequence) => new PartialMatch(sequence));
  }

  /** @returns the text that may leave now. */
  feed(text: string): string {
    if (this.stoppedBy !== undefined) return "";
    const all = this.#held + text;
    for (let i = this.#held.length; i < all.length; i++) {
      const found = this.#step(all.charCodeAt(i));
      if (found === undefined) continue;
      this.stoppedBy = found.literal;
      this.#held = "";
      return all.slice(0, i + 1 - found.literal.length);
    }
    const hold = this.#matches.reduce((longest, { length }) => Math.max(longest, length), 0);
    this.#held = all.slice(all.length - hold);
    return all.slice(0, all.length - hold);
  }

  /** @returns the held text, which did not become a stop sequence. */
  end(): string {
    const rest = this.#held;
    this.#held = "";
    return rest;
  }

  #step(unit: number): PartialMatch | undefined {
    let found: PartialMatch | undefined;
    for (const match of this.#matches) {
      match.feed(unit);
      if (match.complete && match.length > (found?.length ?? 0)) found = match;
    }
    return found;
  }
}
