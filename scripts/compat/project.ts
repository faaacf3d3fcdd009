// Folders with only the packed package installed, and programs that use it.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { writeTinyModel } from "../../test/support/tiny-model.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAMS = fileURLToPath(new URL("programs", import.meta.url));
const TOOLS = fileURLToPath(new URL("tools", import.meta.url));

/** The main module of a program: it prints, runs in a page, or is a Worker. */
const MAINS = {
  print: (file: string) => `import { run } from "${file}";\nvoid run().then(console.log);\n`,
  page: (file: string) => `import { run } from "${file}";\nglobalThis.said = run();\n`,
  worker: (file: string) =>
    `import { run } from "${file}";\nexport default { fetch: async () => new Response(await run()) };\n`,
} as const;

export type Main = keyof typeof MAINS;

/** A program that tests one entry point of the package. */
export interface Program {
  /** `edgerails/server`. */
  readonly entry: string;
  /** `edgerails-server`. */
  readonly name: string;
  readonly needs: Needs;
}

/**
 * The requirements of a program: web APIs, files and sockets, or native code, which cannot be bundled (only a page runs
 * WebAssembly instead).
 */
export type Needs = "web" | "sockets" | "native";

const ENTRIES: readonly (readonly [entry: string, needs: Needs])[] = [
  ["edgerails", "web"],
  ["edgerails/core", "web"],
  ["edgerails/streams", "web"],
  ["edgerails/llm", "web"],
  ["edgerails/rails", "web"],
  ["edgerails/server", "web"],
  ["edgerails/server/core", "web"],
  ["edgerails/ai", "web"],
  ["edgerails/ai6", "web"],
  ["edgerails/hono", "web"],
  ["edgerails/mcp", "web"],
  ["edgerails/mastra", "web"],
  ["edgerails/langchain", "web"],
  ["edgerails/otel", "web"],
  ["edgerails/huggingface", "native"],
  ["edgerails/node", "sockets"],
  ["edgerails/torture", "sockets"],
];

/** The entry points that cannot be imported without a peer dependency. All others are tested without any. */
const PEERS: Readonly<Record<string, string>> = {
  "edgerails/otel": "@opentelemetry/api@1.10.0",
  "edgerails/langchain": "@langchain/core@1.4.0",
  "edgerails/huggingface": "@huggingface/transformers@4.3.1",
};

export const PROGRAM_LIST: readonly Program[] = ENTRIES.map(([entry, needs]) => ({
  entry,
  name: entry.replaceAll("/", "-"),
  needs,
}));

const npm = (cwd: string, ...args: readonly string[]): void => {
  execFileSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
  });
};

/** A folder with the installed package, and its programs. */
export interface Project {
  readonly path: string;
  readonly programs: readonly Program[];
}

/** Installs the package in a folder. */
export const installIn = (path: string, tarball: string, ...more: readonly string[]): void => {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "package.json"), JSON.stringify({ name: basename(path), private: true, type: "module" }));
  // The install scripts of peers only download files for GPUs.
  npm(path, "install", "--ignore-scripts", tarball, ...more);
};

const projectIn = async (path: string, tarball: string, programs: readonly Program[]): Promise<Project> => {
  installIn(path, tarball, ...programs.flatMap(({ entry }) => PEERS[entry] ?? []));
  cpSync(PROGRAMS, join(path, "programs"), { recursive: true });
  for (const [main, code] of Object.entries(MAINS)) {
    mkdirSync(join(path, main));
    for (const { name } of programs) writeFileSync(join(path, main, `${name}.mjs`), code(`../programs/${name}.mjs`));
  }
  if (programs.some(({ needs }) => needs === "native")) await writeTinyModel(join(path, "models/tiny"));
  return { path, programs };
};

export interface Bench {
  readonly home: string;
  readonly tarball: string;
  /** A project without peers, and one for each peer. */
  readonly projects: readonly Project[];
  /** The folder of the bundlers and runtimes. */
  readonly tools: string;
}

/** Packs the package, and installs it and the tools. */
export const makeBench = async (): Promise<Bench> => {
  const home = mkdtempSync(join(tmpdir(), "edgerails-compat-"));
  npm(ROOT, "pack", "--pack-destination", home);
  const tarball = join(home, readdirSync(home).find((name) => name.endsWith(".tgz")) ?? "");
  const isBare = ({ entry }: Program): boolean => PEERS[entry] === undefined;
  const bare = await projectIn(join(home, "app"), tarball, PROGRAM_LIST.filter(isBare));
  const peers: Project[] = [];
  for (const program of PROGRAM_LIST)
    if (!isBare(program)) peers.push(await projectIn(join(home, program.name), tarball, [program]));
  const tools = join(home, "tools");
  cpSync(TOOLS, tools, { recursive: true });
  npm(tools, "install");
  return { home, tarball, projects: [bare, ...peers], tools };
};

/** The path of an installed tool. */
export const toolAt = ({ tools }: Bench, name: string): string => join(tools, "node_modules/.bin", name);

/** The environment without the variables that bundlers set in this process. */
export const OWN_ENV: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1" };

export const runIn = (cwd: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string =>
  execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 600_000,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...OWN_ENV, ...env },
  });
