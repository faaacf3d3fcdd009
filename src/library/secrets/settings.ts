import { list, oneOf, type Schema, strict, text, withDefault } from "../../config/schema/schema-parts.ts";
import { hint } from "../../config/suggest.ts";
import type { NormalizationDepth } from "../../text/normalize/normalization-level.ts";
import { SECRET_RULES } from "./secret-rules.ts";

/** The settings of secret detection. */
export interface SecretSettings {
  /** Ids of the kinds to ignore. */
  readonly exclude: ReadonlySet<string>;
  /** Values that are not secrets, such as example keys. */
  readonly allow: ReadonlySet<string>;
  /**
   * How a text is normalized before matching. `exact` (default): not at all. `fold`: also without lookalike and
   * invisible characters. `decode`: also with escapes, Base64 and hex decoded. Each level costs another pass.
   */
  readonly reading: NormalizationDepth;
}

const IDS: readonly string[] = SECRET_RULES.map(({ id }) => id);

/** `rails.config.secrets`. */
export const secretSettings: Schema<SecretSettings> = strict(
  {
    exclude: withDefault(list(text), []),
    allow: withDefault(list(text), []),
    reading: withDefault(oneOf("exact", "fold", "decode"), "exact"),
  },
  ({ exclude, allow, reading }): SecretSettings => ({ exclude: new Set(exclude), allow: new Set(allow), reading }),
  ({ exclude }, report) => {
    if (!Array.isArray(exclude)) return;
    for (const [index, id] of exclude.entries()) {
      if (typeof id === "string" && !IDS.includes(id))
        report(["exclude", index], `Unknown kind of secret "${id}"${hint(id, IDS)}`);
    }
  },
);
