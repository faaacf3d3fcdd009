import { ConfigError } from "../errors.ts";
import { CheckedConfig } from "./checked-config.ts";
import type { Catalog, RailGroupConfig, RailsConfigData, RailsSectionConfig } from "./config-types.ts";
import { lookup } from "./plain-data.ts";
import { byGroup } from "./rail-groups.ts";

/** The version of the format of bundles. A bundle of another version is refused. */
export const BUNDLE_FORMAT = 1;

/** The data of a config in a module that `edgerails bundle` wrote. */
export interface BundledConfig extends Omit<RailsConfigData, "origins" | "catalog" | "flows"> {
  readonly format: number;
  /** Parsed Colang flows, without undefined properties. */
  readonly flows: readonly object[];
}

const OTHER_FORMAT = "Not bundled by this version: run `edgerails bundle` again, or use RailsConfig.fromObject";

const group = <T extends RailGroupConfig>({ options, perTool, ...rest }: T) => ({
  ...rest,
  options: lookup(options),
  ...(perTool === undefined ? {} : { perTool: lookup(perTool) }),
});

const groups = (rails: RailsSectionConfig): RailsSectionConfig =>
  ({ ...rails, ...byGroup((name) => group(rails[name])) }) as RailsSectionConfig;

/**
 * Makes a config of a module that `edgerails bundle` wrote. It was validated then, so a Worker needs no validation
 * code.
 *
 * @param catalog - what the config names: rails, engines, languages. Default: nothing.
 * @throws ConfigError if another version of edgerails wrote the module
 *
 * @example
 * // Written by `edgerails bundle ./config -o config.ts`:
 * import config from "./config.ts";
 *
 * const rails = new LLMRails(config, { env });
 */
export const bundledConfig = ({ format, ...data }: BundledConfig, catalog: Catalog = {}): CheckedConfig => {
  if (format !== BUNDLE_FORMAT) throw new ConfigError(OTHER_FORMAT);
  return new CheckedConfig({
    ...data,
    flows: data.flows as RailsConfigData["flows"],
    rails: groups(data.rails),
    // Object literals inherit names such as `constructor`.
    botMessages: lookup(data.botMessages),
    userMessages: lookup(data.userMessages),
    catalog: () => catalog,
  });
};
