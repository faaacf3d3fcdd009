import { closestName } from "../config/suggest.ts";
import type { ModelConfig } from "../config/config-types.ts";
import { ConfigError } from "../errors.ts";
import { createAnthropicModel } from "./anthropic/anthropic.ts";
import { createAzureModel } from "./openai/azure.ts";
import type { LanguageModel } from "./language-model.ts";
import type { Runtime } from "../http/runtime.ts";
import { AZURE_ENGINES, OPENAI_ENGINES } from "./openai/openai-engines.ts";
import { createOpenAIModel } from "./openai/openai.ts";
import { withOwnNames } from "./parameter-names.ts";
import { createScriptedModel } from "./scripted/scripted.ts";
import { createWorkersAiModel } from "./workers-ai/workers-ai.ts";

/** Makes a model from its config. Throws a ConfigError for a config it cannot serve. */
export type EngineFactory = (config: ModelConfig, runtime: Runtime) => LanguageModel;

const ENGINES: ReadonlyMap<string, EngineFactory> = new Map<string, EngineFactory>([
  ...[...OPENAI_ENGINES.keys()].map((name) => [name, createOpenAIModel] as const),
  ...AZURE_ENGINES.map((name) => [name, createAzureModel] as const),
  ["anthropic", createAnthropicModel],
  ["workers_ai", createWorkersAiModel],
  ["scripted", createScriptedModel],
]);

/** The engines there are, in the order in which they are told. */
export const engineNames = (): readonly string[] => [...ENGINES.keys()];

const COMPATIBLE = "use its OpenAI-compatible endpoint: engine `openai` with `parameters.base_url`";
const TRANSFORMERS =
  "pass a model made with `edgerails/huggingface` as `llm`, or serve it with vLLM and use engine `vllm`";

/** Engines of NeMo Guardrails that do not exist here, and how to reach the same model. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["bedrock", COMPATIBLE],
  ["cohere", COMPATIBLE],
  ["deepseek", COMPATIBLE],
  ["fireworks", COMPATIBLE],
  ["google_genai", COMPATIBLE],
  ["groq", COMPATIBLE],
  ["mistralai", COMPATIBLE],
  ["together", COMPATIBLE],
  ["vertexai", COMPATIBLE],
  ["huggingface_endpoint", COMPATIBLE],
  ["huggingface_hub", COMPATIBLE],
  ["huggingface_pipeline", TRANSFORMERS],
  ["hf_pipeline_bloke", TRANSFORMERS],
  ["hf_pipeline_dolly", TRANSFORMERS],
  ["hf_pipeline_falcon", TRANSFORMERS],
  ["hf_pipeline_llama2", TRANSFORMERS],
  ["hf_pipeline_mosaic", TRANSFORMERS],
  ["hf_pipeline_vicuna", TRANSFORMERS],
  ["self_hosted", COMPATIBLE],
  [
    "trt_llm",
    "use engine `nim`, or the server's OpenAI-compatible endpoint: engine `openai` with `parameters.base_url`",
  ],
]);

const unknownEngine = (engine: string, names: readonly string[]): ConfigError => {
  const advice = ELSEWHERE.get(engine);
  if (advice !== undefined) {
    const message = `Engine "${engine}" does not exist here; ${advice}`;
    return new ConfigError([{ path: "models.engine", message, about: "code" }]);
  }
  const close = closestName(engine, names);
  const guess = close === undefined ? `; engines: ${names.join(", ")}` : `, did you mean "${close}"?`;
  const join = close === undefined ? "; a" : " A";
  const cure = `${join} server that speaks the OpenAI API needs \`parameters.base_url\` under any engine name`;
  const message = `Unknown engine "${engine}"${guess}${cure}`;
  if (close !== undefined) return new ConfigError([{ path: "models.engine", message }]);
  const own = `${message}; an engine of your own is passed as \`engines: { "${engine}": … }\` to LLMRails`;
  return new ConfigError([{ path: "models.engine", message: own, about: "code" }]);
};

/**
 * The model of a config. Engines: openai, nim, nvidia_ai_endpoints, openrouter, ollama, vllm, azure, anthropic,
 * workers_ai, scripted, and any other name with `parameters.base_url` for a server that speaks the OpenAI API.
 *
 * @param engines - further engines by name; they come before the built-in ones.
 * @throws ConfigError for an engine that does not exist, a missing key, or parameters that cannot be meant.
 */
export const createModel = (
  config: ModelConfig,
  runtime: Runtime,
  engines: Readonly<Record<string, EngineFactory>> = {},
): LanguageModel => {
  const { engine } = config;
  const own = Object.hasOwn(engines, engine) ? engines[engine] : undefined;
  const factory = own ?? ENGINES.get(engine);
  if (factory !== undefined) return factory(config, runtime);
  if (withOwnNames(config).parameters["base_url"] !== undefined) return createOpenAIModel(config, runtime);
  throw unknownEngine(engine, [...Object.keys(engines), ...ENGINES.keys()]);
};
