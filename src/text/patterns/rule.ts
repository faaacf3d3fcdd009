import { NEAR_LENGTH } from "./search/near-words.ts";

/** What all rules have. */
interface RuleBase {
  /** The name of what is found: the label of findings. */
  readonly id: string;
  readonly ignoreCase?: boolean;
  /**
   * A pattern that must directly precede the value. It is not part of the finding: it leaves while the value is still
   * held, may be of any length, and is not held back.
   */
  readonly context?: string;
  /**
   * Words of which one must end within 128 code units before the value (or fewer, if configured), in any case. It must
   * not be part of a longer word, but may be part of a name such as `stripeKey`. The words of all rules are matched
   * together, so a value may also start near a word of another rule, and `check` has to decide. Without a word nearby,
   * such a rule holds nothing back. Cannot be combined with `context`.
   */
  readonly near?: readonly string[];
  /** Like `near`, as a pattern. */
  readonly nearPattern?: string;
  /**
   * After a match of this pattern, such as the end of a sentence, earlier words no longer count. It applies to the
   * words of all rules.
   */
  readonly nearEnd?: string;
  /**
   * Texts of which one must directly follow the value, in any case and not as the start of a longer word, such as `
   * office` after a number. They are not part of the finding, are not searched for values, and are not passed to
   * `check`.
   */
  readonly followedBy?: readonly string[];
  /**
   * Decides whether a match counts: by a checksum, its entropy, an allow-list. Called once for each start, with the
   * final match from there and at most 128 code units of the text before it. If the match is refused, the other rules
   * that match from the same start are tried, the longest match first, and then later starts.
   */
  readonly check?: (value: string, before: string) => boolean;
}

/**
 * A rule that finds a pattern. From each start, the match counts that trying the alternatives in order finds first, as
 * in RegExp.
 */
export interface PatternRule extends RuleBase {
  /**
   * The value. Must not match the empty text. Upper bounds of repetitions above 1000 are ignored: `x{2,5000}` means
   * `x{2,}`, and only the gate's `maxMatchLength` limits it.
   */
  readonly pattern: string;
}

/** A rule that finds literal terms. The cost of a character does not depend on their number. */
export interface TermsRule extends RuleBase {
  readonly terms: readonly string[];
  /** Whether a term must not be part of a longer word, or at which side of it the word must end. Default false. */
  readonly wholeWords?: boolean | "start" | "end";
  /**
   * Whether a blank may be several, a hyphen or a line end, and letters may be written as one language writes them in
   * several ways: Greek without accents, Russian е for ё, Arabic alef without hamza. Default false.
   */
  readonly isLoose?: boolean;
}

/** What one kind of value looks like. */
export type Rule = PatternRule | TermsRule;

/** How much text before a value, in code units, may contain its words and is passed to its check. */
export const BEFORE_LENGTH: number = NEAR_LENGTH;
