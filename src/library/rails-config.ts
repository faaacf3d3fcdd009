import type { ConfigSource } from "../config/build-config.ts";
import type { RailsConfigData } from "../config/config-types.ts";
import { RailsConfig as TextRailsConfig } from "../config/text-rails-config.ts";
import type { ConfigIssue } from "../errors.ts";
import { builtInRails } from "./catalog.ts";

/** A config whose flows may name any built-in rail: it brings the whole catalog along. */
export class RailsConfig extends TextRailsConfig {
  constructor(data: RailsConfigData, warnings: readonly ConfigIssue[] = [], source?: ConfigSource) {
    super({ ...data, catalog: data.catalog ?? builtInRails }, warnings, source);
  }
}
