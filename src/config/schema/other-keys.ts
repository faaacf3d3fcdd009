import { type JsonRecord, recordOf } from "../../json.ts";
import { OTHER_KEYS } from "./schema.ts";

const isSet = ([, value]: readonly [string, unknown]): boolean => value !== undefined && value !== null;
const filled = (entries: readonly (readonly [string, unknown])[]): JsonRecord =>
  Object.fromEntries(entries.filter(isSet));
const orNothing = (value: JsonRecord): JsonRecord | undefined => (Object.keys(value).length === 0 ? undefined : value);

const models = (config: JsonRecord): JsonRecord[] =>
  Array.isArray(config["models"]) ? config["models"].map(recordOf) : [];

/**
 * The keys of a valid config that nothing acts on, as written. Those of models come out as `model_caches`, by type.
 */
export function collectOther(value: unknown): JsonRecord {
  const config = recordOf(value);
  return filled([
    ...OTHER_KEYS.map((key) => [key, config[key]] as const),
    ["model_caches", orNothing(filled(models(config).map(({ type, cache }) => [String(type), cache])))],
  ]);
}
