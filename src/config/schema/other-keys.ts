import { OTHER_KEYS } from "./schema.ts";

type Loose = Record<string, unknown>;

/** Groups with `speculative_generation`, which is kept but not acted on. */
const SPECULATIVE_GROUPS = ["input", "output"] as const;

const loose = (value: unknown): Loose => (typeof value === "object" && value !== null ? (value as Loose) : {});
const isSet = ([, value]: readonly [string, unknown]): boolean => value !== undefined && value !== null;
const filled = (entries: readonly (readonly [string, unknown])[]): Loose => Object.fromEntries(entries.filter(isSet));
const orNothing = (value: Loose): Loose | undefined => (Object.keys(value).length === 0 ? undefined : value);

const models = (config: Loose): Loose[] => (Array.isArray(config["models"]) ? config["models"].map(loose) : []);

/**
 * The keys of a valid config that nothing acts on, as written. Those inside sections come out as `model_caches` (by
 * model type) and `speculative_generation` (by rail group).
 */
export function collectOther(value: unknown): Loose {
  const config = loose(value);
  const rails = loose(config["rails"]);
  return filled([
    ...OTHER_KEYS.map((key) => [key, config[key]] as const),
    ["model_caches", orNothing(filled(models(config).map(({ type, cache }) => [String(type), cache])))],
    [
      "speculative_generation",
      orNothing(filled(SPECULATIVE_GROUPS.map((group) => [group, loose(rails[group])["speculative_generation"]]))),
    ],
  ]);
}
