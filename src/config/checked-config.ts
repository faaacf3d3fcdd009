import { ConfigError, type ConfigIssue } from "../errors.ts";
import { kindOf } from "../json.ts";
import type { ConfigSource } from "./build-config.ts";
import { combineConfigs } from "./combine/combine-configs.ts";
import type { Catalog, RailsConfigData } from "./config-types.ts";
import { deepFreeze } from "./plain-data.ts";

/** A subclass of CheckedConfig: static methods return an instance of the class they are called on. */
export type ConfigClass<T> = new (data: RailsConfigData, warnings?: readonly ConfigIssue[], source?: ConfigSource) => T;

const NOT_WRITTEN = "There is no object of a config that was bundled, or combined of others";

/** What is wrong with a value in place of a config; undefined for a config. */
export const configFault = (value: unknown): string | undefined =>
  value instanceof CheckedConfig ? undefined : `Expected a RailsConfig but found ${kindOf(value)}`;

/** A validated, frozen config with defaults filled in, which LLMRails runs. This base class has no validation code. */
export class CheckedConfig implements RailsConfigData {
  declare readonly models: RailsConfigData["models"];
  declare readonly allowedModels?: readonly string[];
  declare readonly rails: RailsConfigData["rails"];
  declare readonly prompts: RailsConfigData["prompts"];
  declare readonly instructions: RailsConfigData["instructions"];
  declare readonly sampleConversation: string;
  declare readonly botMessages: RailsConfigData["botMessages"];
  declare readonly userMessages: RailsConfigData["userMessages"];
  declare readonly lowestTemperature: number;
  declare readonly enableRailsExceptions: boolean;
  declare readonly passthrough: boolean | null;
  declare readonly colangVersion: string;
  declare readonly colang: RailsConfigData["colang"];
  declare readonly flows: RailsConfigData["flows"];
  declare readonly skippedFlows: readonly string[];
  declare readonly tracing: RailsConfigData["tracing"];
  declare readonly customData: RailsConfigData["customData"];
  declare readonly other: RailsConfigData["other"];
  declare readonly origins?: readonly RailsConfigData[];
  declare readonly catalog?: () => Catalog;
  /** Issues that do not prevent loading, such as deprecated keys. */
  readonly warnings: readonly ConfigIssue[];
  readonly #source: ConfigSource | undefined;

  /** Freezes validated data. To make a config, use `RailsConfig.fromObject` and related methods. */
  constructor(data: RailsConfigData, warnings: readonly ConfigIssue[] = [], source?: ConfigSource) {
    Object.assign(this, data);
    this.warnings = warnings;
    this.#source = source;
    deepFreeze(this);
  }

  /**
   * Combines configs to one that is at least as strict as each: all rails run, each with the settings, prompts and
   * models of its own config.
   *
   * @param names - the names of the configs in messages. Default: `config 1`, `config 2`, …
   * @throws ConfigError that names both configs if their main models differ
   */
  static combine<T extends CheckedConfig>(
    this: ConfigClass<T>,
    configs: readonly RailsConfigData[],
    names: readonly string[] = [],
  ): T {
    const earlier = configs.flatMap((config) => (config instanceof CheckedConfig ? config.warnings : []));
    const unique = new Map(earlier.map((warning) => [JSON.stringify(warning), warning]));
    return new this(combineConfigs(configs, names), [...unique.values()]);
  }

  /** Combines this config with another: see `RailsConfig.combine`. */
  combine(other: RailsConfigData): this {
    const combine = CheckedConfig.combine<this>;
    return combine.call(this.constructor as ConfigClass<this>, [this, other]);
  }

  /**
   * The config as it was written, as JSON under NeMo's keys, which `RailsConfig.fromObject` reads.
   *
   * @throws ConfigError for bundled and combined configs, which have no such object
   */
  toObject(): Record<string, unknown> {
    if (this.#source === undefined) throw new ConfigError(NOT_WRITTEN);
    return structuredClone(this.#source.written);
  }

  /** Adds file and line to an issue, if they are known. */
  locate(issue: ConfigIssue): ConfigIssue {
    return this.#source?.locate(issue) ?? issue;
  }
}
