import * as v from "valibot";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import { type JsonRecord, optional, recordOf } from "../json.ts";
import type { Catalog, CatalogLanguage, ColangConfig, ReadFlows, RailsConfigData } from "./config-types.ts";
import { flowId } from "./flow-id.ts";
import { type ConfigNode, issueAt, nodeToValue, placeOf } from "./reading/config-node.ts";
import { locator, toPath } from "./reading/locate.ts";
import { crossChecks } from "./schema/cross-checks.ts";
import { formatIssues, type PathIssue } from "./schema/format-issues.ts";
import { withoutEffect } from "./schema/no-effect.ts";
import { collectOther } from "./schema/other-keys.ts";
import { colangSchema, configSchema } from "./schema/schema.ts";
import { validateEnvironment } from "./validate-environment.ts";

export interface ConfigOptions {
  /** If given, every `api_key_env_var` must be set in it. Default: not checked; see `validateEnvironment`. */
  readonly env?: object;
  /** What to do with dialog in Colang files. Default: `colang.dialog` of the config. */
  readonly dialog?: "refuse" | "skip";
  /**
   * What the config may name besides the rails and engines that are passed to LLMRails: the `catalog` that `edgerails
   * bundle` wrote, or a function that returns one. Default: everything for `RailsConfig` of `edgerails`, else nothing.
   */
  readonly catalog?: Catalog | (() => Catalog);
}

/** A config with its source. */
export interface BuiltConfig extends ConfigSource {
  readonly data: RailsConfigData;
  readonly warnings: readonly ConfigIssue[];
}

/** A config as it was written, before defaults. */
export interface ConfigSource {
  /** The merged config, under NeMo's keys. */
  readonly written: Readonly<Record<string, unknown>>;
  /** Adds file and line to an issue, by its path. */
  readonly locate: (issue: ConfigIssue) => ConfigIssue;
}

const DEPRECATED_STREAMING = "The top-level `streaming` key is deprecated and has no effect: remove it";

const UNREAD_COLANG =
  'Flows in Colang are read by `colang`, which comes with `RailsConfig` of "edgerails": of "edgerails/rails" pass it in `catalog` to RailsConfig.fromObject';

function warningsOf(root: ConfigNode, value: unknown, data: RailsConfigData): ConfigIssue[] {
  const deprecated = Object.hasOwn(data.other, "streaming")
    ? [{ path: ["streaming"], message: DEPRECATED_STREAMING }]
    : [];
  return [...deprecated, ...withoutEffect(value)].map(({ path, message }) => issueAt(placeOf(root, path), message));
}

/** The names of the flows that a config uses as rails. */
const namedFlows = (config: JsonRecord): ReadonlySet<string> =>
  new Set(
    Object.values(recordOf(config["rails"])).flatMap((group) => {
      const { flows, per_tool: perTool } = recordOf(group);
      const all: readonly unknown[] = [flows, ...Object.values(recordOf(perTool))].flat();
      return all.filter((flow) => typeof flow === "string").map((flow) => flowId(flow).name);
    }),
  );

const NO_FLOWS: ReadFlows = { flows: [], skipped: [], issues: [], warnings: [] };

/** Colang files without a Colang parser in the catalog are errors, since their rails would not run. */
const unread = ({ files }: ColangConfig): ReadFlows => ({
  ...NO_FLOWS,
  issues: files.map(({ file }) => ({ source: file, message: UNREAD_COLANG })),
});

/**
 * Parses the Colang files of a config. Works on the config as written, so that other errors do not hide those of
 * Colang.
 */
function readColang(value: unknown, language: CatalogLanguage | undefined): ReadFlows {
  const config = recordOf(value);
  const section = v.safeParse(colangSchema, config["colang"] ?? {});
  const version = config["colang_version"];
  const isColang2 = typeof version === "string" && version.startsWith("2");
  if (!section.success || isColang2) return NO_FLOWS;
  return language?.read?.(section.output, namedFlows(config)) ?? unread(section.output);
}

const catalogIn = ({ catalog }: ConfigOptions): (() => Catalog) | undefined =>
  catalog === undefined || typeof catalog === "function" ? catalog : () => catalog;

/** The config with the caller's `dialog` option. */
const withDialog = (value: unknown, dialog: ConfigOptions["dialog"]): unknown =>
  dialog === undefined ? value : { ...recordOf(value), colang: { ...recordOf(recordOf(value)["colang"]), dialog } };

/**
 * Validates a merged config and builds its final form. Throws one ConfigError with `issues`, which were found while
 * reading, and all new ones. If a source could not be read (`incomplete`), rules over several sections are skipped,
 * since what they miss may be in that source.
 */
export function buildConfig(
  root: ConfigNode,
  options: ConfigOptions = {},
  issues: readonly ConfigIssue[] = [],
  incomplete = false,
): BuiltConfig {
  const value = withDialog(nodeToValue(root), options.dialog);
  const result = v.safeParse(configSchema, value);
  const locate = ({ path, message }: PathIssue): ConfigIssue => issueAt(placeOf(root, path), message);
  const catalog = catalogIn(options);
  const colang = readColang(value, catalog?.().colang);
  const unset = result.success && options.env !== undefined ? validateEnvironment(result.output, options.env) : [];
  const found = [
    ...issues,
    ...formatIssues(result.issues ?? []).map(locate),
    ...(incomplete ? [] : crossChecks(value).map(locate)),
    ...colang.issues,
    ...unset.map(({ path = "", message }) => locate({ path: toPath(path), message })),
  ];
  if (found.length > 0 || !result.success) throw new ConfigError(found);
  const data = {
    ...result.output,
    flows: colang.flows,
    skippedFlows: colang.skipped,
    other: collectOther(value),
    ...optional("catalog", catalog),
  };
  return {
    data,
    warnings: [...colang.warnings, ...warningsOf(root, value, data)],
    written: value as Record<string, unknown>,
    locate: locator(root),
  };
}
