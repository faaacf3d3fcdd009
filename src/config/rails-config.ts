import type { ConfigIssue } from "../errors.ts";
import { type ConfigOptions, buildConfig } from "./build-config.ts";
import { combineConfigs } from "./combine/combine-configs.ts";
import { configToObject } from "./config-to-object.ts";
import type { RailsConfigData } from "./config-types.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { nodeFromValue, nodeReader } from "./reading/node-from-value.ts";

/** Any class of configs: the static methods make an instance of the class they are called on. */
export interface RailsConfigClass<T> {
  new (data: RailsConfigData, warnings?: readonly ConfigIssue[]): T;
}

export interface FromObjectOptions extends ConfigOptions {
  /** What the object is called in messages, such as the name of a bundle. */
  readonly source?: string;
}

/** A checked config with its defaults filled in, frozen. This base reads objects; it brings no parser along. */
export class RailsConfig implements RailsConfigData {
  readonly models: RailsConfigData["models"];
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
  readonly tracing: RailsConfigData["tracing"];
  readonly customData: RailsConfigData["customData"];
  readonly other: RailsConfigData["other"];
  /** What loads but should be looked at, such as a deprecated key. */
  readonly warnings: readonly ConfigIssue[];

  /** Takes checked data and freezes it; configs are made with `fromObject` and its relatives. */
  constructor(data: RailsConfigData, warnings: readonly ConfigIssue[] = []) {
    this.models = data.models;
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
    this.tracing = data.tracing;
    this.customData = data.customData;
    this.other = data.other;
    this.warnings = warnings;
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
    const { data, warnings } = buildConfig(node, options, issues);
    return new this(data, warnings);
  }

  /**
   * Several configs as one that is at least as strict as each of them: the rails of all apply.
   * @param names what the configs are called in messages; by default `config 1`, `config 2`, …
   * @throws ConfigError naming both configs where two settings cannot both hold
   */
  static combine<T extends RailsConfig>(
    this: RailsConfigClass<T>,
    configs: readonly RailsConfigData[],
    names: readonly string[] = [],
  ): T {
    const { data, warnings } = combineConfigs(configs, names);
    const earlier = configs.flatMap((config) => (config instanceof RailsConfig ? config.warnings : []));
    const unique = new Map(earlier.map((warning) => [JSON.stringify(warning), warning]));
    return new this(data, unique.size > 0 ? [...unique.values()] : warnings);
  }

  /** This config and another one, as `RailsConfig.combine` makes it. */
  combine(other: RailsConfigData): this {
    const combine = RailsConfig.combine<this>;
    return combine.call(this.constructor as RailsConfigClass<this>, [this, other]);
  }

  /** The config as JSON under NeMo's keys, defaults written out; `fromObject` makes an equal config of it. */
  toObject(): Record<string, unknown> {
    return configToObject(this);
  }
}
