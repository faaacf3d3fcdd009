import type { ModelConfig } from "../config/config-types.ts";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import { redact } from "../http/redact.ts";
import { isRecord, recordOf } from "../json.ts";
import type { Parameters } from "./parameters.ts";

/** Names that other libraries, LangChain first of all, give what has a name here. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ...["api_base", "endpoint", "endpoint_url", "inference_server_url", "openai_api_base", "openai_base_url"].map(
    (name) => [name, "base_url"] as const,
  ),
  ...["anthropic_api_url", "anthropic_base_url", "nvidia_base_url", "ollama_base_url"].map(
    (name) => [name, "base_url"] as const,
  ),
  ["azure_openai_endpoint", "azure_endpoint"],
  ["azure_openai_deployment", "azure_deployment"],
  ["azure_openai_api_version", "api_version"],
  ["openai_api_version", "api_version"],
  ["request_timeout", "timeout"],
  ["extra_headers", "default_headers"],
  ["headers", "default_headers"],
  ["extra_query", "default_query"],
]);

/** `openai_api_key`, `nvidia_api_key` and every other one. */
const PREFIXED_KEY = /^\w+_api_key$/;

/** The name a parameter has here. */
const ownName = (name: string): string => ALIASES.get(name) ?? (PREFIXED_KEY.test(name) ? "api_key" : name);

/** Parameters of a body whose names end like those of credentials. */
const HARMLESS: ReadonlySet<string> = new Set([
  "prompt_cache_key",
  "bos_token",
  "eos_token",
  "pad_token",
  "stop_token",
]);

/** Parameters that clients of HTTP read themselves, so that they are in no body. */
const READ_OVER_HTTP: ReadonlySet<string> = new Set(["api_key", "azure_endpoint", "base_url"]);

const CREDENTIAL = /(?:^|_)(?:key|token|secret|password|passwd|credentials?|authorization|cookie)$/i;

const TRANSPORT = /(?:^|_)(?:url|uri|host|hostname|endpoint|base|proxy|proxies|http_client|http_async_client)$/i;

const CURES = "use `api_key`, `api_key_env_var`, `base_url`, `default_headers` or `default_query`";

/** Why a parameter must not go into the body of a call, if it must not. Its value is not repeated. */
const doubt = (name: string, value: unknown): string | undefined => {
  if (HARMLESS.has(name)) return undefined;
  if (CREDENTIAL.test(name)) return `looks like a credential, and it would be sent in the body of every call; ${CURES}`;
  if (TRANSPORT.test(name)) return `looks like an address, and it would be sent in the body of every call; ${CURES}`;
  if (typeof value !== "string") return undefined;
  if (/^https?:\/\//i.test(value)) return `is an address, and it would be sent in the body of every call; ${CURES}`;
  return redact(value) === value ? undefined : `is a key, and it would be sent in the body of every call; ${CURES}`;
};

const PLACES = ["model_kwargs", "extra_body"] as const;

const NONE: ReadonlySet<string> = new Set();

const issuesIn = (parameters: Parameters, path: string, read = NONE): readonly ConfigIssue[] =>
  Object.entries(parameters).flatMap(([name, value]) => {
    const message = read.has(name) ? undefined : doubt(name, value);
    return message === undefined ? [] : [{ path: `${path}.${name}`, message: `\`${name}\` ${message}` }];
  });

const isSame = (a: unknown, b: unknown): boolean => a === b || (isRecord(a) && JSON.stringify(a) === JSON.stringify(b));

/**
 * The config of a model with its parameters under the names they have here. A key or an address under a name that is not
 * known would travel in the body of every call, perhaps to a host that nobody named, so it is refused.
 *
 * @param read - names of that kind which the engine reads itself.
 * @throws ConfigError for such a parameter, and for two that mean the same and differ.
 */
export const withOwnNames = (config: ModelConfig, read: ReadonlySet<string> = READ_OVER_HTTP): ModelConfig => {
  const parameters: Record<string, unknown> = {};
  const issues: ConfigIssue[] = [];
  for (const [written, value] of Object.entries(config.parameters)) {
    const name = ownName(written);
    const known = parameters[name];
    if (known !== undefined && value !== undefined && !isSame(known, value)) {
      const message = `\`${written}\` means \`${name}\`, which is given as well and differs: give one of them`;
      issues.push({ path: `models.parameters.${written}`, message });
    }
    parameters[name] = known ?? value;
  }
  issues.push(...issuesIn(parameters, "models.parameters", read));
  for (const place of PLACES) issues.push(...issuesIn(recordOf(parameters[place]), `models.parameters.${place}`));
  if (issues.length > 0) throw new ConfigError(issues);
  return { ...config, parameters };
};
