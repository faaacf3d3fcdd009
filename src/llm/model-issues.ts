import type { ModelConfig } from "../config/config-types.ts";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import type { Runtime } from "../http/runtime.ts";
import type { Engines } from "./make-model.ts";
import { createModel } from "./registry.ts";

/** Issues of a model have paths like `models.…`; the index is added. */
const numbered = (issue: ConfigIssue, index: number): ConfigIssue => ({
  ...issue,
  path: issue.path?.replace(/^models(?=\.|$)/, `models.${index}`) ?? `models.${index}`,
});

/**
 * All reasons why models of a config cannot be created: an unknown engine, a missing key, invalid parameters. No model
 * is called. Embedding models are skipped, since they are not used.
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
