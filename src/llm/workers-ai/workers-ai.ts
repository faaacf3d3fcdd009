import type { ModelConfig } from "../../config/config-types.ts";
import { ConfigError, ProviderError, type ProviderErrorCode } from "../../errors.ts";
import type { CallLimits } from "../../http/call-limits.ts";
import { errorIn, reportedError } from "../../http/reported-error.ts";
import type { Runtime } from "../../http/runtime.ts";
import { withDeadline } from "../../http/timers.ts";
import type { UpstreamAnswer, Transport } from "../../http/transport.ts";
import { modelUpstream, providerError } from "../../http/upstream-error.ts";
import { isRecord, optional } from "../../json.ts";
import { callLimits } from "../call-limits.ts";
import type { LanguageModel, ModelParams } from "../language-model.ts";
import { withOwnNames } from "../parameter-names.ts";
import { textParameter, without } from "../parameters.ts";
import { remoteModel } from "../remote-model.ts";
import { workersAiReader } from "./workers-ai-reader.ts";

/** The one method of the Workers AI binding that is used, so that it is easy to mock. */
export interface WorkersAiBinding {
  run(model: string, inputs: Readonly<Record<string, unknown>>, options?: object): Promise<unknown>;
}

const isBinding = (value: unknown): value is WorkersAiBinding => isRecord(value) && typeof value["run"] === "function";

const CONSUMED: ReadonlySet<string> = new Set([
  "binding",
  "connect_timeout",
  "gateway",
  "idle_timeout",
  "include_usage_in_stream",
  "max_retries",
  "messages",
  "model",
  "stream",
  "stream_options",
  "streaming",
  "timeout",
]);

/** Error numbers at the start of messages of the platform, if they have a specific meaning. */
const CODES: ReadonlyMap<string, ProviderErrorCode> = new Map([
  ["3006", "bad_request"],
  ["3036", "rate_limit"],
  ["3040", "rate_limit"],
  ["5004", "bad_request"],
  ["5007", "bad_request"],
  ["5016", "authentication"],
  ["5018", "authentication"],
]);

const bindingError = (engine: string, cause: unknown): ProviderError => {
  const detail = cause instanceof Error ? cause.message : String(cause);
  const [number = ""] = /\b\d{4}\b/.exec(detail.slice(0, 80)) ?? [];
  const code = /context.?(?:window|length)/i.test(detail) ? "context_window" : (CODES.get(number) ?? "server");
  return providerError(engine, code, { cause, detail });
};

const answerOf = (engine: string, result: unknown): UpstreamAnswer => {
  if (result instanceof ReadableStream) return { type: "body", body: result as ReadableStream<Uint8Array> };
  if (result === undefined || result === null) throw providerError(engine, "empty");
  const reported = errorIn(result);
  if (reported !== undefined) throw reportedError(modelUpstream(engine), reported);
  return { type: "json", json: result };
};

/** The binding accepts no signal: an answer that arrives after its caller has gone is cancelled. */
const bindingTransport = (
  config: ModelConfig,
  binding: WorkersAiBinding,
  runtime: Runtime,
  limits: CallLimits,
): Transport => {
  const { engine, model, parameters } = config;
  const options = { ...optional("gateway", parameters["gateway"]) };
  const late = (): Error => providerError(engine, "connect_timeout");
  return async (body, { signal }) => {
    const result = await withDeadline({ clock: runtime.clock, ms: limits.connectMs, signal, late }, async (signal) => {
      const answer = await binding.run(model, body, options).catch((cause: unknown) => {
        throw bindingError(engine, cause);
      });
      if (signal.aborted && answer instanceof ReadableStream) answer.cancel(signal.reason).catch(() => {});
      return answer;
    });
    return answerOf(engine, result);
  };
};

const findBinding = ({ parameters, model }: ModelConfig, { env }: Runtime): WorkersAiBinding => {
  if (isBinding(parameters["binding"])) return parameters["binding"];
  const name = textParameter(parameters, "binding") ?? "AI";
  if (isBinding(env[name])) return env[name];
  throw new ConfigError(
    `Cannot create model "${model}" of engine "workers_ai": there is no binding \`${name}\`; add \`[ai] binding = "${name}"\` to wrangler.toml and pass the Worker's \`env\`, or outside Workers use engine "openai" with the base_url of Workers AI's OpenAI-compatible endpoint`,
  );
};

const bodyOf = (parameters: ModelParams, params: ModelParams): ModelParams => {
  const { max_completion_tokens: limit, ...rest } = { ...without(parameters, CONSUMED), ...without(params, CONSUMED) };
  return { ...optional("max_tokens", limit), ...rest };
};

/**
 * A model of Workers AI through its binding: `env.AI`, another one by the name in `parameters.binding`, or any object
 * with `run`. `parameters.gateway` goes to the binding's options.
 *
 * @throws ConfigError when there is no such binding, or for a key or an address: a binding needs none.
 *
 * @example
 * const config = RailsConfig.fromObject(
 *   { models: [{ type: "main", engine: "workers_ai", model: "@cf/meta/llama-3.3-70b-instruct-fp8-fast" }] },
 *   { catalog: { engines: { workers_ai: createWorkersAiModel } } },
 * );
 */
export const createWorkersAiModel = (given: ModelConfig, runtime: Runtime): LanguageModel => {
  const config = withOwnNames(given, new Set(["binding"]));
  const { engine, model, parameters } = config;
  const binding = findBinding(config, runtime);
  const limits = callLimits(parameters);
  return remoteModel({
    upstream: modelUpstream(engine),
    model,
    limits,
    runtime,
    transport: bindingTransport(config, binding, runtime, limits),
    reader: workersAiReader(engine),
    body: ({ messages, params }, stream) => ({
      ...bodyOf(parameters, params ?? {}),
      messages,
      ...(stream ? { stream: true } : {}),
    }),
  });
};
