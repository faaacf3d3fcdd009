import { optional } from "../../json.ts";
import type { ModelParams } from "../language-model.ts";

/** Models of OpenAI that reason before they answer and refuse some parameters of the others. */
export const isReasoningModel = (model: string): boolean => {
  const name = model.slice(model.lastIndexOf("/") + 1).toLowerCase();
  return /^(?:o[1-9]|gpt-(?:[5-9]|[1-9]\d))(?![a-z\d])/.test(name) && !name.includes("-chat");
};

/**
 * Parameters a reasoning model takes: no temperature, no stop, and the limit under its new name.
 * Stop sequences are thus the caller's to apply.
 */
export const reasoningParams = (params: ModelParams): ModelParams => {
  const { temperature: _temperature, stop: _stop, max_tokens: limit, ...rest } = params;
  return { ...optional("max_completion_tokens", limit), ...rest };
};
