import { RailsConfig } from "../config/rails-config.ts";
import { hint } from "../config/suggest.ts";
import { LLMRails, type LLMRailsOptions } from "../engine/llm-rails.ts";
import { ConfigError } from "../errors.ts";
import { RefusedRequest } from "./failure.ts";
import type { GatewayOptions } from "./gateway-options.ts";

const ID = /^[\w.-]{1,64}$/;

/** Combinations that are kept ready. Clients choose them, so there must be a bound. */
const MAX_COMBINATIONS = 64;

const railsOptions = (options: GatewayOptions): LLMRailsOptions => {
  const { env, fetch, engines, actions, rails, outputParsers, clock, onWarning } = options;
  const given = Object.entries({ env, fetch, engines, actions, rails, outputParsers, clock, onWarning });
  // Clients of a gateway write the history, so an attack may stand anywhere in it.
  return { ...Object.fromEntries(given.filter(([, value]) => value !== undefined)), inputScope: "conversation" };
};

/** The configs of a gateway at work, each made when it is first asked for. */
export class RailsRegistry {
  readonly #configs: ReadonlyMap<string, RailsConfig>;
  readonly #defaultId: string | undefined;
  readonly #options: LLMRailsOptions;
  readonly #ready = new Map<string, LLMRails>();

  constructor(options: GatewayOptions) {
    this.#configs = new Map(Object.entries(options.configs));
    this.#options = railsOptions(options);
    const ids = this.ids;
    if (ids.length === 0) throw new ConfigError("A gateway needs at least one config");
    const wrong = ids.find((id) => !ID.test(id));
    if (wrong !== undefined) {
      throw new ConfigError(`Config id "${wrong}" cannot be used: take letters, digits, ".", "_" and "-", at most 64`);
    }
    this.#defaultId = options.defaultConfigId ?? (ids.length === 1 ? ids[0] : undefined);
    if (this.#defaultId !== undefined && !this.#configs.has(this.#defaultId)) {
      throw new ConfigError(`There is no config "${this.#defaultId}" to be the default${hint(this.#defaultId, ids)}`);
    }
  }

  get ids(): readonly string[] {
    return [...this.#configs.keys()];
  }

  get configs(): readonly RailsConfig[] {
    return [...this.#configs.values()];
  }

  /** The ids a request means, sorted and without repeats. Throws what a client should be told. */
  resolve(named: readonly string[]): readonly string[] {
    const wanted = named.length > 0 ? named : this.#default();
    const unknown = wanted.find((id) => !this.#configs.has(id));
    if (unknown === undefined) return [...new Set(wanted)].toSorted();
    const shown = ID.test(unknown) ? ` "${unknown}"` : "";
    throw new RefusedRequest(404, "config_not_found", `There is no config${shown}: see GET /v1/rails/configs`, {
      param: "config_id",
    });
  }

  /** The rails of one config, or of several together. Takes what `resolve` gives. */
  rails(ids: readonly string[]): LLMRails {
    const key = JSON.stringify(ids);
    const rails = this.#ready.get(key) ?? new LLMRails(this.#config(ids), this.#options);
    // Put last again, so that the first is the one not used for longest.
    this.#ready.delete(key);
    this.#ready.set(key, rails);
    const [oldest] = this.#ready.keys();
    if (this.#ready.size > MAX_COMBINATIONS && oldest !== undefined) this.#ready.delete(oldest);
    return rails;
  }

  #default(): readonly string[] {
    if (this.#defaultId !== undefined) return [this.#defaultId];
    throw new RefusedRequest(400, "config_required", "There is no default config: name one with `config_id`", {
      param: "config_id",
    });
  }

  #config(ids: readonly string[]): RailsConfig {
    const configs = ids.flatMap((id) => this.#configs.get(id) ?? []);
    const [only] = configs;
    if (configs.length === 1 && only !== undefined) return only;
    try {
      return RailsConfig.combine(configs, ids);
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
