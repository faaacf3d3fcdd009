import type { ModelConfig } from "../../config/config-types.ts";
import type { Runtime } from "../../http/runtime.ts";
import { optional } from "../../json.ts";
import { parseBaseUrl, readApiKey, withoutEnding } from "../endpoint.ts";
import type { LanguageModel } from "../language-model.ts";
import { READ_OVER_HTTP, withOwnNames } from "../parameter-names.ts";
import { parameterError, readEnv, textParameter } from "../parameters.ts";
import { openaiModelAt } from "./openai.ts";

/** The paths of calls in the URLs that Azure shows. */
const CALLS = /\/(?:chat\/completions|completions|responses)$|(?<!\/v1)\/openai$/;

/** Parameters that are used here, in addition to those of every HTTP client. */
const READ: ReadonlySet<string> = new Set([...READ_OVER_HTTP, "azure_ad_token", "azure_deployment", "azure_endpoint"]);

/** URLs that already lead to a deployment, or to an API without deployments. */
const IS_COMPLETE = /\/openai\/(?:deployments\/|v1\/?$)|\/models$/;

const IS_VERSIONLESS = /\/openai\/v1\/?$/;

const deploymentBase = (config: ModelConfig, base: URL): URL => {
  if (IS_COMPLETE.test(base.pathname)) return base;
  const deployment = textParameter(config.parameters, "azure_deployment") ?? config.model;
  return new URL(`${base.href.replace(/\/+$/, "")}/openai/deployments/${encodeURIComponent(deployment)}`);
};

/** Parses a URL as the portal shows it, with the API version in its query. */
const readAddress = (address: string): [base: URL, version: string | undefined] => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const version = url?.searchParams.get("api-version") ?? undefined;
  url?.searchParams.delete("api-version");
  return [withoutEnding(parseBaseUrl(url?.href ?? address, "azure_endpoint"), CALLS), version];
};

const addressOf = ({ parameters }: ModelConfig, runtime: Runtime): string => {
  const named = textParameter(parameters, "azure_endpoint") ?? textParameter(parameters, "base_url");
  const address = named ?? readEnv(runtime, "AZURE_OPENAI_ENDPOINT");
  if (address !== undefined) return address;
  throw parameterError(
    "azure_endpoint",
    "Azure needs the address of the resource, such as https://NAME.openai.azure.com",
  );
};

/**
 * The API version as query parameter. An API without dated versions refuses one, which may be meant for other
 * resources.
 */
const versionQuery = (base: URL, version: string | undefined): Readonly<Record<string, string>> => {
  const isVersionless = IS_VERSIONLESS.test(base.pathname);
  if (version === undefined && !isVersionless) {
    throw parameterError("api_version", 'Azure needs an API version, such as "2024-10-21"');
  }
  return version === undefined || (isVersionless && /^\d{4}-/.test(version)) ? {} : { "api-version": version };
};

/**
 * A model in Azure OpenAI: `azure_endpoint` (or `base_url`, or AZURE_OPENAI_ENDPOINT; also the whole address of a
 * call), `azure_deployment` (default: the model's name), `api_version` (or OPENAI_API_VERSION), key in
 * AZURE_OPENAI_API_KEY. With `azure_ad_token` the token of Entra ID logs in instead.
 *
 * @throws ConfigError for a missing endpoint, version or key.
 *
 * @example
 * const config = RailsConfig.fromObject(
 *   { models: [{ type: "main", engine: "azure", model: "gpt-4o", parameters: { api_version: "2024-10-21" } }] },
 *   { catalog: { engines: { azure: createAzureModel } } },
 * );
 */
export const createAzureModel = (written: ModelConfig, runtime: Runtime): LanguageModel => {
  const config = withOwnNames(written, READ);
  const { parameters } = config;
  const [address, named] = readAddress(addressOf(config, runtime));
  const base = deploymentBase(config, address);
  const version = textParameter(parameters, "api_version") ?? named ?? readEnv(runtime, "OPENAI_API_VERSION");
  const query = versionQuery(base, version);
  const token = textParameter(parameters, "azure_ad_token");
  if (token !== undefined) {
    return openaiModelAt(config, runtime, {
      base,
      query,
      headers: { authorization: `Bearer ${token}` },
      apiKey: token,
    });
  }
  const apiKey = readApiKey(config, runtime, { envVar: "AZURE_OPENAI_API_KEY", needsKey: true, base });
  return openaiModelAt(config, runtime, { base, query, headers: { ...optional("api-key", apiKey) }, apiKey });
};
