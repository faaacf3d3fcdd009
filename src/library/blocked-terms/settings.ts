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

/** Terms that are looked for in one way. */
export interface TermList {
  /** What verdicts call a finding. Default `BLOCKED_TERM`. */
  readonly name: string;
  readonly terms: readonly string[];
  /** Texts with a term in them in which it is not meant: `Blue Heron Street`. Nothing in such a text is found. Default none. */
  readonly exceptions: readonly string[];
  /**
   * How a text is read: as it is written (`exact`), also without tricks of writing (`fold`, the default), or also without
   * what is put between and for letters (`squash`), or with escapes undone and what stands in base64 and hex read (`decode`).
   */
  readonly level: NormalizationLevel;
  /** Default false. What is squashed is compared in small letters. */
  readonly caseSensitive: boolean;
  /** Whether a term must not be part of a longer word, in scripts that put spaces between words. Default true. */
  readonly wholeWords: boolean;
}

/** What `rails.config.blocked_terms` says. */
export interface BlockedTermsSettings {
  readonly lists: readonly TermList[];
  /** What stands in the place of a term. Default `<BLOCKED_TERM>`. */
  readonly maskToken: string;
}

const MAX_TERM_LENGTH = 500;
const MAX_TERMS = 100_000;
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
      if (texts.length > MAX_TERMS) report([key], `expected at most ${MAX_TERMS} ${key}`);
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
