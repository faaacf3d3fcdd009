import type { ModelConfig } from "../../config/config-types.ts";
import type { Runtime } from "../../http/runtime.ts";
import { httpTransport } from "../../http/transport.ts";
import { modelUpstream } from "../../http/upstream-error.ts";
import { optional } from "../../json.ts";
import { messagesReader } from "../../wire/anthropic/messages-decoder.ts";
import { callLimits } from "../call-limits.ts";
import { buildHeaders, parseBaseUrl, readApiKey, resolvePath, withoutEnding } from "../endpoint.ts";
import type { LanguageModel } from "../language-model.ts";
import { withOwnNames } from "../parameter-names.ts";
import { readEnv, textParameter, textsParameter, without } from "../parameters.ts";
import { remoteModel } from "../remote-model.ts";
import { anthropicBody } from "./anthropic-request.ts";

/** Parameters that this client uses or sets itself. */
const CONSUMED: ReadonlySet<string> = new Set([
  "anthropic_version",
  "api_key",
  "base_url",
  "connect_timeout",
  "default_headers",
  "default_query",
  "idle_timeout",
  "include_usage_in_stream",
  "max_retries",
  "messages",
  "model",
  "stream",
  "stream_options",
  "streaming",
  "system",
  "timeout",
]);

const VERSION = "2023-06-01";

/**
 * A model behind the Anthropic Messages API. `base_url` (else ANTHROPIC_BASE_URL, https://api.anthropic.com) may end in
 * `/v1` or not.
 *
 * @throws ConfigError for a missing key (ANTHROPIC_API_KEY) or a parameter that cannot be meant.
 *
 * @example
 * const config = RailsConfig.fromObject(
 *   { models: [{ type: "main", engine: "anthropic", model: "claude-sonnet-5-5" }] },
 *   { catalog: { engines: { anthropic: createAnthropicModel } } },
 * );
 */
export const createAnthropicModel = (given: ModelConfig, runtime: Runtime): LanguageModel => {
  const config = withOwnNames(given);
  const { engine, model, parameters } = config;
  const written = textParameter(parameters, "base_url") ?? readEnv(runtime, "ANTHROPIC_BASE_URL");
  const base = withoutEnding(parseBaseUrl(written ?? "https://api.anthropic.com"), /\/messages$/);
  const apiKey = readApiKey(config, runtime, { envVar: "ANTHROPIC_API_KEY", needsKey: written === undefined, base });
  const limits = callLimits(parameters);
  const path = /\/v1\/?$/.test(base.pathname) ? "messages" : "v1/messages";
  const version = textParameter(parameters, "anthropic_version") ?? VERSION;
  const upstream = modelUpstream(engine, apiKey === undefined ? [] : [apiKey]);
  const target = {
    upstream,
    url: resolvePath(base, path, textsParameter(parameters, "default_query")),
    headers: buildHeaders(config, { "anthropic-version": version, ...optional("x-api-key", apiKey) }),
    limits,
    runtime,
  };
  return remoteModel({
    upstream,
    model,
    host: base.host,
    limits,
    runtime,
    transport: httpTransport(target),
    reader: messagesReader(upstream),
    body(request, stream) {
      const params = { ...without(parameters, CONSUMED), ...without(request.params ?? {}, CONSUMED) };
      return anthropicBody(model, request, params, stream);
    },
  });
};
