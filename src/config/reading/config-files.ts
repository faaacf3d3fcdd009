import type { ConfigIssue } from "../../errors.ts";
import { readColangFile } from "./colang-file.ts";
import { type ConfigNode, isList, isMap, issueAt } from "./config-node.ts";
import { withListFiles } from "./list-files.ts";
import { nodeFromValue, nodeReader } from "./node-from-value.ts";
import { parseYaml } from "./parse-yaml.ts";
import { railsIgnore } from "./rails-ignore.ts";

export type FileKind = "yaml" | "colang" | "document" | "python" | "list" | "other";

/** The kind of a file in a config folder, by its path. Documents are only in the folder `kb/` at the top. */
export function fileKind(path: string): FileKind {
  if (path.startsWith("kb/")) return path.endsWith(".md") ? "document" : "other";
  if (/\.ya?ml$/.test(path)) return "yaml";
  if (path.endsWith(".co")) return "colang";
  if (path.endsWith(".txt")) return "list";
  return path.endsWith(".py") ? "python" : "other";
}

export const IGNORE_FILE = ".railsignore";

export interface ReadFiles {
  readonly nodes: readonly ConfigNode[];
  readonly warnings: readonly ConfigIssue[];
  /** Whether a file could not be read completely. */
  readonly incomplete: boolean;
}

/** Normalizes a path: `./a/../b//c` becomes `b/c`. Undefined if it leads out of the folder. */
function normalizePath(path: string): string | undefined {
  if (path.startsWith("/") || path.includes(":")) return undefined;
  const parts: string[] = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    if (part === ".." && parts.pop() === undefined) return undefined;
    if (part !== "" && part !== "." && part !== "..") parts.push(part);
  }
  return parts.join("/");
}

const PYTHON =
  "Python is not run here: register actions and rails in code, for example `new LLMRails(config, { actions })`";

function checkImports(node: ConfigNode, files: readonly string[], issues: ConfigIssue[]): void {
  const list = isMap(node) ? node.value.get("import_paths") : undefined;
  for (const item of list !== undefined && isList(list) ? list.value : []) {
    if (typeof item.value !== "string") continue;
    const path = normalizePath(item.value);
    const found = path === "" || files.some((file) => file === path || file.startsWith(`${path}/`));
    if (path !== undefined && found) continue;
    issues.push(
      issueAt(
        item.place,
        `Import path \`${item.value}\` is not inside this config's folder: copy its files into the folder`,
      ),
    );
  }
}

const documentNode = (path: string, content: string): ConfigNode =>
  nodeFromValue({ docs: [{ file: path, format: "md", content }] }, nodeReader(path, []));

function readFile(path: string, text: string, issues: ConfigIssue[]): ConfigNode | undefined {
  const kind = fileKind(path);
  if (kind === "document") return documentNode(path, text);
  return kind === "yaml" ? parseYaml(text, path, issues) : readColangFile(text, path, issues);
}

const READ_KINDS: ReadonlySet<FileKind> = new Set(["yaml", "colang", "document"]);

/** Reads the files of a config folder to nodes, sorted by path, so that the order of `files` does not matter. */
export function readConfigFiles(files: Readonly<Record<string, string>>, issues: ConfigIssue[]): ReadFiles {
  const ignored = railsIgnore(files[IGNORE_FILE] ?? "");
  const texts = Object.entries(files)
    .map(([path, text]) => [normalizePath(path) ?? path, text] as const)
    .filter(([path]) => !ignored(path))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const read = texts.filter(([path]) => READ_KINDS.has(fileKind(path)));
  const results = read.map(([path, text]) => readFile(path, text, issues));
  const lists = new Map(texts.filter(([path]) => fileKind(path) === "list"));
  const nodes = results.filter((node) => node !== undefined).map((node) => withListFiles(node, lists, issues));
  for (const node of nodes)
    checkImports(
      node,
      texts.map(([path]) => path),
      issues,
    );
  const warnings = texts
    .filter(([path]) => fileKind(path) === "python")
    .map(([source]) => ({ source, message: PYTHON }));
  return { nodes, warnings, incomplete: nodes.length < results.length };
}
