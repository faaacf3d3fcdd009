import { number, oneOf, type Schema, strict, whole, withDefault } from "../../config/schema/schema-parts.ts";
import { share } from "../remote/settings.ts";

/** `rails.config.context_bloat_detection`. */
export interface BloatSettings {
  /** Characters a text may have. Default 5000. */
  readonly maxChars: number;
  /** For shorter texts, only `maxChars` is checked. Default 50. */
  readonly minChars: number;
  /** Minimum entropy in bits per character, 0 to 8. Default 3.5. */
  readonly minEntropy: number;
  /** Maximum share of repeated word sequences, 0 to 1. Default 0.4. */
  readonly maxRepetition: number;
  /** Words of such a sequence, at most 32. Default 3. */
  readonly stretch: number;
  /** Maximum share of the longest run of one character, 0 to 1. Default 0.1. */
  readonly maxRun: number;
  /** Default `reject`. */
  readonly action: "reject" | "truncate" | "warn";
}

const bits: Schema<number> = number(0, 8, " bits");

export const bloatSettings: Schema<BloatSettings> = strict(
  {
    max_chars: withDefault(whole(1, 10_000_000), 5_000),
    min_chars: withDefault(whole(0, 10_000_000), 50),
    min_entropy: withDefault(bits, 3.5),
    max_repetition_ratio: withDefault(share, 0.4),
    ngram_size: withDefault(whole(1, 32), 3),
    max_run_ratio: withDefault(share, 0.1),
    action: withDefault(oneOf("reject", "truncate", "warn"), "reject"),
  },
  (value): BloatSettings => ({
    maxChars: value.max_chars,
    minChars: value.min_chars,
    minEntropy: value.min_entropy,
    maxRepetition: value.max_repetition_ratio,
    stretch: value.ngram_size,
    maxRun: value.max_run_ratio,
    action: value.action,
  }),
);
