import type { ConfigIssue } from "../errors.ts";
import { type ConfigOptions, buildConfig } from "./build-config.ts";
import { CheckedConfig, type ConfigClass } from "./checked-config.ts";
import type { Catalog } from "./config-types.ts";
import { nodeFromValue, nodeReader } from "./reading/node-from-value.ts";

/** Any class of configs that are read: the static methods make an instance of the class they are called on. */
export interface RailsConfigClass<T> extends ConfigClass<T> {
  /** The catalog of configs of this class where nothing else is said. */
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
 * A config that is read and checked. This base reads objects; it brings no parser along.
 *
 * @example
 * import { RailsConfig } from "edgerails/core";
 *
 * const config = RailsConfig.fromObject({ models: [{ type: "main", engine: "openai", model: "gpt-4o-mini" }] });
 */
export class RailsConfig extends CheckedConfig {
  static readonly catalog: (() => Catalog) | undefined = undefined;

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
}
