import { hint } from "../../config/suggest.ts";
import { list, oneOf, type Schema, strict, text, withDefault } from "../../config/schema/schema-parts.ts";
import type { NormalizationDepth } from "../../text/normalize/normalization-level.ts";
import { SECRET_RULES } from "./secret-rules.ts";

/** What `rails.config.secrets` says. */
export interface SecretSettings {
  /** Ids of the kinds that are not looked for. */
  readonly exclude: ReadonlySet<string>;
  /** Values that are no secrets, such as keys of examples. */
  readonly allow: ReadonlySet<string>;
  /**
   * Whether a text is read as it is written (`exact`, the default), also without tricks of writing (`fold`), or also with escapes
   * undone and what stands in base64 and hex read (`decode`). Each one costs another reading.
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
