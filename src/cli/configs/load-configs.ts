import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { ConfigOptions } from "../../config/build-config.ts";
import { ConfigError, type ConfigIssue } from "../../errors.ts";
import type { RailsConfig } from "../../node/rails-config.ts";
import type { CliContext } from "../command-line/command.ts";
import { loadConfig } from "./load-config.ts";

/** The path of a config, and the id that requests use for it. */
interface Found {
  readonly id: string;
  readonly path: string;
}

const isYaml = (name: string): boolean => /\.ya?ml$/.test(name);

const isHidden = (name: string): boolean => name.startsWith(".") || name.startsWith("_");

const isConfigFolder = (names: readonly string[]): boolean =>
  names.some((name) => name === "config.yml" || name === "config.yaml");

/** The config of an entry in a folder: a YAML file, or a folder that has YAML files. */
const findEntry = async (folder: string, name: string): Promise<readonly Found[]> => {
  const path = join(folder, name);
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() === true && isYaml(name)) return [{ id: name.replace(/\.ya?ml$/, ""), path }];
  const isConfig = info?.isDirectory() === true && (await readdir(path)).some(isYaml);
  return isConfig ? [{ id: name, path }] : [];
};

const findConfigs = async (path: string): Promise<readonly Found[]> => {
  const full = resolve(path);
  const info = await stat(full).catch(() => undefined);
  if (info?.isDirectory() !== true) return [{ id: basename(full).replace(/\.ya?ml$/, ""), path }];
  const names = (await readdir(full)).filter((name) => !isHidden(name)).toSorted();
  if (isConfigFolder(names)) return [{ id: basename(full), path }];
  const found = await Promise.all(names.map((name) => findEntry(path, name)));
  return found.flat();
};

/** The config folders in a folder that is not a config itself; empty for any other path. */
export const nestedConfigs = async (path: string): Promise<readonly string[]> => {
  const names = await readdir(path).catch((): string[] => []);
  if (isConfigFolder(names)) return [];
  const folders = names.filter((name) => !isHidden(name)).toSorted();
  const inner = await Promise.all(folders.map((name) => readdir(join(path, name)).catch((): string[] => [])));
  if (!inner.some(isConfigFolder)) return [];
  return (await findConfigs(path)).map((found) => found.path);
};

const assertDistinct = (found: readonly Found[]): void => {
  for (const { id, path } of found) {
    const other = found.find((one) => one.id === id && one.path !== path);
    if (other !== undefined) throw new ConfigError(`Two configs have the id "${id}": ${path} and ${other.path}`);
  }
};

/**
 * Loads the configs at a path, by id: a single config, whose id is its name, or all in a folder. Names that begin with
 * `.` or `_` are ignored.
 *
 * @throws ConfigError with the issues of all of them
 */
export const loadConfigs = async (
  path: string,
  context: CliContext,
  options: ConfigOptions = {},
): Promise<ReadonlyMap<string, RailsConfig>> => {
  const found = await findConfigs(path);
  if (found.length === 0)
    throw new ConfigError(`No configs in \`${path}\`: expected a \`config.yml\`, or folders with one`);
  assertDistinct(found);
  const configs = new Map<string, RailsConfig>();
  const issues: ConfigIssue[] = [];
  for (const { id, path: one } of found) {
    try {
      configs.set(id, await loadConfig(one, context, options));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) throw new ConfigError(issues);
  return configs;
};
