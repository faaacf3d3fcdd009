import type { ConfigIssue } from "../../errors.ts";
import { optional } from "../../json.ts";
import { childOf, type ConfigNode, type ConfigPath, isList, issueAt, type Place, placeOf } from "./config-node.ts";

export const toPath = (path: string): ConfigPath => path.split(".");

/** The path of the list item that the message quotes. */
const quotedItem = (root: ConfigNode, path: ConfigPath, message: string): ConfigPath => {
  let node: ConfigNode | undefined = root;
  for (const key of path) node = node === undefined ? undefined : childOf(node, key);
  if (node === undefined || !isList(node)) return path;
  // Only the first quoted name: later ones may be suggestions.
  const found = node.value
    .map(({ value }, index) => ({ index, at: typeof value === "string" ? message.indexOf(`\`${value}\``) : -1 }))
    .filter(({ at }) => at !== -1)
    .toSorted((a, b) => a.at - b.at);
  return found[0] === undefined ? path : [...path, found[0].index];
};

const placeOfPrompt = (root: ConfigNode, task: string): Place => {
  const prompts = childOf(root, "prompts");
  const items = prompts !== undefined && isList(prompts) ? prompts.value : [];
  const index = items.findIndex((item) => childOf(item, "task")?.value === task);
  return placeOf(root, index === -1 ? ["prompts"] : ["prompts", index]);
};

/** Adds file and line to an issue, by its path in a config. Issues with a source of their own keep it. */
export const locator =
  (root: ConfigNode) =>
  (issue: ConfigIssue): ConfigIssue => {
    const task = /^prompt "(.*)"$/.exec(issue.source ?? "")?.[1];
    if (task !== undefined) return issueAt(placeOfPrompt(root, task), issue.message);
    if (issue.path === undefined || issue.source !== undefined) return issue;
    const place = placeOf(root, quotedItem(root, toPath(issue.path), issue.message));
    return { ...issueAt(place, issue.message), ...optional("about", issue.about) };
  };
