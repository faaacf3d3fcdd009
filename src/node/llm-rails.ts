import process from "node:process";
import type { RailsConfig } from "../config/rails-config.ts";
import type { LLMRailsOptions } from "../engine/llm-rails-options.ts";
import { LLMRails as CoreLLMRails } from "../engine/llm-rails.ts";
import { pipelineEngine } from "../integrations/huggingface/engine.ts";
import type { TransformersModule } from "../integrations/huggingface/transformers-types.ts";
import type { EngineFactory } from "../llm/make-model.ts";

const PEER = ["@huggingface", "transformers"];

/** An import that bundlers cannot resolve is left to run time, where the peer is installed or not. */
const importInstalled = async (): Promise<TransformersModule> =>
  (await import(/* @vite-ignore */ /* webpackIgnore: true */ PEER.join("/"))) as TransformersModule;

/** Engines that load models from disk. */
const nodeEngines = (): Readonly<Record<string, EngineFactory>> => ({
  huggingface_pipeline: pipelineEngine({ importTransformers: importInstalled }),
});

/**
 * `LLMRails` with the environment of the process, and with the engines that run models in this process.
 *
 * @example
 * const rails = new LLMRails(await RailsConfig.fromPath("./config"));
 * for await (const chunk of rails.streamAsync({ prompt: "Hello!" })) console.log(chunk);
 */
export class LLMRails extends CoreLLMRails {
  constructor(config: RailsConfig, options: LLMRailsOptions = {}) {
    super(config, { env: process.env, ...options, engines: { ...nodeEngines(), ...options.engines } });
  }
}
