import { type Schema, strict, whole, withDefault } from "../../config/schema/schema-parts.ts";
import { DEFAULT_THRESHOLD } from "./signs.ts";

/** What `rails.config.prompt_injection` says. */
export interface PromptInjectionSettings {
  /** What the signs of a text must weigh together for it to be blocked. Default 6; less blocks more. */
  readonly threshold: number;
}

/** `rails.config.prompt_injection`. */
export const promptInjectionSettings: Schema<PromptInjectionSettings> = strict(
  { threshold: withDefault(whole(1, 30), DEFAULT_THRESHOLD) },
  ({ threshold }): PromptInjectionSettings => ({ threshold }),
);
