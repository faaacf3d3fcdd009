import type { ConfigIssue } from "../errors.ts";
import { ConfigError } from "../errors.ts";
import { buildConfig, type ConfigOptions } from "./build-config.ts";
import { type RailsConfig, type RailsConfigClass, withCatalog } from "./rails-config.ts";
import { readConfigFiles } from "./reading/config-files.ts";
import { type ConfigNode, emptyNode, isList, isMap } from "./reading/config-node.ts";
import { locator, toPath } from "./reading/locate.ts";
import { mergeNodes } from "./reading/merge-nodes.ts";

/** The result of inspecting a config that may have errors. */
export interface InspectedConfig<T = RailsConfig> {
  /** The config without its invalid parts. Absent if too much is invalid. */
  readonly config?: T;
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
  /** Paths that were removed from `config`. Issues around them may be consequences. */
  readonly left: readonly string[];
  /** Adds file and line to an issue, by its path. Issues with a source of their own keep it. */
  locate(issue: ConfigIssue): ConfigIssue;
}

/** Rounds of removing what the previous validation found invalid. Errors rarely hide others more often. */
const MAX_ROUNDS = 4;
/** Removals. Each takes time linear in the size of the config. */
const MAX_CUTS = 50;

/**
 * Removes what was written at a place; undefined if that is everything. Adds the paths in the merged config to `cut`.
 */
const without = (
  node: ConfigNode,
  isFaulty: (node: ConfigNode) => boolean,
  cut: string[],
  at = "",
): ConfigNode | undefined => {
  if (isFaulty(node)) {
    cut.push(at);
    return undefined;
  }
  const below = (key: string | number): string => (at === "" ? String(key) : `${at}.${key}`);
  if (isList(node)) {
    return { ...node, value: node.value.flatMap((item, index) => without(item, isFaulty, cut, below(index)) ?? []) };
  }
  if (!isMap(node)) return node;
  const entries = Array.from(node.value).flatMap(([key, item]) => {
    const kept = without(item, isFaulty, cut, below(key));
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return { ...node, value: new Map(entries) };
};

/** Removes a Colang file, which issues refer to by source. */
const withoutColang = (root: ConfigNode, source: string, cut: string[]): ConfigNode =>
  without(
    root,
    ({ place: { source: from, path } }) => from === source && path[0] === "colang" && path.length === 3,
    cut,
  ) ?? emptyNode();

/** Removes what an issue is about: the value at its path, or the closest existing parent. */
const withoutIssue = (root: ConfigNode, { source, path = "" }: ConfigIssue, cut: string[]): ConfigNode => {
  if (path === "" && source !== undefined) return withoutColang(root, source, cut);
  for (let at = toPath(path); at.length > 0; at = at.slice(0, -1)) {
    const faultyPath = at.join(".");
    const found: string[] = [];
    const rest = without(root, ({ place }) => place.source === source && place.path.join(".") === faultyPath, found);
    if (found.length === 0) continue;
    cut.push(...found);
    return rest ?? emptyNode();
  }
  return root;
};

/** Validates the files of a config folder like `RailsConfig.fromFiles`, but continues after errors. */
export const inspectFiles = <T>(
  type: RailsConfigClass<T>,
  files: Readonly<Record<string, string>>,
  options: Pick<ConfigOptions, "dialog"> = {},
): InspectedConfig<T> => {
  const issues: ConfigIssue[] = [];
  const { nodes, warnings, incomplete } = readConfigFiles(files, issues);
  let root = nodes.length === 0 ? emptyNode() : mergeNodes(nodes, issues);
  const locate = locator(root);
  const left: string[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    try {
      const built = buildConfig(root, withCatalog(type, options), [], incomplete || round > 0);
      const all = [...warnings, ...built.warnings];
      const config = new type(built.data, all, built);
      return incomplete
        ? { issues, warnings: all, left, locate }
        : { config, issues, warnings: all, left, locate: locator(root) };
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      // Only issues of the first round are reported: later ones may be consequences of the removals.
      if (round === 0) issues.push(...error.issues);
      for (const issue of error.issues.slice(0, MAX_CUTS)) root = withoutIssue(root, issue, left);
    }
  }
  return { issues, warnings, left, locate };
};
