import type { ConfigIssue } from "../errors.ts";
import { ConfigError } from "../errors.ts";
import { buildConfig, type ConfigOptions } from "./build-config.ts";
import { readConfigFiles } from "./reading/config-files.ts";
import { type ConfigNode, emptyNode, isList, isMap } from "./reading/config-node.ts";
import { locator, toPath } from "./reading/locate.ts";
import { mergeNodes } from "./reading/merge-nodes.ts";
import { type RailsConfig, type RailsConfigClass, withCatalog } from "./rails-config.ts";

/** A config looked at rather than loaded: what is wrong with it, and where each of its keys stands. */
export interface InspectedConfig<T = RailsConfig> {
  /** Absent when too much is wrong for a config to be left; else without the parts that are. */
  readonly config?: T;
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
  /** Paths that were left out of `config`: what is found wrong around them may be for want of them. */
  readonly left: readonly string[];
  /** The issue with the file and line of its path. Issues with a source of their own keep it. */
  locate(issue: ConfigIssue): ConfigIssue;
}

/** Each round takes out what the one before found wrong; faults hide others a few times at most. */
const MAX_ROUNDS = 4;
/** Every cut reads the whole config once. */
const MAX_CUTS = 50;

/** The node without what was written at a place, or undefined when that is all of it. `cut` gets the merged paths. */
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

/** The node without a Colang file, which issues name by itself. */
const withoutColang = (root: ConfigNode, source: string, cut: string[]): ConfigNode =>
  without(
    root,
    ({ place: { source: from, path } }) => from === source && path[0] === "colang" && path.length === 3,
    cut,
  ) ?? emptyNode();

/** The node without what an issue is about: what stands at its path, or the nearest thing around a key that is missing. */
const withoutIssue = (root: ConfigNode, { source, path = "" }: ConfigIssue, cut: string[]): ConfigNode => {
  if (path === "" && source !== undefined) return withoutColang(root, source, cut);
  for (let at = toPath(path); at.length > 0; at = at.slice(0, -1)) {
    const wanted = at.join(".");
    const found: string[] = [];
    const rest = without(root, ({ place }) => place.source === source && place.path.join(".") === wanted, found);
    if (found.length === 0) continue;
    cut.push(...found);
    return rest ?? emptyNode();
  }
  return root;
};

/** Checks the texts of a config folder as `RailsConfig.fromFiles` does, and goes on where that throws. */
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
      // What a later round finds is what the earlier one has hidden, or caused: only the first is sure to be the user's.
      if (round === 0) issues.push(...error.issues);
      for (const issue of error.issues.slice(0, MAX_CUTS)) root = withoutIssue(root, issue, left);
    }
  }
  return { issues, warnings, left, locate };
};
