import type { ModelConfig } from "../config/config-types.ts";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import { isRecord, optional } from "../json.ts";
import { warningsIn, plainName } from "./parameter-warnings.ts";
import { textParameter } from "./parameters.ts";

/** Parameters that HTTP clients use themselves, so that they are not sent in a body. */
export const READ_OVER_HTTP: ReadonlySet<string> = new Set([
  "api_key",
  "api_version",
  "base_url",
  "default_headers",
  "default_query",
]);

/** Names in other libraries (LangChain, LlamaIndex, LiteLLM, the AI SDK) for parameters that exist here. */
const ALIASES: readonly (readonly [own: string, others: RegExp])[] = [
  ["api_key_env_var", /^(?:\w+_)?api_key_env(?:_var)?$/],
  ["api_key", /^(?:\w+_)?api_key$/],
  ["azure_endpoint", /^azure_(?:openai_)?endpoint$/],
  ["azure_deployment", /^(?:azure_openai_)?(?:azure_|api_)?deployment(?:_name|_id)?$/],
  ["base_url", /^(?:\w+_)?(?:api_base|base_url|base_path|api_url)$|^(?:endpoint|endpoint_url|inference_server_url)$/],
  ["api_version", /^(?:(?:azure_|openai_|azure_openai_)?api_version)$|^azure_openai_api_version$/],
  ["timeout", /^(?:request_)?timeout$/],
  ["max_retries", /^(?:max|num)_retries$/],
  ["default_headers", /^(?:default_|extra_)?headers$/],
  ["default_query", /^(?:default_|extra_)query$/],
  ["organization", /^(?:openai_)?organization$/],
  ["project", /^(?:openai_)?project$/],
  ["api_type", /^(?:openai_)?api_type$/],
];

/** The name of a parameter here. */
export const ownName = (written: string): string => {
  const name = plainName(written);
  return ALIASES.find(([, others]) => others.test(name))?.[0] ?? written;
};

/** The provider in the name of an API key. */
const KEY_OF =
  /^(anthropic|azure|cohere|deepseek|fireworks|gemini|google|groq|mistral|nvidia|openai|openrouter|perplexity|together|xai)(?:_openai)?_api_key$/;

/** Engines that use a provider's key under another name than the provider's. */
const OWNERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["nvidia", ["nim", "nvidia_ai_endpoints"]],
  ["openai", ["azure", "azure_openai", "vllm_openai"]],
  ["azure", ["azure_openai"]],
]);

/** An issue if a provider's key would be sent to another provider's URL. */
const strayKey = (written: string, { engine, parameters }: ModelConfig): ConfigIssue | undefined => {
  const [, owner] = KEY_OF.exec(plainName(written)) ?? [];
  if (owner === undefined || owner === engine || OWNERS.get(owner)?.includes(engine) === true) return undefined;
  if (Object.keys(parameters).some((name) => ownName(name) === "base_url")) return undefined;
  const message = `\`${written}\` is a key of another provider than engine "${engine}": give \`base_url\` as well`;
  return { path: `models.parameters.${written}`, message };
};

/** Parameters whose content is merged into the body. */
export const PLACES = ["model_kwargs", "extra_body", "additional_kwargs"] as const;

const isSame = (a: unknown, b: unknown): boolean => a === b || (isRecord(a) && JSON.stringify(a) === JSON.stringify(b));

/** The parameters under their names here. Two that mean the same must be equal. */
const renamed = (config: ModelConfig, issues: ConfigIssue[]): Record<string, unknown> => {
  const parameters: Record<string, unknown> = {};
  for (const [written, value] of Object.entries(config.parameters)) {
    const name = ownName(written);
    const known = parameters[name] ?? (name === "api_key_env_var" ? config.apiKeyEnvVar : undefined);
    if (known !== undefined && value !== undefined && !isSame(known, value)) {
      const message = `\`${written}\` means \`${name}\`, which is given as well and differs: give one of them`;
      issues.push({ path: `models.parameters.${written}`, message });
    }
    const stray = strayKey(written, config);
    if (stray !== undefined) issues.push(stray);
    parameters[name] = known ?? value;
  }
  return parameters;
};

/**
 * The config of a model with its parameters under the names they have here. A key, an address or a setting of a client
 * under a name that is not known would travel in the body of every call, perhaps to a host that nobody named, so it is
 * refused.
 *
 * @param read - names of that kind which the engine reads itself.
 * @throws ConfigError for such a parameter, and for two that mean the same and differ.
 */
export const withOwnNames = (config: ModelConfig, read: ReadonlySet<string> = READ_OVER_HTTP): ModelConfig => {
  const issues: ConfigIssue[] = [];
  const { api_key_env_var: _named, ...parameters } = renamed(config, issues);
  const apiKeyEnvVar = textParameter({ api_key_env_var: _named }, "api_key_env_var") ?? config.apiKeyEnvVar;
  issues.push(...warningsIn(parameters, "models.parameters", new Set([...read, ...PLACES])));
  for (const place of PLACES) {
    const inner = parameters[place];
    if (isRecord(inner)) issues.push(...warningsIn(inner, `models.parameters.${place}`));
  }
  if (issues.length > 0) throw new ConfigError(issues);
  return { ...config, parameters, ...optional("apiKeyEnvVar", apiKeyEnvVar) };
};
