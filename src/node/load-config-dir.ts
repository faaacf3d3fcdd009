import type { Dirent } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fileKind, IGNORE_FILE } from "../config/reading/config-files.ts";
import { railsIgnore } from "../config/reading/rails-ignore.ts";
import { ConfigError } from "../errors.ts";

const MAX_FILES = 500;
const MAX_ENTRIES = 10_000;
const MAX_FILE_BYTES = 1_048_576;
const MAX_TOTAL_BYTES = 10 * MAX_FILE_BYTES;
/** Folders that are large and never part of a config. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([".git", "node_modules"]);

interface Walk {
  readonly root: string;
  readonly isIgnored: (path: string) => boolean;
  /** Real paths that were read, so that links add nothing twice and cycles end. */
  readonly seen: Set<string>;
  readonly files: Record<string, string>;
  /** Paths of term lists. Only those that a YAML file names are read, since a folder may contain other texts. */
  readonly lists: string[];
  entries: number;
  count: number;
  bytes: number;
}

const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : 1);

async function readText(path: string, source: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MAX_FILE_BYTES)
    throw new ConfigError([{ source, message: `The file is larger than ${MAX_FILE_BYTES} bytes` }]);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ConfigError([{ source, message: "The file is not UTF-8 text" }], { cause });
  }
}

async function addFile(walk: Walk, path: string): Promise<void> {
  const kind = fileKind(path);
  if (kind === "other" || walk.isIgnored(path)) return;
  if (kind === "list") {
    walk.lists.push(path);
    return;
  }
  // Python files are only listed by name, and never run.
  await addText(walk, path, kind === "python" ? "list" : "read");
}

async function addText(walk: Walk, path: string, how: "read" | "list"): Promise<void> {
  walk.count += 1;
  if (walk.count > MAX_FILES) throw new ConfigError(`The config has more than ${MAX_FILES} files`);
  const text = how === "read" ? await readText(join(walk.root, path), path) : "";
  walk.bytes += Buffer.byteLength(text);
  if (walk.bytes > MAX_TOTAL_BYTES) throw new ConfigError(`The config has more than ${MAX_TOTAL_BYTES} bytes`);
  walk.files[path] = text;
}

async function addNamedLists(walk: Walk): Promise<void> {
  const written = Object.entries(walk.files).flatMap(([path, text]) => (fileKind(path) === "yaml" ? [text] : []));
  for (const path of walk.lists) if (written.some((text) => text.includes(path))) await addText(walk, path, "read");
}

async function visit(walk: Walk, path: string): Promise<void> {
  walk.entries += 1;
  if (walk.entries > MAX_ENTRIES) {
    throw new ConfigError(`The folder has more than ${MAX_ENTRIES} entries: is it a config folder?`);
  }
  const real = await realpath(join(walk.root, path)).catch(() => undefined);
  if (real === undefined || walk.seen.has(real)) return;
  walk.seen.add(real);
  const info = await stat(real);
  if (info.isDirectory()) await walkFolder(walk, path);
  else if (info.isFile()) await addFile(walk, path);
}

async function walkFolder(walk: Walk, folder: string): Promise<void> {
  const entries = await readdir(join(walk.root, folder), { withFileTypes: true });
  for (const { name } of entries.toSorted(byName)) {
    // Kubernetes stores the targets of its links under names with two dots.
    if (SKIPPED_FOLDERS.has(name) || name.startsWith("..")) continue;
    await visit(walk, folder === "" ? name : `${folder}/${name}`);
  }
}

/** The nearest `.railsignore`, from the folder upwards. */
async function findIgnore(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const text = await readText(join(at, IGNORE_FILE), IGNORE_FILE).catch((error: unknown) => {
      if (error instanceof ConfigError) throw error;
      return undefined;
    });
    if (text !== undefined) return text;
    if (at === dirname(at)) return "";
  }
}

async function loadFolder(root: string): Promise<Record<string, string>> {
  const ignore = await findIgnore(root);
  const seen = new Set([await realpath(root)]);
  const files = Object.create(null) as Record<string, string>;
  const walk: Walk = { root, isIgnored: railsIgnore(ignore), seen, files, lists: [], entries: 0, count: 0, bytes: 0 };
  await walkFolder(walk, "");
  await addNamedLists(walk);
  if (walk.count === 0) throw new ConfigError(`No config files in \`${root}\`: expected a \`config.yml\``);
  return ignore === "" ? files : { ...files, [IGNORE_FILE]: ignore };
}

/** The error for a path that cannot be accessed, on Deno mostly because `--allow-read` does not include it. */
const unseen = (error: unknown): string => {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (code === "ENOENT" || code === "ENOTDIR") return "does not exist (`npx edgerails init` writes one)";
  if (name === "NotCapable") return "may not be read here: Deno wants `--allow-read`";
  return `cannot be read (${String(code ?? name)})`;
};

/**
 * Reads the files of a config, by their path in it: one YAML file, or a folder with everything below it. At most 500
 * files of 1 MB each, 10 MB in total.
 * @throws ConfigError if there is nothing to load, or a limit is exceeded.
 */
export async function loadConfigFiles(path: string | URL): Promise<Readonly<Record<string, string>>> {
  const full = resolve(path instanceof URL ? fileURLToPath(path) : path);
  const info = await stat(full).catch(unseen);
  if (typeof info !== "string") {
    if (info.isDirectory()) return loadFolder(full);
    if (info.isFile() && /\.ya?ml$/.test(full)) return { [basename(full)]: await readText(full, basename(full)) };
  }
  const found = typeof info === "string" ? info : "is neither";
  throw new ConfigError(
    `Invalid config path \`${String(path)}\`: expected a folder or a \`.yml\` file, but it ${found}`,
  );
}
