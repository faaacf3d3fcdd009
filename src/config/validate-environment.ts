import type { ConfigIssue } from "../errors.ts";
import type { RailsConfigData } from "./config-types.ts";

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === "";

/** Issues for API keys that a config names and that are missing or empty in `env`. */
export function validateEnvironment(config: Pick<RailsConfigData, "models">, env: object): ConfigIssue[] {
  return config.models.flatMap(({ apiKeyEnvVar: name }, index) =>
    name === undefined || (Object.hasOwn(env, name) && !isEmpty(Reflect.get(env, name)))
      ? []
      : [
          {
            path: `models.${index}.api_key_env_var`,
            message: `Model API key environment variable \`${name}\` is not set: set it, or remove \`api_key_env_var\``,
          },
        ],
  );
}
