import { type JsonRecord, optional, recordOf } from "../json.ts";
import * as v from "valibot";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import { type ConfigNode, issueAt, nodeToValue, placeOf } from "./reading/config-node.ts";
import { locator, toPath } from "./reading/locate.ts";
import type { Catalog, CatalogLanguage, ColangConfig, ReadFlows, RailsConfigData } from "./config-types.ts";
import { flowId } from "./flow-id.ts";
import { crossChecks } from "./schema/cross-checks.ts";
import { formatIssues, type PathIssue } from "./schema/format-issues.ts";
import { collectOther } from "./schema/other-keys.ts";
import { withoutEffect } from "./schema/no-effect.ts";
import { colangSchema, configSchema } from "./schema/schema.ts";
import { validateEnvironment } from "./validate-environment.ts";

export interface ConfigOptions {
  /** When given, every `api_key_env_var` must be set in it; else that is left to `validateEnvironment`. */
  readonly env?: object;
  /** What becomes of dialog in Colang files, instead of what the config says under `colang.dialog`. */
  readonly dialog?: "refuse" | "skip";
  /**
   * What the config may name beside the rails and engines given to LLMRails: `catalog` of the module that `edgerails bundle`
   * wrote, or what gives it. Default: nothing; with `RailsConfig` of `edgerails` everything there is.
   */
  readonly catalog?: Catalog | (() => Catalog);
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

const UNREAD_COLANG =
  'Flows in Colang are read by `colang`, which comes with `RailsConfig` of "edgerails": of "edgerails/rails" pass it in `catalog` to RailsConfig.fromObject';

function warningsOf(root: ConfigNode, value: unknown, data: RailsConfigData): ConfigIssue[] {
  const deprecated = Object.hasOwn(data.other, "streaming")
    ? [{ path: ["streaming"], message: DEPRECATED_STREAMING }]
    : [];
  return [...deprecated, ...withoutEffect(value)].map(({ path, message }) => issueAt(placeOf(root, path), message));
}

/** The flows that a config as it was written names as rails. */
const namedFlows = (config: JsonRecord): ReadonlySet<string> =>
  new Set(
    Object.values(recordOf(config["rails"])).flatMap((group) => {
      const { flows, per_tool: perTool } = recordOf(group);
      const all: readonly unknown[] = [flows, ...Object.values(recordOf(perTool))].flat();
      return all.filter((flow) => typeof flow === "string").map((flow) => flowId(flow).name);
    }),
  );

const NO_FLOWS: ReadFlows = { flows: [], skipped: [], issues: [], warnings: [] };

/** Flows that nobody reads would be rails that nobody runs. */
const unread = ({ files }: ColangConfig): ReadFlows => ({
  ...NO_FLOWS,
  issues: files.map(({ file }) => ({ source: file, message: UNREAD_COLANG })),
});

/** The Colang of a config, read from what was written so that a fault elsewhere hides nothing in it. */
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

/** The config with what its caller says of dialog. */
const withDialog = (value: unknown, dialog: ConfigOptions["dialog"]): unknown =>
  dialog === undefined ? value : { ...recordOf(value), colang: { ...recordOf(recordOf(value)["colang"]), dialog } };

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
