import type { ModelConfig } from "../../config/config-types.ts";
import { ConfigError } from "../../errors.ts";
import { isOneOf, optional } from "../../json.ts";
import type { EngineFactory } from "../../llm/make-model.ts";
import { loadPipeline, type PipelineSource } from "./load-pipeline.ts";
import { HuggingFacePipelineCompatible } from "./pipeline-model.ts";
import type { TextGenerationPipelineLike, TransformersModule } from "./transformers-types.ts";

/** Where the engine has its pipelines from. */
export interface HuggingFaceEngineOptions {
  /** A pipeline that is there already; every model of this engine then uses it. */
  readonly pipeline?: TextGenerationPipelineLike;
  /** Loads a pipeline in place of transformers.js's own `pipeline`. */
  readonly load?: (source: PipelineSource) => Promise<TextGenerationPipelineLike>;
  /** Gives the module `@huggingface/transformers`. Default: a dynamic import. */
  readonly importTransformers?: () => Promise<TransformersModule>;
}

/** Parameters of a model that go to `pipeline(…)`; all others go to `generate`. */
const LOAD_OPTIONS = [
  "dtype",
  "device",
  "revision",
  "cache_dir",
  "subfolder",
  "model_file_name",
  "use_external_data_format",
  "session_options",
] as const;

/** See `huggingFaceEngine`. The import of transformers.js is an argument, so that bundlers do not include it. */
export const pipelineEngine = (
  options: HuggingFaceEngineOptions & Required<Pick<HuggingFaceEngineOptions, "importTransformers">>,
): EngineFactory => {
  const load = options.load ?? ((source) => loadPipeline(source, options.importTransformers));
  const loadOnce = rememberLoads(load);
  return (config) => {
    const { source, modelKwargs } = readParameters(config);
    const from = options.pipeline === undefined ? { load: () => loadOnce(source) } : { pipeline: options.pipeline };
    return new HuggingFacePipelineCompatible({ ...from, modelKwargs, model: config.model, mode: config.mode });
  };
};

/** One load per source, also for requests at the same time. A failed one is tried again by the next request. */
const rememberLoads = (
  load: (source: PipelineSource) => Promise<TextGenerationPipelineLike>,
): ((source: PipelineSource) => Promise<TextGenerationPipelineLike>) => {
  const loads = new Map<string, Promise<TextGenerationPipelineLike>>();
  return (source) => {
    const key = JSON.stringify(source);
    const known = loads.get(key);
    if (known !== undefined) return known;
    const loading = load(source);
    loads.set(key, loading);
    loading.catch(() => loads.delete(key));
    return loading;
  };
};

const readParameters = (config: ModelConfig): { source: PipelineSource; modelKwargs: Record<string, unknown> } => {
  const {
    task = "text-generation",
    local_model_path: path,
    allow_remote_models: remote = true,
    ...rest
  } = config.parameters;
  expect(typeof task === "string", "task", "a string");
  expect(path === undefined || typeof path === "string", "local_model_path", "a path");
  expect(typeof remote === "boolean", "allow_remote_models", "true or false");
  const isLoadOption = ([name]: [string, unknown]): boolean => isOneOf(LOAD_OPTIONS, name);
  const entries = Object.entries(rest);
  const source: PipelineSource = {
    model: config.model,
    task,
    allowRemoteModels: remote,
    options: Object.fromEntries(entries.filter(isLoadOption)),
    ...optional("localModelPath", path),
  };
  return { source, modelKwargs: Object.fromEntries(entries.filter((entry) => !isLoadOption(entry))) };
};

// A declaration, because only a function declared with its own type may assert.
function expect(holds: boolean, name: string, expected: string): asserts holds {
  if (!holds) throw new ConfigError(`"parameters.${name}" of a "huggingface_pipeline" model must be ${expected}`);
}
