import process from "node:process";
import type { RailsConfig } from "../config/rails-config.ts";
import { LLMRails as CoreLLMRails } from "../engine/llm-rails.ts";
import type { LLMRailsOptions } from "../engine/llm-rails-options.ts";
import { pipelineEngine } from "../integrations/huggingface/engine.ts";
import type { TransformersModule } from "../integrations/huggingface/transformers-types.ts";
import type { EngineFactory } from "../llm/make-model.ts";

const PEER = ["@huggingface", "transformers"];

/** What no bundler can read it leaves to the process, where the peer is installed or is not. */
const importInstalled = async (): Promise<TransformersModule> =>
  (await import(/* @vite-ignore */ /* webpackIgnore: true */ PEER.join("/"))) as TransformersModule;

/** Engines that need more than the web: they load models from disk. */
const nodeEngines = (): Readonly<Record<string, EngineFactory>> => ({
  huggingface_pipeline: pipelineEngine({ importTransformers: importInstalled }),
});

/**
 * A config at work, with the process's environment for its keys and the engines that run in this process.
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
