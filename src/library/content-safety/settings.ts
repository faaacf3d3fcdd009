import * as v from "valibot";
import { flag, optional, type Schema, strict, text, withDefault } from "../../config/schema/schema-parts.ts";

/** `rails.config.content_safety`. */
export interface ContentSafetySettings {
  /** Whether the prompt may ask the safety model to reason: its variable `reasoning_enabled`. Default false. */
  readonly reasoning: boolean;
  /** The refusals by language. Undefined: the config's refusal for every language. */
  readonly refusals: Readonly<Record<string, string>> | undefined;
}

const byLanguage: Schema<Record<string, string>> = v.pipe(
  v.record(v.string(), text, "expected a mapping of languages to texts"),
  v.transform((texts): Record<string, string> => Object.assign(Object.create(null), texts)),
);

const multilingual: Schema<ContentSafetySettings["refusals"]> = strict(
  { enabled: withDefault(flag, false), refusal_messages: optional(byLanguage) },
  ({ enabled, refusal_messages }) => (enabled ? (refusal_messages ?? {}) : undefined),
);

const reasoning: Schema<boolean> = strict({ enabled: withDefault(flag, false) }, ({ enabled }) => enabled);

export const contentSafetySettings: Schema<ContentSafetySettings> = strict(
  { multilingual: withDefault(multilingual, {}), reasoning: withDefault(reasoning, {}) },
  (value): ContentSafetySettings => ({ reasoning: value.reasoning, refusals: value.multilingual }),
);
