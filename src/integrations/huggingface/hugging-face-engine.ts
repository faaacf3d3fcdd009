import type { EngineFactory } from "../../llm/make-model.ts";
import { pipelineEngine, type HuggingFaceEngineOptions } from "./engine.ts";
import type { TransformersModule } from "./transformers-types.ts";

/** A bundler sees the name and takes the peer in. Nothing but the entry of this folder imports this file. */
const importTransformers = async (): Promise<TransformersModule> =>
  (await import("@huggingface/transformers")) as unknown as TransformersModule;

/**
 * The engine `huggingface_pipeline` of a config. Its `parameters`: `local_model_path` (a folder of model folders),
 * `allow_remote_models` (default true), `task` (default `text-generation`), `dtype`, `device` and the other options of
 * transformers.js's `pipeline`; what is left is given to `generate`, such as `max_new_tokens`. A model is loaded by the
 * first request that needs it, once for all that name the same one.
 *
 * @example
 * const rails = new LLMRails(config, { engines: { huggingface_pipeline: huggingFaceEngine() } });
 */
export const huggingFaceEngine = (options: HuggingFaceEngineOptions = {}): EngineFactory =>
  pipelineEngine({ importTransformers, ...options });
