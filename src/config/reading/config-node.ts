import type { ConfigIssue } from "../../errors.ts";
import { withoutUndefined } from "../plain-data.ts";

export type ConfigPath = readonly (string | number)[];

/** The position of a value in its source. */
export interface Place {
  readonly source?: string | undefined;
  /** 1-based. */
  readonly line?: number | undefined;
  /** The path in that source. Merging may have moved the value. */
  readonly path: ConfigPath;
}

export type ConfigScalar = string | number | boolean | null;
export type ConfigMap = ReadonlyMap<string, ConfigNode>;

/** A value of a config with its position. Merging and validation work on these. */
export interface ConfigNode {
  readonly place: Place;
  readonly value: ConfigScalar | readonly ConfigNode[] | ConfigMap;
}

/** Levels of nested maps and lists that a config may have. */
export const MAX_DEPTH = 64;
/** Values that a source may have, with aliases expanded. */
export const MAX_NODES = 100_000;

export const isMap = (node: ConfigNode): node is ConfigNode & { readonly value: ConfigMap } =>
  node.value instanceof Map;
export const isList = (node: ConfigNode): node is ConfigNode & { readonly value: readonly ConfigNode[] } =>
  Array.isArray(node.value);

export const emptyNode = (source?: string): ConfigNode => ({ place: { source, path: [] }, value: new Map() });

/** Converts to plain data, which the schema validates. */
export function nodeToValue(node: ConfigNode): unknown {
  if (isMap(node)) return Object.fromEntries(Array.from(node.value, ([key, inner]) => [key, nodeToValue(inner)]));
  return isList(node) ? node.value.map(nodeToValue) : node.value;
}

export function issueAt(place: Place, message: string): ConfigIssue {
  const path = place.path.length === 0 ? undefined : place.path.join(".");
  return withoutUndefined<ConfigIssue>({ message, source: place.source, line: place.line, path });
}

/** The child under a key or index. */
export const childOf = (node: ConfigNode, key: string | number): ConfigNode | undefined => {
  if (isMap(node)) return node.value.get(String(key));
  return isList(node) ? node.value[Number(key)] : undefined;
};

/** The position of a path in the merged config: of its value, or of the closest existing parent. */
export function placeOf(root: ConfigNode, path: ConfigPath): Place {
  let node = root;
  for (const [index, key] of path.entries()) {
    const inner = childOf(node, key);
    if (inner === undefined) return { ...node.place, path: [...node.place.path, ...path.slice(index)] };
    node = inner;
  }
  return node.place;
}
