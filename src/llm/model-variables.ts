import type { ModelConfig } from "../config/config-types.ts";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import type { Runtime } from "../http/runtime.ts";
import { isRecord, type JsonRecord } from "../json.ts";
import { ownName } from "./parameter-names.ts";
import { expand, namesVariable } from "./variables.ts";

/** Parameters in which variables are expanded. Not those that are sent to the model. */
const PLACES = /^(?:api_(?:key|version)|azure_\w+|base_url|default_(?:headers|query)|organization|project)$/;

/**
 * A model's config with environment variables expanded: in its name, URL, key, versions and headers. This happens only
 * when a model is created, so nothing in a request is expanded.
 *
 * @throws ConfigError for variables that are not set and have no default.
 */
export const withVariables = (config: ModelConfig, runtime: Pick<Runtime, "env">): ModelConfig => {
  const issues: ConfigIssue[] = [];
  const put = (value: unknown, path: string): unknown => {
    if (isRecord(value)) return within(value, path, () => true);
    if (typeof value !== "string" || !namesVariable(value)) return value;
    // An empty result counts as not set.
    return expand(value, runtime, (message) => issues.push({ path, message, about: "environment" })) || undefined;
  };
  const within = (record: JsonRecord, path: string, isPlace: (key: string) => boolean): JsonRecord =>
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => [key, isPlace(key) ? put(value, `${path}.${key}`) : value]),
    );
  const model = put(config.model, "models.model");
  const parameters = within(config.parameters, "models.parameters", (key) => PLACES.test(ownName(key)));
  if (model === undefined) issues.push({ path: "models.model", message: "A model needs a name", about: "environment" });
  if (issues.length > 0) throw new ConfigError(issues);
  return { ...config, model: String(model), parameters };
};
