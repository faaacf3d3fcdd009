import { number, oneOf, type Schema, strict, whole, withDefault } from "../../config/schema/schema-parts.ts";
import { share } from "../remote/settings.ts";

/** `rails.config.context_bloat_detection`. */
export interface BloatSettings {
  /** Characters a text may have. Default 5000. */
  readonly maxChars: number;
  /** Shorter texts are only held against `maxChars`. Default 50. */
  readonly minChars: number;
  /** Bits a character must carry on average, 0 to 8. Default 3.5. */
  readonly minEntropy: number;
  /** Share of stretches of words that may be repeated, 0 to 1. Default 0.4. */
  readonly maxRepetition: number;
  /** Words of such a stretch, at most 32. Default 3. */
  readonly stretch: number;
  /** Share of the text that may be one character in a row, 0 to 1. Default 0.1. */
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
