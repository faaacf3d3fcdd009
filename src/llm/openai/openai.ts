import type { ModelConfig } from "../../config/config-types.ts";
import { callLimits } from "../call-limits.ts";
import { buildHeaders, parseBaseUrl, readApiKey, resolvePath, withoutEnding } from "../endpoint.ts";
import { httpTransport } from "../../http/transport.ts";
import type { LanguageModel } from "../language-model.ts";
import type { Runtime } from "../../http/runtime.ts";
import { OPENAI_ENGINES, UNKNOWN_ENGINE } from "./openai-engines.ts";
import { bodyOf } from "./openai-body.ts";
import { isReasoningModel, openaiWire } from "./openai-wire.ts";
import { withOwnNames } from "../parameter-names.ts";
import { parameterError, textParameter, textsParameter } from "../parameters.ts";
import { remoteModel } from "../remote-model.ts";
import { modelUpstream } from "../../http/upstream-error.ts";

/** Where a model of this API lives and how one logs in. */
export interface OpenAIEndpoint {
  /** The address below which `chat/completions` and `completions` are. */
  readonly base: URL;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly apiKey: string | undefined;
}

/** How servers that do not know `stream_options` refuse it. */
const REFUSES_USAGE = /stream_options|include_usage/;

/** How servers that know none of the fields of thoughts refuse them. */
const REFUSES_THOUGHTS = /reasoning(?:_content|_details)?\b|thinking_blocks|extra_content/;

/** Hosts that never tell what a model thought, and know no such field. */
const STRICT_HOSTS = /(?:^|\.)(?:openai\.com|openai\.azure\.com|cognitiveservices\.azure\.com)$/;

/** Seconds of silence that are normal for a model which thinks before it writes. */
const REASONING_IDLE_S = 300;

/** A model at an endpoint that speaks the OpenAI API. */
export const openaiModelAt = (config: ModelConfig, runtime: Runtime, endpoint: OpenAIEndpoint): LanguageModel => {
  const { engine, model, mode, parameters } = config;
  // Learned from the first call: whatever is known of a server here, its answers are the same.
  let takesUsage = parameters["include_usage_in_stream"] !== false;
  let takesThoughts = !STRICT_HOSTS.test(endpoint.base.hostname);
  const reasons = engine !== "ollama" && isReasoningModel(model);
  const limits = callLimits(parameters, reasons ? REASONING_IDLE_S : undefined);
  const query = { ...endpoint.query, ...textsParameter(parameters, "default_query") };
  const upstream = modelUpstream(engine, endpoint.apiKey === undefined ? [] : [endpoint.apiKey]);
  const target = {
    upstream,
    url: resolvePath(endpoint.base, mode === "text" ? "completions" : "chat/completions", query),
    headers: buildHeaders(config, endpoint.headers),
    limits,
    runtime,
  };
  return remoteModel({
    upstream,
    model,
    limits,
    runtime,
    transport: httpTransport(target),
    wire: openaiWire(upstream),
    body: (request, stream) =>
      bodyOf(config, request, { reasons, stream, asksUsage: stream && takesUsage, takesThoughts }),
    relent({ detail = "" }) {
      const [usage, thoughts] = [
        takesUsage && REFUSES_USAGE.test(detail),
        takesThoughts && REFUSES_THOUGHTS.test(detail),
      ];
      takesUsage &&= !usage;
      takesThoughts &&= !thoughts;
      return usage || thoughts;
    },
  });
};

/** Calls of this API, and of Ollama's own, that people copy along with the address. */
const CALLS = /\/(?:chat\/completions|completions|responses|embeddings|models|api|api\/(?:generate|chat|tags))$/;

const apiBase = (written: URL, apiPath: string | undefined): URL => {
  const base = withoutEnding(written, CALLS);
  if (apiPath !== undefined && base.pathname === "/") base.pathname = apiPath;
  return base;
};

/**
 * A model of OpenAI or of any service that speaks its API. Keys: `parameters.api_key`, `api_key_env_var`, or the engine's
 * own variable. A key is required where the engine's own address asks for one; at a `base_url` of yours it is optional.
 *
 * @throws ConfigError for a missing key or address, or a parameter that cannot be meant.
 */
export const createOpenAIModel = (given: ModelConfig, runtime: Runtime): LanguageModel => {
  const config = withOwnNames(given);
  const known = OPENAI_ENGINES.get(config.engine) ?? UNKNOWN_ENGINE;
  const written = textParameter(config.parameters, "base_url");
  const address = written ?? known.baseUrl;
  if (address === undefined) throw parameterError("base_url", `Engine "${config.engine}" needs a base URL`);
  const base = apiBase(parseBaseUrl(address), known.apiPath);
  const needsKey = known.needsKey && written === undefined;
  const apiKey = readApiKey(config, runtime, { envVar: known.apiKeyEnvVar, needsKey, base });
  const headers: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  return openaiModelAt(config, runtime, { base, query: {}, headers, apiKey });
};
