import type { RailsConfigData } from "../../config/config-types.ts";
import type { LLMRailsOptions } from "../../engine/llm-rails-options.ts";
import { noCall } from "./stand-ins.ts";

/** Whether a config has a main model. A config that only checks has none. */
export const hasMain = ({ models }: Pick<RailsConfigData, "models">): boolean =>
  models.some(({ type }) => type === "main");

/** A placeholder for the main model of a config without one, if requests can combine it with a config that has one. */
export const mainOfOthers = (config: RailsConfigData, all: Iterable<RailsConfigData>): Pick<LLMRailsOptions, "llm"> => {
  if (hasMain(config) || ![...all].some(hasMain)) return {};
  return { llm: { provider: "stand-in", model: "main", generate: noCall, stream: noCall } };
};
