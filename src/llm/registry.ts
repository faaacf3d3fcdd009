import type { ModelConfig } from "../config/config-types.ts";
import type { Runtime } from "../http/runtime.ts";
import { createAnthropicModel } from "./anthropic/anthropic.ts";
import type { LanguageModel } from "./language-model.ts";
import { type Engines, makeModel } from "./make-model.ts";
import { createAzureModel } from "./openai/azure.ts";
import { AZURE_ENGINES, OPENAI_ENGINES } from "./openai/openai-engines.ts";
import { createScriptedModel } from "./scripted/scripted.ts";
import { createWorkersAiModel } from "./workers-ai/workers-ai.ts";

/** The engines in the catalog of `edgerails`, besides those with the OpenAI API. */
export const ENGINES: Engines = {
  ...Object.fromEntries(AZURE_ENGINES.map((name) => [name, createAzureModel])),
  anthropic: createAnthropicModel,
  workers_ai: createWorkersAiModel,
  scripted: createScriptedModel,
};

/** The names of all engines, in the order in which they are listed. */
export const engineNames = (): readonly string[] => [...OPENAI_ENGINES.keys(), ...Object.keys(ENGINES)];

/**
 * The model of a config. Engines: openai, nim, nvidia_ai_endpoints, openrouter, ollama, vllm, azure, anthropic,
 * workers_ai, scripted, and any other name with `parameters.base_url` for a server that speaks the OpenAI API.
 *
 * @param engines - further engines by name; they come before the built-in ones.
 * @throws ConfigError for an engine that does not exist, a missing key, or parameters that cannot be meant.
 *
 * @example
 * const model = createModel({ type: "main", engine: "ollama", model: "llama3.2", mode: "chat", parameters: {} }, { fetch, clock: SYSTEM_CLOCK, env: {} });
 */
export const createModel = (config: ModelConfig, runtime: Runtime, engines: Engines = {}): LanguageModel =>
  makeModel(config, runtime, { ...ENGINES, ...engines });
