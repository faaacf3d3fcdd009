import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { LLMRails } from "../../engine/llm-rails.ts";
import { ConfigError, type ConfigIssue } from "../../errors.ts";
import { configWarnings } from "../../library/resolve/config-warnings.ts";
import { RailsConfig } from "../../node/rails-config.ts";
import type { ConfigOptions } from "../../config/build-config.ts";
import { type CliContext, type ParsedArgs, SKIP_DIALOG } from "../command-line/command.ts";
import { issueLines } from "../terminal/issue-lines.ts";

/** The folder that the sources of a config's issues are in. */
const folderOf = async (path: string): Promise<string> => {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() === true ? dirname(path) : path;
};

/** The issues with the config's folder in front, so that an editor finds the file. Issues of no file belong to the config. */
export const placed = async (issues: readonly ConfigIssue[], path: string): Promise<readonly ConfigIssue[]> => {
  const folder = await folderOf(path);
  return issues.map((issue) => ({
    ...issue,
    source: issue.source === undefined ? path : `${folder.replace(/\/+$/, "")}/${issue.source}`,
  }));
};

/** Runs something that checks the config at a path, and says of its issues which config they are about. */
export const aboutConfig = async <T>(path: string, check: () => T | Promise<T>): Promise<T> => {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(await placed(error.issues, path), { cause: error });
  }
};

/** What a command line says of dialog in Colang files: nothing, or that it is skipped. */
export const dialogOption = (args: ParsedArgs): Pick<ConfigOptions, "dialog"> =>
  args.flag(SKIP_DIALOG) ? { dialog: "skip" } : {};

/** A config from files, its warnings written to standard error. */
export const loadConfig = async (
  path: string,
  { stderr }: Pick<CliContext, "stderr">,
  options: ConfigOptions = {},
): Promise<RailsConfig> => {
  const config = await aboutConfig(path, () => RailsConfig.fromPath(path, options));
  for (const line of issueLines(await placed(configWarnings(config), path), "warning")) stderr.write(`${line}\n`);
  return config;
};

/** Writes the warnings that only the rails of a config have: its own warnings were written when it was loaded. */
export const reportRailWarnings = async (
  rails: LLMRails,
  path: string,
  { stderr }: Pick<CliContext, "stderr">,
): Promise<void> => {
  const written = new Set(configWarnings(rails.config).map((warning) => JSON.stringify(warning)));
  const others = rails.warnings.filter((warning) => !written.has(JSON.stringify(warning)));
  for (const line of issueLines(await placed(others, path), "warning")) stderr.write(`${line}\n`);
};

/** For what is made of a config that was loaded here: its warnings were written then. */
export const WITHOUT_WARNINGS = { onWarning: (): void => {} } as const;
