import type { ModelConfig, RailsConfigData } from "../config/config-types.ts";
import type { Runtime } from "../http/runtime.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import { createModel, type EngineFactory } from "../llm/registry.ts";

export interface ModelsOptions {
  readonly runtime: Runtime;
  /** The main model, instead of the config's. */
  readonly llm?: LanguageModel | undefined;
  readonly engines?: Readonly<Record<string, EngineFactory>> | undefined;
}

/** The models of a config, each made when it is first needed, so that a rail that never asks one needs no key. */
export class Models {
  readonly #configs: ReadonlyMap<string, ModelConfig>;
  readonly #options: ModelsOptions;
  readonly #made = new Map<string, LanguageModel>();

  constructor({ models }: Pick<RailsConfigData, "models">, options: ModelsOptions) {
    // Of two models of one type the first counts.
    this.#configs = new Map(models.toReversed().map((model) => [model.type, model]));
    this.#options = options;
  }

  /** The model of a type; undefined when the config has none. Throws a ConfigError when it cannot be made. */
  readonly ofType = (type: string): LanguageModel | undefined => {
    const { llm, runtime, engines } = this.#options;
    if (type === "main" && llm !== undefined) return llm;
    const config = this.#configs.get(type);
    if (config === undefined) return undefined;
    const model = this.#made.get(type) ?? createModel(config, runtime, engines);
    this.#made.set(type, model);
    return model;
  };
}
