import type { ModelConfig } from "../config/config-types.ts";
import { closestName } from "../config/suggest.ts";
import { ConfigError } from "../errors.ts";
import type { Runtime } from "../http/runtime.ts";
import type { LanguageModel } from "./language-model.ts";
import { withVariables } from "./model-variables.ts";
import { OPENAI_ENGINES } from "./openai/openai-engines.ts";
import { createOpenAIModel } from "./openai/openai.ts";
import { withOwnNames } from "./parameter-names.ts";

/** Makes a model from its config. Throws a ConfigError for a config it cannot serve. */
export type EngineFactory = (config: ModelConfig, runtime: Runtime) => LanguageModel;

/** Engines by the name a config gives. */
export type Engines = Readonly<Record<string, EngineFactory>>;

/** Engines that a catalog may contain, and the function of `edgerails/llm` that creates them. */
export const CATALOG_ENGINES: ReadonlyMap<string, string> = new Map([
  ["azure", "createAzureModel"],
  ["azure_openai", "createAzureModel"],
  ["anthropic", "createAnthropicModel"],
  ["workers_ai", "createWorkersAiModel"],
  ["scripted", "createScriptedModel"],
]);

const COMPATIBLE = "use its OpenAI-compatible endpoint: engine `openai` with `parameters.base_url`";
const TRANSFORMERS = "pass a model of `edgerails/huggingface` as `llm`";

/** Engines of NeMo Guardrails that run models in its own process. */
const IN_PROCESS = /^(?:huggingface|hf)_pipeline(?:$|_)/;

const adviceOn = (engine: string): string | undefined => {
  const maker = CATALOG_ENGINES.get(engine);
  if (maker === undefined) return IN_PROCESS.test(engine) ? TRANSFORMERS : undefined;
  const fix = `pass \`catalog: { engines: { ${engine}: ${maker} } }\` of "edgerails/llm" to RailsConfig.fromObject`;
  return `it is not in the catalog of this config; ${fix}`;
};

const unknownEngine = (engine: string, names: readonly string[]): ConfigError => {
  const advice = adviceOn(engine);
  const close = advice === undefined ? closestName(engine, names) : undefined;
  const others = `${COMPATIBLE}, or pass your own in \`engines\`; engines: ${names.join(", ")}`;
  const fix = close === undefined ? `: ${advice ?? others}` : `, did you mean "${close}"? Or ${COMPATIBLE}`;
  const issue = { path: "models.engine", message: `Unknown engine "${engine}"${fix}` };
  return new ConfigError([close === undefined ? { ...issue, about: "code" } : issue]);
};

/**
 * Creates the model of a config, by one of these engines or by the one for the OpenAI API: under its own names, and
 * under any other name with `parameters.base_url`. Environment variables in the config are expanded first.
 */
export const makeModel = (written: ModelConfig, runtime: Runtime, engines: Engines): LanguageModel => {
  const config = withVariables(written, runtime);
  const { engine } = config;
  const factory = Object.hasOwn(engines, engine) ? engines[engine] : undefined;
  if (factory !== undefined) return factory(config, runtime);
  const speaksOpenAI = OPENAI_ENGINES.has(engine) || withOwnNames(config).parameters["base_url"] !== undefined;
  if (speaksOpenAI && !CATALOG_ENGINES.has(engine)) return createOpenAIModel(config, runtime);
  throw unknownEngine(engine, [...OPENAI_ENGINES.keys(), ...Object.keys(engines)]);
};
