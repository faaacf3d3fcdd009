import * as v from "valibot";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import { type ConfigNode, type ConfigPath, issueAt, nodeToValue, placeOf } from "./reading/config-node.ts";
import { locator } from "./reading/locate.ts";
import type { RailsConfigData } from "./config-types.ts";
import { crossChecks } from "./schema/cross-checks.ts";
import { formatIssues, type PathIssue } from "./schema/format-issues.ts";
import { collectOther } from "./schema/other-keys.ts";
import { withoutEffect } from "./schema/no-effect.ts";
import { configSchema } from "./schema/schema.ts";
import { validateEnvironment } from "./validate-environment.ts";

export interface ConfigOptions {
  /** When given, every `api_key_env_var` must be set in it; else that is left to `validateEnvironment`. */
  readonly env?: Readonly<Record<string, unknown>>;
}

/** A config and where it comes from. */
export interface BuiltConfig extends ConfigSource {
  readonly data: RailsConfigData;
  readonly warnings: readonly ConfigIssue[];
}

/** A config as it was written. */
export interface ConfigSource {
  /** What it says, under NeMo's keys. */
  readonly written: Readonly<Record<string, unknown>>;
  /** The issue with the file and line of its path. */
  readonly locate: (issue: ConfigIssue) => ConfigIssue;
}

const DEPRECATED_STREAMING = "The top-level `streaming` key is deprecated and has no effect: remove it";

const toPath = (path: string | undefined): ConfigPath => (path === undefined ? [] : path.split("."));

function warningsOf(root: ConfigNode, value: unknown, data: RailsConfigData): ConfigIssue[] {
  const deprecated = Object.hasOwn(data.other, "streaming")
    ? [{ path: ["streaming"], message: DEPRECATED_STREAMING }]
    : [];
  return [...deprecated, ...withoutEffect(value)].map(({ path, message }) => issueAt(placeOf(root, path), message));
}

/**
 * Checks a merged config and gives it its final shape. `issues` are those found while it was read; all of them, and all
 * found here, leave in one ConfigError. After a source that could not be read (`incomplete`), the rules over several
 * sections are skipped: what they miss may stand in the part that was not read.
 */
export function buildConfig(
  root: ConfigNode,
  options: ConfigOptions = {},
  issues: readonly ConfigIssue[] = [],
  incomplete = false,
): BuiltConfig {
  const value = nodeToValue(root);
  const result = v.safeParse(configSchema, value);
  const locate = ({ path, message }: PathIssue): ConfigIssue => issueAt(placeOf(root, path), message);
  const unset = result.success && options.env !== undefined ? validateEnvironment(result.output, options.env) : [];
  const found = [
    ...issues,
    ...formatIssues(result.issues ?? []).map(locate),
    ...(incomplete ? [] : crossChecks(value).map(locate)),
    ...unset.map(({ path, message }) => locate({ path: toPath(path), message })),
  ];
  if (found.length > 0 || !result.success) throw new ConfigError(found);
  const data = { ...result.output, other: collectOther(value) };
  return {
    data,
    warnings: warningsOf(root, value, data),
    written: value as Record<string, unknown>,
    locate: locator(root),
  };
}
