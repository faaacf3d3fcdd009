import type { MatchStart, StartTranslation } from "./starts.ts";

/** A match, in UTF-16 code units of the whole text. */
export interface PatternMatch {
  /** Index of the pattern in the program. Absent if a possible match grew past the limit. */
  readonly pattern?: number;
  readonly start: number;
  readonly end: number;
}

/** Matches from one start that an earlier start or a preferred alternative may still replace. */
export interface Candidate extends MatchStart {
  /** For each pattern the end of its last match, which is the best one so far. */
  readonly ends: Map<number, number>;
}

/** The candidates of a search, in the order of their starts. */
export class Candidates {
  /** Shared by searches that have not found anything. */
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
   * Adds a match. It replaces candidates that start later, since they lie within it, and the earlier match of its
   * pattern, which was less preferred. The earlier one may end later if it included a line break to confirm a `$`.
   *
   * @param isLongest - whether the longest match of the pattern counts instead.
   */
  add({ start, origin }: MatchStart, pattern: number, end: number, isLongest: boolean): void {
    while ((this.#all.at(-1)?.start ?? -1) > start) this.#all.pop();
    let candidate = this.#all.at(-1);
    if (candidate?.start !== start) {
      candidate = { start, origin, ends: new Map() };
      if (this.#all.length === 0) this.#all = [candidate];
      else this.#all.push(candidate);
    }
    candidate.ends.set(pattern, isLongest ? Math.max(end, candidate.ends.get(pattern) ?? 0) : end);
  }

  /**
   * The candidates after a refused one, and its matches, translated to another search. Undefined if one of them has no
   * counterpart there.
   */
  translated(refused: Candidate, translate: StartTranslation): Candidates | undefined {
    const result = new Candidates();
    for (const { start, origin, ends } of [refused, ...this.#all]) {
      const begun = translate({ start, origin });
      if (begun === undefined) return undefined;
      result.#all.push({ ...begun, ends });
    }
    return result;
  }

  shift(): Candidate | undefined {
    return this.#all.shift();
  }

  clear(): void {
    this.#all = [];
  }
}

/** The matches of a candidate: the longest first, then by pattern. */
export const ranked = ({ start, ends }: Candidate): readonly Required<PatternMatch>[] => {
  const matches: Required<PatternMatch>[] = [];
  for (const [pattern, end] of ends) matches.push({ pattern, start, end });
  return matches.length === 1 ? matches : matches.sort((a, b) => b.end - a.end || a.pattern - b.pattern);
};
