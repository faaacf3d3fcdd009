import type { ModelConfig, RailsConfigData } from "../config/config-types.ts";
import type { Runtime } from "../http/runtime.ts";
import { catalogOf } from "../library/resolve/config-catalog.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import { type Engines, makeModel } from "../llm/make-model.ts";

export interface ModelsOptions {
  readonly runtime: Runtime;
  /** The main model, instead of the config's. */
  readonly llm?: LanguageModel | undefined;
  /** In addition to those of the catalog, which they override. */
  readonly engines?: Engines | undefined;
}

/** The models of a config, each created on first use, so that a model that is never called needs no key. */
export class Models {
  readonly #configs: ReadonlyMap<string, ModelConfig>;
  readonly #engines: Engines;
  readonly #options: ModelsOptions;
  readonly #made = new Map<string, LanguageModel>();

  constructor(config: Pick<RailsConfigData, "models" | "catalog">, options: ModelsOptions) {
    // The first of several models of a type counts.
    this.#configs = new Map(config.models.toReversed().map((model) => [model.type, model]));
    this.#engines = catalogOf(config).engines;
    this.#options = options;
  }

  /** The model of a type; undefined if the config has none. Throws a ConfigError if it cannot be created. */
  readonly ofType = (type: string): LanguageModel | undefined => {
    const { llm, runtime, engines } = this.#options;
    if (type === "main" && llm !== undefined) return llm;
    const config = this.#configs.get(type);
    if (config === undefined) return undefined;
    const model = this.#made.get(type) ?? makeModel(config, runtime, { ...this.#engines, ...engines });
    this.#made.set(type, model);
    return model;
  };
}
