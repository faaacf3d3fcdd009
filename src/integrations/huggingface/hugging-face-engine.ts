import type { EngineFactory } from "../../llm/make-model.ts";
import { pipelineEngine, type HuggingFaceEngineOptions } from "./engine.ts";
import type { TransformersModule } from "./transformers-types.ts";

/** With a literal name, so that bundlers include the peer. Only the entry of this folder may import this file. */
const importTransformers = async (): Promise<TransformersModule> =>
  (await import("@huggingface/transformers")) as unknown as TransformersModule;

/**
 * The engine `huggingface_pipeline` of a config. Its `parameters`: `local_model_path` (a folder of model folders),
 * `allow_remote_models` (default true), `task` (default `text-generation`), `dtype`, `device` and the other options of
 * transformers.js's `pipeline`. Other parameters are passed to `generate`, such as `max_new_tokens`. A model is loaded
 * by the first request that needs it, once for all configs with the same one.
 *
 * @example
 * const rails = new LLMRails(config, { engines: { huggingface_pipeline: huggingFaceEngine() } });
 */
export const huggingFaceEngine = (options: HuggingFaceEngineOptions = {}): EngineFactory =>
  pipelineEngine({ importTransformers, ...options });
