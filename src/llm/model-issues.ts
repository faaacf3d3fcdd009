import type { ModelConfig } from "../config/config-types.ts";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import type { Runtime } from "../http/runtime.ts";
import type { Engines } from "./make-model.ts";
import { createModel } from "./registry.ts";

/** A model's own issues say `models.…`; the number tells which one. */
const numbered = (issue: ConfigIssue, index: number): ConfigIssue => ({
  ...issue,
  path: issue.path?.replace(/^models(?=\.|$)/, `models.${index}`) ?? `models.${index}`,
});

/**
 * Everything for which a model of a config cannot be made: an unknown engine, a missing key, parameters that cannot be
 * meant. No model is called. Models for embeddings are left out, since nothing here asks them.
 */
export const issuesOfModels = (
  models: readonly ModelConfig[],
  runtimeOf: (model: ModelConfig) => Runtime,
  engines: Engines = {},
): readonly ConfigIssue[] =>
  models.flatMap((model, index) => {
    if (model.type === "embeddings") return [];
    try {
      createModel(model, runtimeOf(model), engines);
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.issues.map((issue) => numbered(issue, index));
      throw error;
    }
  });
