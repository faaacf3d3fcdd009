import type { ConfigOptions } from "../config/build-config.ts";
import type { RailsConfig as ObjectRailsConfig, RailsConfigClass } from "../config/rails-config.ts";
import { RailsConfig as WebRailsConfig } from "../library/rails-config.ts";
import { loadConfigFiles } from "./load-config-dir.ts";

/**
 * A config that can also be read from files.
 *
 * @example
 * const config = await RailsConfig.fromPath("./config");
 */
export class RailsConfig extends WebRailsConfig {
  /**
   * A config from a YAML file alone, or from a folder with everything below it; symbolic links are followed.
   * @throws ConfigError with every issue of every file
   */
  static override async fromPath<T extends ObjectRailsConfig>(
    this: RailsConfigClass<T>,
    path: string | URL,
    options: ConfigOptions = {},
  ): Promise<T> {
    const fromFiles = WebRailsConfig.fromFiles<T>;
    return fromFiles.call(this, await loadConfigFiles(path), options);
  }
}
