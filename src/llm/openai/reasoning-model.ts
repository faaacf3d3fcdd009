import { optional } from "../../json.ts";
import type { ModelParams } from "../language-model.ts";

const nameOf = (model: string): string => model.slice(model.lastIndexOf("/") + 1).toLowerCase();

/** Whether a model of OpenAI takes custom tools, which came with GPT-5. */
export const knowsCustomTools = (model: string): boolean => /^gpt-(?:[5-9]|[1-9]\d)(?![a-z\d])/.test(nameOf(model));

/** Whether a model of OpenAI reasons before it answers. Such models refuse some parameters. */
export const isReasoningModel = (model: string): boolean => {
  const name = nameOf(model);
  return /^(?:o[1-9]|gpt-(?:[5-9]|[1-9]\d))(?![a-z\d])/.test(name) && !name.includes("-chat");
};

/**
 * The parameters that a reasoning model accepts: no temperature, no stop, and the limit under its new name. The caller
 * has to apply stop sequences.
 */
export const reasoningParams = (params: ModelParams): ModelParams => {
  const { temperature: _temperature, stop: _stop, max_tokens: limit, ...rest } = params;
  return { ...optional("max_completion_tokens", limit), ...rest };
};
