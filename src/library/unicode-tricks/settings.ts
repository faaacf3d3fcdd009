import { oneOf, type Schema, strict, whole, withDefault } from "../../config/schema/schema-parts.ts";

/** The settings of hidden-character detection. */
export interface UnicodeTrickSettings {
  /**
   * What `strip unicode tricks` does: remove the characters (`strip`, the default), or show their code points (`show`).
   */
  readonly action: "strip" | "show";
  /** Maximum number of marks on one letter. Default 4. */
  readonly maxMarks: number;
}

/** `rails.config.unicode_tricks`. */
export const unicodeTrickSettings: Schema<UnicodeTrickSettings> = strict(
  { action: withDefault(oneOf("strip", "show"), "strip"), max_marks: withDefault(whole(1, 32), 4) },
  ({ action, max_marks }): UnicodeTrickSettings => ({ action, maxMarks: max_marks }),
);
