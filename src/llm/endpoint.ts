import type { ModelConfig } from "../config/config-types.ts";
import { ConfigError } from "../errors.ts";
import { jsonHeaders } from "../http/request.ts";
import type { Runtime } from "../http/runtime.ts";
import { parameterError, readEnv, textParameter, textsParameter } from "./parameters.ts";

const LOOPBACK = /^(?:localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Whether a URL refers to this machine. */
export const isLoopback = (url: URL): boolean => LOOPBACK.test(url.hostname);

/** What looks like a variable after variables were expanded. No URL contains it. */
const UNREAD_VARIABLE = /\$\{|\/\/[^/]*\$/;

/** Parses a base URL of a config: http or https, without credentials, query or fragment. */
export const parseBaseUrl = (text: string, name = "base_url"): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || UNREAD_VARIABLE.test(text)) {
    throw parameterError(name, "Expected https:// or http:// and a host, or `${NAME}`");
  }
  if (url.username !== "" || url.password !== "") {
    throw parameterError(name, "A URL must not carry credentials; use `api_key_env_var`");
  }
  if (url.search !== "" || url.hash !== "") {
    throw parameterError(name, "A base URL has no query or fragment; use `default_query`");
  }
  return url;
};

/** A base URL without the path of a call, which people often copy along. */
export const withoutEnding = (base: URL, ending: RegExp): URL => {
  const url = new URL(base);
  url.pathname = url.pathname
    .replaceAll(/\/{2,}/g, "/")
    .replace(/\/$/, "")
    .replace(ending, "");
  return url;
};

/** The URL of `path` below a base URL, with query parameters. */
export const resolvePath = (base: URL, path: string, query: Readonly<Record<string, string>>): URL => {
  const url = new URL(`${base.href.replace(/\/+$/, "")}/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
};

/** Where an engine finds its API key. */
export interface KeyRule {
  /** The engine's own environment variable. */
  readonly envVar?: string | undefined;
  /** Whether a key is required, unless the URL is this machine. */
  readonly needsKey: boolean;
  readonly base: URL;
}

/**
 * The API key of a model: `parameters.api_key`, else the variable in `api_key_env_var`, else the engine's own variable.
 * A variable that a config names must be set, unless the URL is this machine.
 */
export const readApiKey = (config: ModelConfig, runtime: Runtime, rule: KeyRule): string | undefined => {
  const envVar = config.apiKeyEnvVar ?? rule.envVar;
  const { api_key: written, ...others } = config.parameters;
  // An empty key counts as none, as in NeMo Guardrails.
  const key = textParameter(written === "" ? others : config.parameters, "api_key") ?? readEnv(runtime, envVar);
  const required = (rule.needsKey || config.apiKeyEnvVar !== undefined) && !isLoopback(rule.base);
  if (key !== undefined || !required) return key;
  const fix = `set ${envVar ?? "parameters.api_key"}, or name another variable with \`api_key_env_var\``;
  throw new ConfigError(`Cannot create model "${config.model}" of engine "${config.engine}": no API key; ${fix}`);
};

/** The headers of every call: JSON, then the engine's own, then `default_headers`. */
export const buildHeaders = (config: ModelConfig, own: Readonly<Record<string, string>>): Headers => {
  const written = textsParameter(config.parameters, "default_headers");
  return jsonHeaders(`Cannot create model "${config.model}"`, { ...own, ...written });
};
