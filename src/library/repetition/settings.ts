import { type Schema, strict, whole, withDefault } from "../../config/schema/schema-parts.ts";

/** What `rails.config.repetition` says. */
export interface RepetitionSettings {
  /** How often a piece must be said, without anything between, until it is a loop. Default 5. */
  readonly repeats: number;
  /**
   * Characters that are said again and again until they are a loop; five times as many of what is mostly no letters, as
   * lines, tables and rows of numbers are. Default 400.
   */
  readonly minLength: number;
}

/** `rails.config.repetition`. */
export const repetitionSettings: Schema<RepetitionSettings> = strict(
  { repeats: withDefault(whole(3, 1_000), 5), min_length: withDefault(whole(50, 100_000), 400) },
  ({ repeats, min_length }): RepetitionSettings => ({ repeats, minLength: min_length }),
);
