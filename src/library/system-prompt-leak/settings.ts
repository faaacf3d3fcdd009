import { type Schema, strict, whole, withDefault } from "../../config/schema/schema-parts.ts";

/** The settings of leak detection. */
export interface LeakSettings {
  /** Consecutive words of a system message that make a leak. Default 8. */
  readonly words: number;
}

/** `rails.config.system_prompt_leak`. */
export const leakSettings: Schema<LeakSettings> = strict(
  { words: withDefault(whole(4, 50), 8) },
  ({ words }): LeakSettings => ({ words }),
);
