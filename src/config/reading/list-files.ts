import type { ConfigIssue } from "../../errors.ts";
import { type ConfigNode, isList, isMap, issueAt, MAX_NODES } from "./config-node.ts";

/** The section in which a list may be replaced by a file. */
const SECTION = ["rails", "config"] as const;

const namedFile = (node: ConfigNode): string | undefined => {
  if (!isMap(node) || node.value.size !== 1) return undefined;
  const name = node.value.get("file")?.value;
  return typeof name === "string" && name.endsWith(".txt") ? name : undefined;
};

/** Parses one entry per line. Spaces around entries and empty lines are ignored. */
const readList = (text: string, source: string, node: ConfigNode, issues: ConfigIssue[]): ConfigNode => {
  const entries = text.split(/\r?\n/).flatMap((entry, index) => {
    const value = entry.replace(/^\ufeff/, "").trim();
    return value === "" ? [] : [{ place: { source, line: index + 1, path: [] }, value }];
  });
  if (entries.length > MAX_NODES) issues.push({ source, message: `The file has more than ${MAX_NODES} lines` });
  return { place: node.place, value: entries.slice(0, MAX_NODES) };
};

type Files = ReadonlyMap<string, string>;

const replaced = (node: ConfigNode, files: Files, issues: ConfigIssue[]): ConfigNode => {
  const name = namedFile(node);
  if (name !== undefined) {
    const path = name.replace(/^\.\//, "");
    const text = files.get(path);
    if (text !== undefined) return readList(text, path, node, issues);
    issues.push(issueAt(node.place, `The file \`${name}\` is not there: name it by its path in this config's folder`));
    return { place: node.place, value: [] };
  }
  if (isMap(node)) {
    const entries = Array.from(node.value, ([key, inner]) => [key, replaced(inner, files, issues)] as const);
    return { place: node.place, value: new Map(entries) };
  }
  if (!isList(node)) return node;
  return { place: node.place, value: node.value.map((item) => replaced(item, files, issues)) };
};

const within = (
  node: ConfigNode,
  [key, ...rest]: readonly string[],
  replace: (inner: ConfigNode) => ConfigNode,
): ConfigNode => {
  if (key === undefined) return replace(node);
  const inner = isMap(node) ? node.value.get(key) : undefined;
  if (!isMap(node) || inner === undefined) return node;
  return { place: node.place, value: new Map(node.value).set(key, within(inner, rest, replace)) };
};

/**
 * Replaces `{ file: terms.txt }` in the settings of rails by the list of lines in that file, also for bundles. The file
 * must be in the config folder.
 *
 * @example
 * rails: { config: { blocked_terms: { lists: [{ terms: { file: codenames.txt } }] } } }
 */
export const withListFiles = (node: ConfigNode, files: Files, issues: ConfigIssue[]): ConfigNode =>
  within(node, SECTION, (section) => replaced(section, files, issues));
