import { type Schema, strict, whole, withDefault } from "../../config/schema/schema-parts.ts";

/** The settings of repetition detection. */
export interface RepetitionSettings {
  /** How often a text must occur in direct succession to be a loop. Default 5. */
  readonly repeats: number;
  /**
   * Minimum length of a loop in characters. Five times as many for text with few letters, such as lines, tables and
   * rows of numbers. Default 400.
   */
  readonly minLength: number;
}

/** `rails.config.repetition`. */
export const repetitionSettings: Schema<RepetitionSettings> = strict(
  { repeats: withDefault(whole(3, 1_000), 5), min_length: withDefault(whole(50, 100_000), 400) },
  ({ repeats, min_length }): RepetitionSettings => ({ repeats, minLength: min_length }),
);
