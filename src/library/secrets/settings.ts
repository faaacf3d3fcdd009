import { hint } from "../../config/suggest.ts";
import { list, type Schema, strict, text, withDefault } from "../../config/schema/schema-parts.ts";
import { SECRET_RULES } from "./secret-rules.ts";

/** What `rails.config.secrets` says. */
export interface SecretSettings {
  /** Ids of the kinds that are not looked for. */
  readonly exclude: ReadonlySet<string>;
  /** Values that are no secrets, such as keys of examples. */
  readonly allow: ReadonlySet<string>;
}

const IDS: readonly string[] = SECRET_RULES.map(({ id }) => id);

/** `rails.config.secrets`. */
export const secretSettings: Schema<SecretSettings> = strict(
  { exclude: withDefault(list(text), []), allow: withDefault(list(text), []) },
  ({ exclude, allow }): SecretSettings => ({ exclude: new Set(exclude), allow: new Set(allow) }),
  ({ exclude }, report) => {
    if (!Array.isArray(exclude)) return;
    for (const [index, id] of exclude.entries()) {
      if (typeof id === "string" && !IDS.includes(id))
        report(["exclude", index], `Unknown kind of secret "${id}"${hint(id, IDS)}`);
    }
  },
);
