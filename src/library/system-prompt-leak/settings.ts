import { type Schema, strict, whole, withDefault } from "../../config/schema/schema-parts.ts";

/** What `rails.config.system_prompt_leak` says. */
export interface LeakSettings {
  /** Words in a row of a system message that are a leak. Default 8. */
  readonly words: number;
}

/** `rails.config.system_prompt_leak`. */
export const leakSettings: Schema<LeakSettings> = strict(
  { words: withDefault(whole(4, 50), 8) },
  ({ words }): LeakSettings => ({ words }),
);
