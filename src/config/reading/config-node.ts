import type { ConfigIssue } from "../../errors.ts";
import { withoutUndefined } from "../plain-data.ts";

export type ConfigPath = readonly (string | number)[];

/** Where something stands in what was written. */
export interface Place {
  readonly source?: string | undefined;
  /** 1-based. */
  readonly line?: number | undefined;
  /** The path in that source, which merging may have moved. */
  readonly path: ConfigPath;
}

export type ConfigScalar = string | number | boolean | null;
export type ConfigMap = ReadonlyMap<string, ConfigNode>;

/** A config as written, every value with its place; what is merged and validated comes from here. */
export interface ConfigNode {
  readonly place: Place;
  readonly value: ConfigScalar | readonly ConfigNode[] | ConfigMap;
}

/** Nesting of maps and lists a config may have. */
export const MAX_DEPTH = 64;
/** Values a source may have, aliases expanded. */
export const MAX_NODES = 100_000;

export const isMap = (node: ConfigNode): node is ConfigNode & { readonly value: ConfigMap } =>
  node.value instanceof Map;
export const isList = (node: ConfigNode): node is ConfigNode & { readonly value: readonly ConfigNode[] } =>
  Array.isArray(node.value);

export const emptyNode = (source?: string): ConfigNode => ({ place: { source, path: [] }, value: new Map() });

/** Plain data: what the schema reads. */
export function nodeToValue(node: ConfigNode): unknown {
  if (isMap(node)) return Object.fromEntries(Array.from(node.value, ([key, inner]) => [key, nodeToValue(inner)]));
  return isList(node) ? node.value.map(nodeToValue) : node.value;
}

export function issueAt(place: Place, message: string): ConfigIssue {
  const path = place.path.length === 0 ? undefined : place.path.join(".");
  return withoutUndefined<ConfigIssue>({ message, source: place.source, line: place.line, path });
}

/** What stands under a key or at a position of a node. */
export const childOf = (node: ConfigNode, key: string | number): ConfigNode | undefined => {
  if (isMap(node)) return node.value.get(String(key));
  return isList(node) ? node.value[Number(key)] : undefined;
};

/** The place of a path of the merged config: of what stands there, or of the nearest thing around it. */
export function placeOf(root: ConfigNode, path: ConfigPath): Place {
  let node = root;
  for (const [index, key] of path.entries()) {
    const inner = childOf(node, key);
    if (inner === undefined) return { ...node.place, path: [...node.place.path, ...path.slice(index)] };
    node = inner;
  }
  return node.place;
}
