import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { ConfigOptions } from "../../config/build-config.ts";
import type { LLMRails } from "../../engine/llm-rails.ts";
import { ConfigError, type ConfigIssue } from "../../errors.ts";
import { configWarnings } from "../../library/resolve/config-warnings.ts";
import { RailsConfig } from "../../node/rails-config.ts";
import { type CliContext, type ParsedArgs, SKIP_DIALOG } from "../command-line/command.ts";
import { issueLines } from "../terminal/issue-lines.ts";

/** The folder of a config, to which the sources of its issues are relative. */
const folderOf = async (path: string): Promise<string> => {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() === true ? dirname(path) : path;
};

/**
 * Puts the config's folder in front of the sources of issues, so that editors find the file. Issues without a source
 * get the config's path.
 */
export const placed = async (issues: readonly ConfigIssue[], path: string): Promise<readonly ConfigIssue[]> => {
  const folder = await folderOf(path);
  return issues.map((issue) => ({
    ...issue,
    source: issue.source === undefined ? path : `${folder.replace(/\/+$/, "")}/${issue.source}`,
  }));
};

/** Runs a check of the config at a path, and puts that path in front of the sources of issues it throws. */
export const aboutConfig = async <T>(path: string, check: () => T | Promise<T>): Promise<T> => {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(await placed(error.issues, path), { cause: error });
  }
};

/** The config option for `--skip-dialog`; empty if it was not given. */
export const dialogOption = (args: ParsedArgs): Pick<ConfigOptions, "dialog"> =>
  args.flag(SKIP_DIALOG) ? { dialog: "skip" } : {};

/** Loads a config from files, and prints its warnings to standard error. */
export const loadConfig = async (
  path: string,
  { stderr }: Pick<CliContext, "stderr">,
  options: ConfigOptions = {},
): Promise<RailsConfig> => {
  const config = await aboutConfig(path, () => RailsConfig.fromPath(path, options));
  for (const line of issueLines(await placed(configWarnings(config), path), "warning")) stderr.write(`${line}\n`);
  return config;
};

/** Prints the warnings of rails. The config's own were printed when it was loaded. */
export const reportRailWarnings = async (
  rails: LLMRails,
  path: string,
  { stderr }: Pick<CliContext, "stderr">,
): Promise<void> => {
  const written = new Set(configWarnings(rails.config).map((warning) => JSON.stringify(warning)));
  const others = rails.warnings.filter((warning) => !written.has(JSON.stringify(warning)));
  for (const line of issueLines(await placed(others, path), "warning")) stderr.write(`${line}\n`);
};

/** Options for LLMRails whose config has printed its warnings when it was loaded. */
export const WITHOUT_WARNINGS = { onWarning: (): void => {} } as const;
