import type { ConfigIssue } from "../../errors.ts";
import { describeValue } from "../schema/format-issues.ts";
import { type ConfigNode, emptyNode, isList, isMap, issueAt, nodeToValue, type Place } from "./config-node.ts";

const MESSAGE_MAPS: ReadonlySet<unknown> = new Set(["bot_messages", "user_messages"]);

/** A serialization that is equal for equal data, whatever the order of keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

const canonicalNode = (node: ConfigNode): string => canonical(nodeToValue(node));

/** Concatenates lists. Items that an earlier source has are not repeated. */
function mergeLists(lists: readonly (readonly ConfigNode[])[]): ConfigNode[] {
  const seen = new Set<string>();
  return lists.flatMap((list) => {
    const fresh = list.map((item) => [item, canonicalNode(item)] as const).filter(([, key]) => !seen.has(key));
    for (const [, key] of fresh) seen.add(key);
    return fresh.map(([item]) => item);
  });
}

function mergeMaps(maps: readonly ReadonlyMap<string, ConfigNode>[], issues: ConfigIssue[]): Map<string, ConfigNode> {
  const groups = new Map<string, ConfigNode[]>();
  for (const map of maps) {
    for (const [key, node] of map) groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  return new Map([...groups].map(([key, nodes]) => [key, mergeNodes(nodes, issues)]));
}

const describePlace = ({ source, line }: Place): string =>
  `\`${[source ?? "another source", line].filter((part) => part !== undefined).join(":")}\``;

function refuseConflicts(first: ConfigNode, others: readonly ConfigNode[], issues: ConfigIssue[]): void {
  const kept = canonicalNode(first);
  for (const other of others.filter((node) => canonicalNode(node) !== kept)) {
    const [here, there] = [describeValue(nodeToValue(other)), describeValue(nodeToValue(first))];
    issues.push(
      issueAt(other.place, `found ${here}, but ${describePlace(first.place)} says ${there}: keep one of the two`),
    );
  }
}

/** A message with a single text is a list of one variant. */
const variants = (node: ConfigNode): readonly ConfigNode[] => (isList(node) ? node.value : [node]);

/**
 * Merges sources: maps are merged and lists concatenated. Different values for one key are an issue that names both
 * positions, so that the order of sources never matters. Takes linear time.
 */
export function mergeNodes(nodes: readonly ConfigNode[], issues: ConfigIssue[]): ConfigNode {
  const set = nodes.filter((node) => node.value !== null);
  const [first, ...others] = set;
  if (first === undefined) return nodes[0] ?? emptyNode();
  if (others.length === 0) return first;
  const { place } = first;
  if (set.every(isMap)) {
    return {
      place,
      value: mergeMaps(
        set.map((node) => node.value),
        issues,
      ),
    };
  }
  const isMessage = place.path.length === 2 && MESSAGE_MAPS.has(place.path[0]);
  if (isMessage || set.every(isList)) return { place, value: mergeLists(set.map(variants)) };
  refuseConflicts(first, others, issues);
  return first;
}
