import type { PatternMatch } from "./candidates.ts";
import type { LazyDfa } from "./lazy-dfa.ts";

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

export interface MatchChecks {
  /**
   * Whether what matched counts. What does not is no match: then the other patterns from the same start are asked, the
   * longest first, and then every later start. Given the text that is read, and where it begins.
   */
  accepts(match: Required<PatternMatch>, text: string, origin: number): boolean;
}

/** What is searched for. */
export interface SearchProgram {
  readonly dfa: LazyDfa;
  /** Follows the contexts in which a match may begin, where there are any. */
  readonly contexts?: LazyDfa;
  /** How far behind a word rules may begin that wait for one, in code units. Default {@link NEAR_LENGTH}. */
  readonly nearLength?: number;
}
