import { oneOf, type Schema, strict, whole, withDefault } from "../../config/schema/schema-parts.ts";

/** What `rails.config.unicode_tricks` says. */
export interface UnicodeTrickSettings {
  /** What `strip unicode tricks` does: it takes them away (`strip`, the default), or writes their numbers (`show`). */
  readonly action: "strip" | "show";
  /** Marks that may stand on one letter. Default 4. */
  readonly maxMarks: number;
}

/** `rails.config.unicode_tricks`. */
export const unicodeTrickSettings: Schema<UnicodeTrickSettings> = strict(
  { action: withDefault(oneOf("strip", "show"), "strip"), max_marks: withDefault(whole(1, 32), 4) },
  ({ action, max_marks }): UnicodeTrickSettings => ({ action, maxMarks: max_marks }),
);
