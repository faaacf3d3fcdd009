import { ConfigError, type ConfigIssue } from "../errors.ts";
import type { ConfigSource } from "./build-config.ts";
import { combineConfigs } from "./combine/combine-configs.ts";
import type { Catalog, RailsConfigData } from "./config-types.ts";
import { deepFreeze } from "./plain-data.ts";

/** A subclass of CheckedConfig: static methods return an instance of the class they are called on. */
export type ConfigClass<T> = new (data: RailsConfigData, warnings?: readonly ConfigIssue[], source?: ConfigSource) => T;

const NOT_WRITTEN = "There is no object of a config that was bundled, or combined of others";

/** A validated, frozen config with defaults filled in, which LLMRails runs. This base class has no validation code. */
export class CheckedConfig implements RailsConfigData {
  readonly models: RailsConfigData["models"];
  readonly allowedModels?: readonly string[];
  readonly rails: RailsConfigData["rails"];
  readonly prompts: RailsConfigData["prompts"];
  readonly instructions: RailsConfigData["instructions"];
  readonly sampleConversation: string;
  readonly botMessages: RailsConfigData["botMessages"];
  readonly userMessages: RailsConfigData["userMessages"];
  readonly lowestTemperature: number;
  readonly enableRailsExceptions: boolean;
  readonly passthrough: boolean | null;
  readonly colangVersion: string;
  readonly colang: RailsConfigData["colang"];
  readonly flows: RailsConfigData["flows"];
  readonly skippedFlows: readonly string[];
  readonly tracing: RailsConfigData["tracing"];
  readonly customData: RailsConfigData["customData"];
  readonly other: RailsConfigData["other"];
  readonly origins?: readonly RailsConfigData[];
  readonly catalog?: () => Catalog;
  /** Issues that do not prevent loading, such as deprecated keys. */
  readonly warnings: readonly ConfigIssue[];
  readonly #source: ConfigSource | undefined;

  /** Freezes validated data. To make a config, use `RailsConfig.fromObject` and related methods. */
  constructor(data: RailsConfigData, warnings: readonly ConfigIssue[] = [], source?: ConfigSource) {
    this.models = data.models;
    if (data.allowedModels !== undefined) this.allowedModels = data.allowedModels;
    this.rails = data.rails;
    this.prompts = data.prompts;
    this.instructions = data.instructions;
    this.sampleConversation = data.sampleConversation;
    this.botMessages = data.botMessages;
    this.userMessages = data.userMessages;
    this.lowestTemperature = data.lowestTemperature;
    this.enableRailsExceptions = data.enableRailsExceptions;
    this.passthrough = data.passthrough;
    this.colangVersion = data.colangVersion;
    this.colang = data.colang;
    this.flows = data.flows;
    this.skippedFlows = data.skippedFlows;
    this.tracing = data.tracing;
    this.customData = data.customData;
    this.other = data.other;
    if (data.origins !== undefined) this.origins = data.origins;
    if (data.catalog !== undefined) this.catalog = data.catalog;
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
