import type { RailsConfigData } from "../../config/config-types.ts";
import type { LLMRailsOptions } from "../../engine/llm-rails-options.ts";
import { noCall } from "./stand-ins.ts";

/** Whether a config has the model that answers. One that only checks has none. */
export const hasMain = ({ models }: Pick<RailsConfigData, "models">): boolean =>
  models.some(({ type }) => type === "main");

/** For trying a config without a main model: it is asked together with one of the others, where one has it. */
export const mainOfOthers = (config: RailsConfigData, all: Iterable<RailsConfigData>): Pick<LLMRailsOptions, "llm"> => {
  if (hasMain(config) || ![...all].some(hasMain)) return {};
  return { llm: { provider: "stand-in", model: "main", generate: noCall, stream: noCall } };
};
