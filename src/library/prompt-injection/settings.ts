import { type Schema, strict, whole, withDefault } from "../../config/schema/schema-parts.ts";
import { DEFAULT_THRESHOLD } from "./signs.ts";

/** The settings of prompt injection detection. */
export interface PromptInjectionSettings {
  /** The total weight of signs at which a text is blocked. Default 6; a lower value blocks more. */
  readonly threshold: number;
}

/** `rails.config.prompt_injection`. */
export const promptInjectionSettings: Schema<PromptInjectionSettings> = strict(
  { threshold: withDefault(whole(1, 30), DEFAULT_THRESHOLD) },
  ({ threshold }): PromptInjectionSettings => ({ threshold }),
);
