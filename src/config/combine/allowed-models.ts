import type { RailsConfigData } from "../config-types.ts";

type Allowing = Pick<RailsConfigData, "models" | "allowedModels">;

const mainOf = ({ models }: Allowing): string | undefined => models.find(({ type }) => type === "main")?.model;

/** The model names that a request may use: the main model, then `allowed_models`. */
const allowedModels = (config: Allowing): readonly string[] => [
  ...new Set([mainOf(config) ?? [], config.allowedModels ?? []].flat()),
];

/**
 * The model names that all configs allow. Configs with neither a main model nor `allowed_models` do not restrict them.
 */
export const jointlyAllowedModels = (configs: readonly Allowing[]): readonly string[] => {
  const [first = [], ...others] = configs.map(allowedModels).filter((names) => names.length > 0);
  return first.filter((name) => others.every((names) => names.includes(name)));
};

/** The config with another main model of the same provider. Judges that use the main model keep the original one. */
export const withMainModel = (config: RailsConfigData, model: string): RailsConfigData => ({
  ...config,
  models: config.models.map((one) => (one.type === "main" ? { ...one, model } : one)),
  origins: config.origins ?? [config],
});
