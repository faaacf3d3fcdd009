import type { Begun, HandOver } from "./starts.ts";
import type { State } from "./states.ts";

/** A stretch of text that a pattern matched, in UTF-16 code units of the whole text. */
export interface PatternMatch {
  /** Number of the pattern in the program; absent when a possible match grew past the bound. */
  readonly pattern?: number;
  readonly start: number;
  readonly end: number;
}

/** Matches from one start that an older start or a preferred way may still replace. */
export interface Candidate extends Begun {
  /** Of each pattern the last one found, which is the best. */
  readonly ends: Map<number, number>;
}

/** The candidates of a search, by their starts. */
export class Candidates {
  /** What searches share until they find something. */
  static readonly none: Candidates = new Candidates();
  #all: Candidate[] = [];

  copy(): Candidates {
    if (this.isEmpty) return Candidates.none;
    const copy = new Candidates();
    copy.#all = this.#all.map(({ ends, ...candidate }) => ({ ...candidate, ends: new Map(ends) }));
    return copy;
  }

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  get first(): Candidate | undefined {
    return this.isEmpty ? undefined : this.#all[0];
  }

  /**
   * A match takes the place of what started later, since it lies within, and of the one found before of its pattern: that was
   * less preferred, though it may end later, where this one took the line break behind a `$` to be sure.
   *
   * @param isLongest - whether the longest match of the pattern counts instead.
   */
  add(start: number, origin: State, pattern: number, end: number, isLongest: boolean): void {
    while ((this.#all.at(-1)?.start ?? -1) > start) this.#all.pop();
    let candidate = this.#all.at(-1);
    if (candidate?.start !== start) {
      candidate = { start, origin, ends: new Map() };
      if (this.#all.length === 0) this.#all = [candidate];
      else this.#all.push(candidate);
    }
    candidate.ends.set(pattern, isLongest ? Math.max(end, candidate.ends.get(pattern) ?? 0) : end);
  }

  /** All behind a refused one, and what it has found, as they are in another search; undefined where one has no place there. */
  handedOver(refused: Candidate, to: HandOver): Candidates | undefined {
    const handed = new Candidates();
    for (const { start, origin, ends } of [refused, ...this.#all]) {
      const begun = to({ start, origin });
      if (begun === undefined) return undefined;
      handed.#all.push({ ...begun, ends });
    }
    return handed;
  }

  shift(): Candidate | undefined {
    return this.#all.shift();
  }

  clear(): void {
    this.#all = [];
  }
}

/** The matches of a candidate, the longest first, then the first pattern. */
export const ranked = ({ start, ends }: Candidate): readonly Required<PatternMatch>[] => {
  const matches: Required<PatternMatch>[] = [];
  for (const [pattern, end] of ends) matches.push({ pattern, start, end });
  return matches.length === 1 ? matches : matches.sort((a, b) => b.end - a.end || a.pattern - b.pattern);
};
