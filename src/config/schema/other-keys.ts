import { OTHER_KEYS } from "./schema.ts";

type Loose = Record<string, unknown>;

const loose = (value: unknown): Loose => (typeof value === "object" && value !== null ? (value as Loose) : {});
const isSet = ([, value]: readonly [string, unknown]): boolean => value !== undefined && value !== null;
const filled = (entries: readonly (readonly [string, unknown])[]): Loose => Object.fromEntries(entries.filter(isSet));
const orNothing = (value: Loose): Loose | undefined => (Object.keys(value).length === 0 ? undefined : value);

const models = (config: Loose): Loose[] => (Array.isArray(config["models"]) ? config["models"].map(loose) : []);

/**
 * The keys of a valid config that nothing acts on, as written. Those of models come out as `model_caches`, by type.
 */
export function collectOther(value: unknown): Loose {
  const config = loose(value);
  return filled([
    ...OTHER_KEYS.map((key) => [key, config[key]] as const),
    ["model_caches", orNothing(filled(models(config).map(({ type, cache }) => [String(type), cache])))],
  ]);
}
