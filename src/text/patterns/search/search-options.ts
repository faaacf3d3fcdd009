import type { PatternMatch } from "./candidates.ts";
import type { LazyDfa } from "./lazy-dfa.ts";

export interface SearchOptions {
  /** The most code units a match may span. */
  readonly maxLength: number;
  /**
   * What happens to a longer possible match. `block`: reading stops. `mask`: the part within the limit counts as a
   * match, and the search continues after it. `release`: it is released, and shorter matches are still found; a hostile
   * text can then cause a character to be read `maxLength` times.
   */
  readonly onOverflow: "block" | "mask" | "release";
  /** Whether to stop at the first position where any match ends, instead of finding the end of the best one. */
  readonly stopAtFirst: boolean;
}

export interface MatchChecks {
  /**
   * Whether a match counts. If not, the other patterns from the same start are tried, the longest match first, and then
   * later starts.
   *
   * @param text - the text that is read.
   * @param origin - its offset.
   */
  accepts(match: Required<PatternMatch>, text: string, origin: number): boolean;
}

/** What is searched for. */
export interface SearchProgram {
  readonly dfa: LazyDfa;
  /** Follows the contexts in which a match may start, if there are any. */
  readonly contexts?: LazyDfa;
  /** How far after a word rules with `near` may start, in code units. Default {@link NEAR_LENGTH}. */
  readonly nearLength?: number;
}
