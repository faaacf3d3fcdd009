import { ConfigError, type ConfigIssue } from "../errors.ts";
import { isRecord, type JsonRecord, kindOf } from "../json.ts";
import { type ConfigOptions, buildConfig } from "./build-config.ts";
import { CheckedConfig, type ConfigClass } from "./checked-config.ts";
import type { Catalog } from "./config-types.ts";
import { nodeFromValue, nodeReader } from "./reading/node-from-value.ts";
import { describeValue } from "./schema/format-issues.ts";

/** A subclass of RailsConfig: static methods return an instance of the class they are called on. */
export interface RailsConfigClass<T> extends ConfigClass<T> {
  /** The default catalog of this class. */
  readonly catalog?: (() => Catalog) | undefined;
}

/** Adds the default catalog of the class to the options. */
export const withCatalog = <Options extends ConfigOptions>(
  { catalog }: Pick<RailsConfigClass<unknown>, "catalog">,
  options: Options,
): Options => (catalog === undefined ? options : { catalog, ...options });

/** Throws for what is no object: it would be a config without rails. */
export function assertObject(given: unknown, call: string, fix: string): asserts given is JsonRecord {
  if (isRecord(given) && kindOf(given) === "an Object") return;
  throw new ConfigError(`RailsConfig.${call} expected an object but found ${describeValue(given)}: ${fix}`);
}

export interface FromObjectOptions extends ConfigOptions {
  /** The name of the object in messages, such as that of a bundle. */
  readonly source?: string;
}

/**
 * A config that is parsed and validated. This base class reads objects; it has no YAML or Colang parser.
 *
 * @example
 * import { RailsConfig } from "edgerails/core";
 *
 * const config = RailsConfig.fromObject({ models: [{ type: "main", engine: "openai", model: "gpt-4o-mini" }] });
 */
export class RailsConfig extends CheckedConfig {
  static readonly catalog: (() => Catalog) | undefined = undefined;

  /**
   * Makes a config of an object under NeMo's snake_case keys.
   *
   * @throws ConfigError with all issues
   */
  static fromObject<T extends RailsConfig>(
    this: RailsConfigClass<T>,
    object: object,
    options: FromObjectOptions = {},
  ): T {
    assertObject(object, "fromObject", "pass NeMo's keys, as in `{ models: […], rails: {…} }`");
    const issues: ConfigIssue[] = [];
    const node = nodeFromValue(object, nodeReader(options.source, issues));
    const built = buildConfig(node, withCatalog(this, options), issues);
    return new this(built.data, built.warnings, built);
  }
}
