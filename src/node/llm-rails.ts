import process from "node:process";
import type { RailsConfig } from "../config/rails-config.ts";
import { LLMRails as CoreLLMRails, type LLMRailsOptions } from "../engine/llm-rails.ts";
import { huggingFaceEngine } from "../integrations/huggingface/engine.ts";
import type { EngineFactory } from "../llm/registry.ts";

/** Engines that need more than the web: they load models from disk. */
const nodeEngines = (): Readonly<Record<string, EngineFactory>> => ({
  huggingface_pipeline: huggingFaceEngine(),
});

/** A config at work, with the process's environment for its keys and the engines that run in this process. */
export class LLMRails extends CoreLLMRails {
  constructor(config: RailsConfig, options: LLMRailsOptions = {}) {
    super(config, { env: process.env, ...options, engines: { ...nodeEngines(), ...options.engines } });
  }
}
