import { type JsonRecord, listOf, recordOf } from "../../json.ts";
import { anything, anyText, flag, list, mapping, optional, type Schema, text } from "./schema-parts.ts";
import { UNREAD_KEYS } from "./unread-keys.ts";

/** Keys without effect, which are kept as written under `other`. */
export const otherKeys = {
  docs: optional(list(anything)),
  actions_server_url: optional(text),
  prompting_mode: optional(text),
  config_path: optional(anyText),
  import_paths: optional(list(text)),
  imported_paths: optional(mapping),
  enable_multi_step_generation: optional(flag),
  knowledge_base: optional(mapping),
  core: optional(mapping),
  streaming: optional(flag),
  raw_llm_call_action: optional(text),
  event_source_uid: optional(text),
  metrics: optional(mapping),
  monitor: optional(text),
  ...Object.fromEntries(UNREAD_KEYS.map((key) => [key, optional(anything)])),
} as Readonly<Record<string, Schema<unknown>>>;

const isSet = ([, value]: readonly [string, unknown]): boolean => value !== undefined && value !== null;
const filled = (entries: readonly (readonly [string, unknown])[]): JsonRecord =>
  Object.fromEntries(entries.filter(isSet));
const orNothing = (value: JsonRecord): JsonRecord | undefined => (Object.keys(value).length === 0 ? undefined : value);

/**
 * Collects the keys of a valid config that have no effect, as written. Those of models are under `model_caches`, by
 * type.
 */
export function collectOther(value: unknown): JsonRecord {
  const config = recordOf(value);
  const models = listOf(config["models"]).map(recordOf);
  return filled([
    ...Object.keys(otherKeys).map((key) => [key, config[key]] as const),
    ["model_caches", orNothing(filled(models.map(({ type, cache }) => [String(type), cache])))],
  ]);
}
