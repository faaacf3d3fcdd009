import type { RailsConfigData } from "../config-types.ts";

type Allowing = Pick<RailsConfigData, "models" | "allowedModels">;

const mainOf = ({ models }: Allowing): string | undefined => models.find(({ type }) => type === "main")?.model;

/** The names that a request may give for the main model: the one the config has, then those it allows beside it. */
const allowedModels = (config: Allowing): readonly string[] => [
  ...new Set([mainOf(config) ?? [], config.allowedModels ?? []].flat()),
];

/** The names that every config allows. One that neither has a main model nor lists names has no say. */
export const jointlyAllowedModels = (configs: readonly Allowing[]): readonly string[] => {
  const [first = [], ...others] = configs.map(allowedModels).filter((names) => names.length > 0);
  return first.filter((name) => others.every((names) => names.includes(name)));
};

/** A config that asks another model of the same provider. Its judges still ask the one that its author chose for them. */
export const withMainModel = (config: RailsConfigData, model: string): RailsConfigData => ({
  ...config,
  models: config.models.map((one) => (one.type === "main" ? { ...one, model } : one)),
  origins: config.origins ?? [config],
});
