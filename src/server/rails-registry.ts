import { CheckedConfig } from "../config/checked-config.ts";
import { jointlyAllowedModels, withMainModel } from "../config/combine/allowed-models.ts";
import { withoutUndefined } from "../config/plain-data.ts";
import { hint } from "../config/suggest.ts";
import type { LLMRailsOptions } from "../engine/llm-rails-options.ts";
import { LLMRails } from "../engine/llm-rails.ts";
import { ConfigError } from "../errors.ts";
import { textOf } from "../json.ts";
import { expand } from "../llm/variables.ts";
import type { Access } from "./access.ts";
import { RefusedRequest } from "./failure.ts";
import { type GatewayOptions, RAILS_OPTIONS } from "./gateway-options.ts";
import {
  type Choice,
  CONFIG_ID,
  choiceOf,
  choose,
  type Named,
  namesOf,
  type Selection,
  visibleIds,
} from "./model-choice.ts";

/** Cached combinations of configs. Clients choose them, so there must be a bound. */
const MAX_COMBINATIONS = 64;

const railsOptions = (options: GatewayOptions): LLMRailsOptions => {
  const given = withoutUndefined<LLMRailsOptions>(
    Object.fromEntries(RAILS_OPTIONS.map((name) => [name, options[name]])),
  );
  // Clients of a gateway send the history, so an attack may be anywhere in it.
  return { ...given, inputScope: "conversation" };
};

/** A name for the `model` field of requests, and its owner. */
export interface ListedModel {
  readonly name: string;
  readonly owner: string;
}

/** The `LLMRails` of a gateway's configs, created on first use. */
export class RailsRegistry {
  readonly #configs: ReadonlyMap<string, CheckedConfig>;
  readonly #selection: Selection;
  /** The options of every `LLMRails`. */
  readonly options: LLMRailsOptions;
  readonly #ready = new Map<string, LLMRails>();

  constructor(options: GatewayOptions) {
    this.#configs = new Map(Object.entries(options.configs));
    this.options = railsOptions(options);
    const ids = [...this.#configs.keys()];
    const wrong = ids.find((id) => !CONFIG_ID.test(id));
    if (wrong !== undefined) {
      throw new ConfigError(`Config id "${wrong}" cannot be used: take letters, digits, ".", "_" and "-", at most 64`);
    }
    this.#assertMonitors();
    const { defaultConfigId: defaultId, anyModel = false } = options;
    if (defaultId !== undefined && !ids.includes(defaultId)) {
      throw new ConfigError(`There is no config "${defaultId}" to be the default${hint(defaultId, ids)}`);
    }
    const env = (options.env ?? {}) as Readonly<Record<string, unknown>>;
    // Model names may contain variables of the operator; clients use the expanded name.
    const modelsOf = (named: readonly string[]): readonly string[] =>
      jointlyAllowedModels(this.#named(named)).map((name) => expand(name, { env }, () => {}));
    this.#selection = { ids, defaultId, anyModel, modelsOf };
  }

  /** The configs that a key may name. */
  ids(access: Access): readonly string[] {
    return visibleIds(this.#selection, access);
  }

  /**
   * Throws a ConfigError for unknown configs of a key, and for ones that cannot be combined although they always run
   * together.
   */
  assertReachable(always: readonly string[], choices: readonly string[]): void {
    const { ids } = this.#selection;
    const unknown = [...always, ...choices].find((id) => !ids.includes(id));
    if (unknown !== undefined) {
      throw new ConfigError(`There is no config "${unknown}" for a key to be bound to${hint(unknown, ids)}`);
    }
    if (always.length > 1) CheckedConfig.combine(this.#named(always), always);
  }

  /** The configs and the model of a request. Throws a RefusedRequest for unknown ones. */
  choose(named: Named, access: Access): Choice {
    return choose(this.#selection, access, named);
  }

  /** All names for the `model` field. Calls no provider. */
  models(access: Access): readonly ListedModel[] {
    return namesOf(this.#selection, access).map(({ name, choice }) => this.#listed(name, choice));
  }

  /** One of these names. Throws a 404 that lists the known ones. */
  model(name: string, access: Access): ListedModel {
    return this.#listed(name, choiceOf(this.#selection, access, name));
  }

  /** The rails of a choice, from the cache. */
  rails(choice: Choice): LLMRails {
    const key = JSON.stringify([choice.ids, choice.model]);
    const rails = this.#ready.get(key) ?? this.#create(this.config(choice));
    // Moves it to the end: the first is the least recently used.
    this.#ready.delete(key);
    this.#ready.set(key, rails);
    const [oldest] = this.#ready.keys();
    if (this.#ready.size > MAX_COMBINATIONS && oldest !== undefined) this.#ready.delete(oldest);
    return rails;
  }

  /** Rails of a config, with its shadow config if it names one. The shadow itself has none. */
  #create(config: CheckedConfig): LLMRails {
    const candidate = this.#configs.get(textOf(config.other["monitor"]));
    if (candidate === undefined) return new LLMRails(config, this.options);
    const { telemetry: _telemetry, onRecord: _onRecord, ...options } = this.options;
    return new LLMRails(config, { ...this.options, shadow: new LLMRails(candidate, { ...options, shadow: false }) });
  }

  #assertMonitors(): void {
    const ids = [...this.#configs.keys()];
    for (const [id, { other }] of this.#configs) {
      const named = textOf(other["monitor"]);
      if (named === "" || (named !== id && ids.includes(named))) continue;
      throw new ConfigError(`Config "${id}" is to be monitored by "${named}", no other config here${hint(named, ids)}`);
    }
  }

  /** The config of a choice. */
  config({ ids, model }: Choice): CheckedConfig {
    const config = this.#combined(ids);
    return model === undefined ? config : new CheckedConfig(withMainModel(config, model), config.warnings);
  }

  #named(ids: readonly string[]): readonly CheckedConfig[] {
    return ids.flatMap((id) => this.#configs.get(id) ?? []);
  }

  #listed(name: string, { ids }: Choice): ListedModel {
    const engine = this.#named(ids).flatMap(
      ({ models }) => models.find(({ type }) => type === "main")?.engine ?? [],
    )[0];
    return { name, owner: this.#configs.has(name) ? "edgerails" : (engine ?? "edgerails") };
  }

  #combined(ids: readonly string[]): CheckedConfig {
    const configs = this.#named(ids);
    const [only] = configs;
    if (configs.length === 1 && only !== undefined) return only;
    try {
      return CheckedConfig.combine(configs, ids);
    } catch (cause) {
      if (!(cause instanceof ConfigError)) throw cause;
      const names = ids.map((id) => `"${id}"`).join(" and ");
      throw new RefusedRequest(400, "config_conflict", `The configs ${names} cannot be combined`, {
        param: "config_ids",
        cause,
      });
    }
  }
}
