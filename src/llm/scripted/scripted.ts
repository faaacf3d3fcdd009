import type { ModelConfig } from "../../config/config-types.ts";
import type { ProviderError } from "../../errors.ts";
import type { Runtime } from "../../http/runtime.ts";
import { SYSTEM_CLOCK } from "../../http/system-clock.ts";
import { sleep } from "../../http/timers.ts";
import { providerError } from "../../http/upstream-error.ts";
import { optional } from "../../json.ts";
import { collectPull } from "../../streams/consumers.ts";
import type { Pull } from "../../streams/stage.ts";
import type { Clock } from "../../types/clock.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { callLimits } from "../call-limits.ts";
import { streamFromFirstPart } from "../first-part.ts";
import { gatherResponse } from "../gather-response.ts";
import type { LanguageModel, ModelRequest } from "../language-model.ts";
import { parseScript, type Script, type ScriptedFault } from "./script.ts";
import { scriptedAnswer, type ScriptedAnswer } from "./scripted-parts.ts";

/** Options of `scriptedModel`. */
export interface ScriptedModelOptions {
  readonly provider?: string;
  readonly model?: string;
  /** What its delays go by. Default: the system's. */
  readonly clock?: Clock;
  /** How long a stall lasts before it counts as `idle_timeout`, in milliseconds. Default 30,000. */
  readonly idleMs?: number;
}

type Settings = Required<ScriptedModelOptions>;

const refusal = (engine: string, { status, retry_after }: ScriptedFault): ProviderError | undefined => {
  if (status === undefined) return undefined;
  const code =
    status === 429 ? "rate_limit" : status === 401 ? "authentication" : status >= 500 ? "server" : "bad_request";
  return providerError(engine, code, {
    status,
    ...optional("retryAfterMs", retry_after === undefined ? undefined : retry_after * 1000),
  });
};

/** The fault that is due after `count` deltas. */
const fail = async (count: number, fault: ScriptedFault, settings: Settings, signal: AbortSignal): Promise<void> => {
  const { provider, clock, idleMs } = settings;
  if (count === fault.truncate_after) throw providerError(provider, "truncated");
  if (count === fault.error_after) throw providerError(provider, "server");
  if (count !== fault.stall_after) return;
  await sleep(clock, idleMs, signal);
  throw providerError(provider, "idle_timeout");
};

const pause = async (clock: Clock, ms: number, signal: AbortSignal): Promise<void> => {
  if (ms > 0) await sleep(clock, ms, signal);
};

async function* perform(
  script: Script,
  answer: ScriptedAnswer,
  settings: Settings,
  signal: AbortSignal,
): AsyncGenerator<StreamPart, void> {
  const { clock, provider, model } = settings;
  const fault = answer.reply.fault ?? script.fault ?? {};
  await pause(clock, script.first_delay_ms, signal);
  const refused = refusal(provider, fault);
  if (refused !== undefined) throw refused;
  yield { type: "response", choice: 0, id: "scripted", model };
  for (const [count, delta] of answer.deltas.entries()) {
    await fail(count, fault, settings, signal);
    await pause(clock, script.delay_ms, signal);
    yield delta;
  }
  await fail(answer.deltas.length, fault, settings, signal);
  yield* answer.closing;
}

/** The parts of an answer, created on demand. */
const pullAnswer = (script: Script, request: ModelRequest, settings: Settings): Pull<StreamPart> => {
  const stop = new AbortController();
  const signal = request.signal === undefined ? stop.signal : AbortSignal.any([request.signal, stop.signal]);
  const parts = perform(script, scriptedAnswer(script, request), settings, signal);
  return {
    async pull() {
      signal.throwIfAborted();
      const { done, value } = await parts.next();
      return done === true ? undefined : [value];
    },
    async cancel(reason) {
      stop.abort(reason);
      await parts.return();
    },
  };
};

/**
 * A model that answers from a script, for demos and tests. Deterministic, without state between requests; delays follow
 * `clock` and end when the request's signal aborts.
 *
 * @example
 * const rails = new LLMRails(config, { llm: scriptedModel({ replies: ["Hello!"] }) });
 */
export const scriptedModel = (input: unknown, options: ScriptedModelOptions = {}): LanguageModel => {
  const script = parseScript(input);
  const { provider = "scripted", model = "scripted", clock = SYSTEM_CLOCK, idleMs = 30_000 } = options;
  const settings = { provider, model, clock, idleMs };
  return {
    provider,
    model,
    generate: async (request) => gatherResponse(provider, await collectPull(pullAnswer(script, request, settings))),
    stream: (request) => streamFromFirstPart(provider, pullAnswer(script, request, settings)),
  };
};

/**
 * The engine `scripted`. The script is in the parameters of the model.
 *
 * @example
 * const config = RailsConfig.fromObject(
 *   { models: [{ type: "main", engine: "scripted", model: "demo", parameters: { replies: ["Hello!"] } }] },
 *   { catalog: { engines: { scripted: createScriptedModel } } },
 * );
 */
export const createScriptedModel = (config: ModelConfig, runtime: Runtime): LanguageModel =>
  scriptedModel(config.parameters, {
    provider: config.engine,
    model: config.model,
    clock: runtime.clock,
    idleMs: callLimits(config.parameters).idleMs,
  });
