import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { optional } from "../../json.ts";
import type { Provider, RuntimeId } from "./choices.ts";
import { type Files, RUNTIME_PARTS } from "./runtimes.ts";

export interface ProjectInput {
  /** The folder's name. */
  readonly name: string;
  /** The version of edgerails. */
  readonly version: string;
  readonly provider: Provider;
  readonly runtime: RuntimeId;
  readonly config: string;
}

/** Characters in the name of a Worker. */
const MAX_NAME = 63;

/** The name of a folder, made valid for npm and Cloudflare. */
const packageName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, MAX_NAME)
    .replace(/-+$/, "") || "guarded";

const IGNORED = ["node_modules", ".env", ".dev.vars", ".next", ".wrangler"];

/** The template files of a runtime. */
const templates = async (runtime: RuntimeId): Promise<Files> => {
  const folder = fileURLToPath(new URL(`../../../templates/${runtime}`, import.meta.url));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = paths.map(async (path) => [relative(folder, path), await readFile(path, "utf8")] as const);
  return Object.fromEntries(await Promise.all(texts));
};

/** The files of a project that starts with `npm install && npm start`. */
export const projectFiles = async (input: ProjectInput): Promise<Files> => {
  const { version, provider, runtime, config } = input;
  const name = packageName(input.name);
  const { scripts, dependencies = {}, devDependencies, files } = RUNTIME_PARTS[runtime];
  const manifest = {
    name,
    private: true,
    type: "module",
    scripts,
    dependencies: { edgerails: `^${version}`, ...dependencies },
    ...optional("devDependencies", devDependencies),
  };
  return {
    "config/config.yml": config,
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    ".gitignore": `${IGNORED.join("\n")}\n`,
    ...(await templates(runtime)),
    ...files?.({ name, provider }),
  };
};
