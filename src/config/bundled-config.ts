import { ConfigError } from "../errors.ts";
import { CheckedConfig } from "./checked-config.ts";
import type { Catalog, RailGroupConfig, RailsConfigData, RailsSectionConfig } from "./config-types.ts";
import { byGroup } from "./rail-groups.ts";
import { lookup } from "./plain-data.ts";

/**
 * Counts the shapes that checked data has had, that of flows in Colang included: what was checked for another one is not what
 * is read here.
 */
export const BUNDLE_FORMAT = 1;

/** What `edgerails bundle` writes of a config that it has checked. */
export interface BundledConfig extends Omit<RailsConfigData, "origins" | "catalog" | "flows"> {
  readonly format: number;
  /** Flows in Colang as they were read. What is undefined in there is absent here. */
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
 * The config of a module that `edgerails bundle` wrote. It was checked then, and a Worker carries nothing that would do it
 * again.
 *
 * @param catalog - what the config names: rails, engines, languages. Default: nothing.
 * @throws ConfigError for what another version of edgerails has written.
 *
 * @example
 * // What `edgerails bundle ./config -o config.ts` wrote, at work:
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
    // Literals inherit the names that all objects have.
    botMessages: lookup(data.botMessages),
    userMessages: lookup(data.userMessages),
    catalog: () => catalog,
  });
};
