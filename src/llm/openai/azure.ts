import type { ModelConfig } from "../../config/config-types.ts";
import { parseBaseUrl, readApiKey, withoutEnding } from "../endpoint.ts";
import { optional } from "../../json.ts";
import type { LanguageModel } from "../language-model.ts";
import type { Runtime } from "../../http/runtime.ts";
import { openaiModelAt } from "./openai.ts";
import { withOwnNames } from "../parameter-names.ts";
import { parameterError, readEnv, textParameter } from "../parameters.ts";

/** What stands behind a deployment in the addresses that Azure shows. */
const CALLS = /\/(?:chat\/completions|completions|responses)$/;

/** Addresses that already lead to a deployment, or to the API without deployments. */
const IS_COMPLETE = /\/openai\/(?:deployments\/|v1\/?$)/;

const deploymentBase = (config: ModelConfig, base: URL): URL => {
  if (IS_COMPLETE.test(base.pathname)) return base;
  const { parameters, model } = config;
  const deployment =
    textParameter(parameters, "azure_deployment") ?? textParameter(parameters, "deployment_name") ?? model;
  return new URL(`${base.href.replace(/\/+$/, "")}/openai/deployments/${encodeURIComponent(deployment)}`);
};

/**
 * A model in Azure OpenAI: `azure_endpoint` (or `base_url`, or AZURE_OPENAI_ENDPOINT), `azure_deployment` (default: the
 * model's name), `api_version` (or OPENAI_API_VERSION), key in AZURE_OPENAI_API_KEY.
 *
 * @throws ConfigError for a missing endpoint, version or key.
 */
export const createAzureModel = (written: ModelConfig, runtime: Runtime): LanguageModel => {
  const config = withOwnNames(written);
  const { parameters } = config;
  const named = textParameter(parameters, "azure_endpoint") ?? textParameter(parameters, "base_url");
  const address = named ?? readEnv(runtime, "AZURE_OPENAI_ENDPOINT");
  if (address === undefined) {
    throw parameterError(
      "azure_endpoint",
      "Azure needs the address of the resource, such as https://NAME.openai.azure.com",
    );
  }
  const base = deploymentBase(config, withoutEnding(parseBaseUrl(address, "azure_endpoint"), CALLS));
  const version = textParameter(parameters, "api_version") ?? readEnv(runtime, "OPENAI_API_VERSION");
  if (version === undefined && !base.pathname.includes("/openai/v1")) {
    throw parameterError("api_version", 'Azure needs an API version, such as "2024-10-21"');
  }
  const apiKey = readApiKey(config, runtime, { envVar: "AZURE_OPENAI_API_KEY", needsKey: true, base });
  const query: Record<string, string> = version === undefined ? {} : { "api-version": version };
  return openaiModelAt(config, runtime, { base, query, headers: { ...optional("api-key", apiKey) }, apiKey });
};
