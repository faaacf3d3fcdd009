import { ConfigError, type ConfigIssue } from "../errors.ts";
import { type ConfigOptions, type ConfigSource, buildConfig } from "./build-config.ts";
import { combineConfigs } from "./combine/combine-configs.ts";
import type { Catalog, RailsConfigData } from "./config-types.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { nodeFromValue, nodeReader } from "./reading/node-from-value.ts";

/** Any class of configs: the static methods make an instance of the class they are called on. */
export interface RailsConfigClass<T> {
  new (data: RailsConfigData, warnings?: readonly ConfigIssue[], source?: ConfigSource): T;
  /** What configs of this class bring along where nothing else is said. */
  readonly catalog?: (() => Catalog) | undefined;
}

/** The options with the catalog of the class, unless they have one. */
export const withCatalog = <Options extends ConfigOptions>(
  { catalog }: Pick<RailsConfigClass<unknown>, "catalog">,
  options: Options,
): Options => (catalog === undefined ? options : { catalog, ...options });

export interface FromObjectOptions extends ConfigOptions {
  /** What the object is called in messages, such as the name of a bundle. */
  readonly source?: string;
}

/**
 * A checked config with its defaults filled in, frozen. This base reads objects; it brings no parser along.
 *
 * @example
 * import { RailsConfig } from "edgerails/core";
 *
 * const config = RailsConfig.fromObject({ models: [{ type: "main", engine: "openai", model: "gpt-4o-mini" }] });
 */
export class RailsConfig implements RailsConfigData {
  static readonly catalog: (() => Catalog) | undefined = undefined;
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
  readonly tracing: RailsConfigData["tracing"];
  readonly customData: RailsConfigData["customData"];
  readonly other: RailsConfigData["other"];
  readonly origins?: readonly RailsConfigData[];
  readonly catalog?: () => Catalog;
  /** What loads but should be looked at, such as a deprecated key. */
  readonly warnings: readonly ConfigIssue[];
  readonly #source: ConfigSource | undefined;

  /** Takes checked data and freezes it; configs are made with `fromObject` and its relatives. */
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
   * A config from the object its YAML stands for, under NeMo's snake_case keys.
   * @throws ConfigError with every issue found
   */
  static fromObject<T extends RailsConfig>(
    this: RailsConfigClass<T>,
    object: object,
    options: FromObjectOptions = {},
  ): T {
    const issues: ConfigIssue[] = [];
    const node = nodeFromValue(object, nodeReader(options.source, issues));
    const built = buildConfig(node, withCatalog(this, options), issues);
    return new this(built.data, built.warnings, built);
  }

  /**
   * Several configs as one that is at least as strict as each of them: the rails of all run, each with the settings,
   * prompts and models of its own config.
   * @param names what the configs are called in messages; by default `config 1`, `config 2`, …
   * @throws ConfigError naming both configs where they have different main models
   */
  static combine<T extends RailsConfig>(
    this: RailsConfigClass<T>,
    configs: readonly RailsConfigData[],
    names: readonly string[] = [],
  ): T {
    const earlier = configs.flatMap((config) => (config instanceof RailsConfig ? config.warnings : []));
    const unique = new Map(earlier.map((warning) => [JSON.stringify(warning), warning]));
    return new this(combineConfigs(configs, names), [...unique.values()]);
  }

  /** This config and another one, as `RailsConfig.combine` makes it. */
  combine(other: RailsConfigData): this {
    const combine = RailsConfig.combine<this>;
    return combine.call(this.constructor as RailsConfigClass<this>, [this, other]);
  }

  /**
   * The config as it was written, as JSON under NeMo's keys; `fromObject` makes an equal config of it.
   * @throws ConfigError for combined configs, which were not written as one
   */
  toObject(): Record<string, unknown> {
    if (this.#source === undefined) throw new ConfigError("Combined configs have no object: write each of them");
    return structuredClone(this.#source.written);
  }

  /** An issue with the file and line of its path, where they are known. */
  locate(issue: ConfigIssue): ConfigIssue {
    return this.#source?.locate(issue) ?? issue;
  }
}
