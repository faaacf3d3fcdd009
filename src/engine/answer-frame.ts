import type { RailsConfigData } from "../config/config-types.ts";
import { namesVariable } from "../llm/variables.ts";
import type { AnswerFrame, AnswerWire } from "../wire/wire.ts";
import { refusalText } from "./engine-parts.ts";

/** The main model's name, if the config has it and no variable in its place. */
const modelName = ({ models }: RailsConfigData): string => {
  const { model = "" } = models.find(({ type }) => type === "main") ?? {};
  return model === "" || namesVariable(model) ? "unknown" : model;
};

/**
 * The frame of an answer that begins now: an id of its own, the main model's name, and a block as the config shows it.
 */
export const answerFrame = (config: RailsConfigData, { idPrefix }: AnswerWire, now: number): AnswerFrame => ({
  id: `${idPrefix}${crypto.randomUUID()}`,
  created: Math.floor(now / 1_000),
  model: modelName(config),
  onBlock: config.rails.output.streaming.onBlock,
  blockMessage: refusalText(config),
});
