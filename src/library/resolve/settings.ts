import * as v from "valibot";
import type { RailsConfigData } from "../../config/config-types.ts";
import { formatIssues } from "../../config/schema/format-issues.ts";
import { hint } from "../../config/suggest.ts";
import { ConfigError, type ConfigIssue } from "../../errors.ts";
import type { AnyRailSpec, SettingsSpec } from "../../rails/spec.ts";
import type { KnownRails } from "./known-rails.ts";

const SECTION = "rails.config";

/** Parsed settings by input and schema. Lists of terms are long, and several flows use them. */
const read = new WeakMap<object, Map<unknown, unknown>>();

/** The parsed settings of a rail: the same object for all flows of a config. Throws a ConfigError with all issues. */
export const readSettings = ({ settings }: AnyRailSpec, { rails }: RailsConfigData): unknown => {
  if (settings === undefined) return undefined;
  const written = Object.hasOwn(rails.config, settings.key) ? rails.config[settings.key] : {};
  if (typeof written !== "object" || written === null) return parsed(settings, written);
  const known = read.get(written) ?? new Map<unknown, unknown>();
  if (!known.has(settings)) known.set(settings, parsed(settings, written));
  read.set(written, known);
  return known.get(settings);
};

const parsed = ({ key, schema }: SettingsSpec<never>, written: unknown): unknown => {
  const result = v.safeParse(schema, written);
  if (result.success) return result.output;
  throw new ConfigError(
    formatIssues(result.issues).map(({ path, message }) => ({
      path: [SECTION, key, ...path].join("."),
      message,
    })),
  );
};

/** The same, or undefined if there are none or they are invalid. */
export const settingsOf = (spec: AnyRailSpec, config: RailsConfigData): unknown => {
  try {
    return readSettings(spec, config);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
};

const issuesOf = (spec: AnyRailSpec, config: RailsConfigData): readonly ConfigIssue[] => {
  try {
    readSettings(spec, config);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
};

/** All issues under `rails.config`, including settings of rails that no flow uses. */
export const settingsIssues = (config: RailsConfigData, known: KnownRails): readonly ConfigIssue[] => {
  const written = Object.keys(config.rails.config);
  const keys = known.settingsKeys;
  return [
    ...written
      .filter((key) => !keys.includes(key))
      .map((key) => ({ path: `${SECTION}.${key}`, message: `Unknown key \`${key}\`${hint(key, keys)}` })),
    ...known.specs
      .filter(({ settings }) => settings !== undefined && written.includes(settings.key))
      .flatMap((spec) => issuesOf(spec, config)),
  ];
};
