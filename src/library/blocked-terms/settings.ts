import {
  flag,
  list,
  oneOf,
  type Schema,
  strict,
  anyText,
  text,
  withDefault,
} from "../../config/schema/schema-parts.ts";
import type { NormalizationLevel } from "../../text/normalize/normalization-level.ts";

/** A list of terms with its options. */
export interface TermList {
  /** The name of findings in verdicts. Default `BLOCKED_TERM`. */
  readonly name: string;
  readonly terms: readonly string[];
  /** Phrases in which a term is allowed: `Blue Heron Street`. Default none. */
  readonly exceptions: readonly string[];
  /**
   * How a text is normalized before matching. `exact`: not at all. `fold` (default): also without lookalike and
   * invisible characters. `squash`: also without separators and letter substitutions. `decode`: also with escapes,
   * Base64 and hex decoded.
   */
  readonly level: NormalizationLevel;
  /** Default false. Squashed text is always compared in lower case. */
  readonly caseSensitive: boolean;
  /** Whether a term must be a whole word, in scripts with spaces between words. Default true. */
  readonly wholeWords: boolean;
}

/** The settings of blocked terms. */
export interface BlockedTermsSettings {
  readonly lists: readonly TermList[];
  /** The replacement of a masked term. Default `<BLOCKED_TERM>`. */
  readonly maskToken: string;
}

const MAX_TERM_LENGTH = 500;
const NAME = "BLOCKED_TERM";

const termList: Schema<TermList> = strict(
  {
    name: withDefault(text, NAME),
    terms: list(text),
    exceptions: withDefault(list(text), []),
    level: withDefault(oneOf("exact", "fold", "squash", "decode"), "fold"),
    case_sensitive: withDefault(flag, false),
    whole_words: withDefault(flag, true),
  },
  ({ name, terms, exceptions, level, case_sensitive, whole_words }): TermList => ({
    name,
    terms: terms.map((term) => term.trim()),
    exceptions: exceptions.map((exception) => exception.trim()),
    level,
    caseSensitive: case_sensitive,
    wholeWords: whole_words,
  }),
  ({ terms, exceptions }, report) => {
    for (const [key, texts] of Object.entries({ terms, exceptions })) {
      if (!Array.isArray(texts)) continue;
      for (const [index, term] of texts.entries()) {
        if (typeof term === "string" && term.length > MAX_TERM_LENGTH) {
          report([key, index], `expected a text of at most ${MAX_TERM_LENGTH} characters`);
        }
      }
    }
  },
);

/** `rails.config.blocked_terms`. */
export const blockedTermsSettings: Schema<BlockedTermsSettings> = strict(
  { lists: withDefault(list(termList), []), mask_token: withDefault(anyText, `<${NAME}>`) },
  ({ lists, mask_token }): BlockedTermsSettings => ({ lists, maskToken: mask_token }),
);
