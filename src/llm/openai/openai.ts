import type { ModelConfig } from "../../config/config-types.ts";
import type { Runtime } from "../../http/runtime.ts";
import { httpTransport, type Transport } from "../../http/transport.ts";
import { modelUpstream } from "../../http/upstream-error.ts";
import { optional } from "../../json.ts";
import { callLimits } from "../call-limits.ts";
import { buildHeaders, parseBaseUrl, readApiKey, resolvePath, withoutEnding } from "../endpoint.ts";
import type { LanguageModel } from "../language-model.ts";
import { withOwnNames } from "../parameter-names.ts";
import { type Parameters, parameterError, readEnv, textParameter, textsParameter } from "../parameters.ts";
import { type CallWay, remoteModel } from "../remote-model.ts";
import { type ApiCall, chatCall, responsesCall } from "./api-call.ts";
import { OPENAI_ENGINES, type OpenAIEngine, UNKNOWN_ENGINE } from "./openai-engines.ts";
import { isReasoningModel, knowsCustomTools } from "./reasoning-model.ts";
import { assumedCapabilities, capabilitiesAfter, type ServerCapabilities } from "./server-capabilities.ts";

/** The URL of a model with this API, and its credentials. */
export interface OpenAIEndpoint {
  /** The URL below which `chat/completions` and `completions` are. */
  readonly base: URL;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly apiKey: string | undefined;
  /** Whether the URL was written as that of the Responses API. */
  readonly usesResponses?: boolean;
}

/** Seconds of silence that are normal for a reasoning model. */
const REASONING_IDLE_S = 300;

/** The organization and project of a call, if a key has several. */
const accountHeaders = (parameters: Parameters): Readonly<Record<string, string>> => ({
  ...optional("openai-organization", textParameter(parameters, "organization")),
  ...optional("openai-project", textParameter(parameters, "project")),
});

/** The calls of a model. */
interface Calls {
  readonly chat: ApiCall;
  readonly responses: ApiCall;
  /** Calls a path below a URL. */
  to(base: URL, path: string): Transport;
}

const callWay = (calls: Calls, server: ServerCapabilities): CallWay => {
  const call = server.usesResponses ? calls.responses : calls.chat;
  return {
    transport: calls.to(call.base, server.usesV1Path ? `v1/${call.path}` : call.path),
    reader: call.reader,
    body: (request, stream) => call.body(request, server, stream),
    instead(error) {
      const other = capabilitiesAfter(server, error);
      return other === undefined ? undefined : callWay(calls, other);
    },
  };
};

/** A model at an endpoint that speaks the OpenAI API. */
export const openaiModelAt = (config: ModelConfig, runtime: Runtime, endpoint: OpenAIEndpoint): LanguageModel => {
  const { base } = endpoint;
  const { engine, model, parameters } = config;
  const reasons = engine !== "ollama" && isReasoningModel(model);
  const limits = callLimits(parameters, reasons ? REASONING_IDLE_S : undefined);
  const query = { ...endpoint.query, ...textsParameter(parameters, "default_query") };
  const upstream = modelUpstream(engine, endpoint.apiKey === undefined ? [] : [endpoint.apiKey]);
  const headers = buildHeaders(config, { ...endpoint.headers, ...accountHeaders(parameters) });
  const calls: Calls = {
    chat: chatCall(config, upstream, base),
    responses: responsesCall(config, upstream, base),
    to: (from, path) => httpTransport({ upstream, url: resolvePath(from, path, query), headers, limits, runtime }),
  };
  const given = {
    takesUsage: parameters["include_usage_in_stream"] !== false,
    takesCustomTools: knowsCustomTools(model),
    reasons,
    usesResponses: endpoint.usesResponses === true || parameters["use_responses_api"] === true,
  };
  const called = remoteModel({
    upstream,
    model,
    host: base.host,
    limits,
    runtime,
    ...callWay(calls, assumedCapabilities(base, given)),
  });
  return { ...called, takesCustomTools: true };
};

/** Paths of calls that people copy along with the URL. */
const CALLS = /\/(?:chat\/completions|completions|responses|embeddings|models|(?<=\/v\d+\/)chat)$/;

const apiBase = (written: URL, { apiPath, ownCalls = /$^/ }: OpenAIEngine): URL => {
  const base = withoutEnding(withoutEnding(written, CALLS), ownCalls);
  const isBare = base.pathname === "/";
  if (isBare && apiPath !== undefined) base.pathname = apiPath;
  else if (isBare && base.hostname === OPENAI_HOST) base.pathname = "/v1";
  return base;
};

const OPENAI_HOST = "api.openai.com";

/** The URL of the config, else of the environment, else of the engine. */
const addressOf = (config: ModelConfig, runtime: Runtime, known: OpenAIEngine): [url: URL, isOwn: boolean] => {
  const written = textParameter(config.parameters, "base_url");
  if (written !== undefined) return [parseBaseUrl(written), false];
  const variable = known.baseUrlEnvVars?.find((name) => readEnv(runtime, name) !== undefined);
  if (variable !== undefined) return [parseBaseUrl(readEnv(runtime, variable) ?? "", `base_url (${variable})`), false];
  if (known.baseUrl === undefined) throw parameterError("base_url", `Engine "${config.engine}" needs a base URL`);
  return [parseBaseUrl(known.baseUrl), true];
};

/**
 * A model of OpenAI or of any service that speaks its API. Keys: `parameters.api_key`, `api_key_env_var`, or the
 * engine's own variable. A key is required where the engine's own address asks for one; at a `base_url` of yours it is
 * optional.
 *
 * @throws ConfigError for a missing key or address, or a parameter that cannot be meant.
 *
 * @example
 * const config = RailsConfig.fromObject(
 *   { models: [{ type: "main", engine: "mine", model: "llama", parameters: { base_url: "http://localhost:8080/v1" } }] },
 *   { catalog: { engines: { mine: createOpenAIModel } } },
 * );
 */
export const createOpenAIModel = (given: ModelConfig, runtime: Runtime): LanguageModel => {
  const config = withOwnNames(given);
  const known = OPENAI_ENGINES.get(config.engine) ?? UNKNOWN_ENGINE;
  if (config.parameters["api_type"] === "azure") throw parameterError("api_type", "Use engine `azure` instead");
  const [address, isOwn] = addressOf(config, runtime, known);
  const base = apiBase(address, known);
  const apiKey = readApiKey(config, runtime, { envVar: known.apiKeyEnvVar, needsKey: known.needsKey && isOwn, base });
  const headers: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const usesResponses = address.pathname.endsWith("/responses");
  return openaiModelAt(config, runtime, { base, query: {}, headers, apiKey, usesResponses });
};
