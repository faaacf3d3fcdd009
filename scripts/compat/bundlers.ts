// Bundlers with their default options, and without external modules.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build as esbuild } from "esbuild";
import { type Bench, type Main, type Needs, type Program, type Project, runIn, toolAt } from "./project.ts";

/** Where a bundle runs. */
export type Place = "node" | "bun" | "deno" | "workerd" | "chromium";

const MAIN_OF: Readonly<Record<Place, Main>> = {
  node: "print",
  bun: "print",
  deno: "print",
  workerd: "worker",
  chromium: "page",
};

const NEEDS_AT: Readonly<Record<Place, readonly Needs[]>> = {
  node: ["web", "sockets"],
  bun: ["web", "sockets"],
  deno: ["web", "sockets"],
  workerd: ["web"],
  chromium: ["web", "native"],
};

/** The programs that can run in a place. */
export const programsAt = ({ programs }: Project, place: Place): readonly Program[] =>
  programs.filter(({ needs }) => NEEDS_AT[place].includes(needs));

interface Task {
  readonly bench: Bench;
  readonly project: Project;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outdir: string;
}

export interface Bundler {
  readonly name: string;
  readonly place: Place;
  /** Writes `<outdir>/<program>.mjs` or `.cjs`. */
  readonly run: (task: Task) => Promise<void> | void;
}

const WORKERD = ["workerd", "worker", "browser"];

/**
 * Required by esbuild for CommonJS in an ES module, such as the YAML parser:
 * https://github.com/evanw/esbuild/pull/2067.
 */
const REQUIRE = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

const withEsbuild = (how: string, place: Place, options: Parameters<typeof esbuild>[0]): Bundler => ({
  name: `esbuild, ${how}`,
  place,
  run: async ({ inputs, outdir }) => {
    await esbuild({
      entryPoints: inputs,
      outdir,
      bundle: true,
      outExtension: { ".js": ".mjs" },
      logLevel: "silent",
      ...options,
    });
  },
});

interface WebpackStats {
  hasErrors(): boolean;
  toString(options: object): string;
}
type Webpack = (options: object, done: (error: Error | null, stats: WebpackStats) => void) => void;

const withWebpack = (place: Place, target: string): Bundler => ({
  name: `webpack 5, ${target}`,
  place,
  run: ({ bench, project, inputs, outdir }) => {
    const webpack = createRequire(join(bench.tools, "x.js"))("webpack") as Webpack;
    const options = {
      context: project.path,
      mode: "production",
      // Minifying takes most of the time, and does not change what is bundled.
      optimization: { minimize: false },
      target,
      entry: inputs,
      experiments: { outputModule: true },
      output: { path: outdir, filename: "[name].mjs", module: true, chunkFormat: "module" },
    };
    return new Promise((resolve, reject) => {
      webpack(options, (error, stats) => {
        if (error !== null) reject(error);
        else if (stats.hasErrors()) reject(new Error(stats.toString({ all: false, errors: true })));
        else resolve();
      });
    });
  },
});

const withVite = (place: Place, ssr: boolean): Bundler => ({
  name: ssr ? "Vite, ssr" : "Vite, browser",
  place,
  run: async ({ bench, project, inputs, outdir }) => {
    const { build } = (await import(pathToFileURL(join(bench.tools, "node_modules/vite/dist/node/index.js")).href)) as {
      readonly build: (options: object) => Promise<unknown>;
    };
    await build({
      root: project.path,
      configFile: false,
      logLevel: "silent",
      ...(ssr ? { ssr: { noExternal: true } } : {}),
      build: {
        outDir: outdir,
        ssr,
        rolldownOptions: { input: inputs, output: { entryFileNames: "[name].mjs" } },
      },
    });
  },
});

const withBun = (place: Place, target: string): Bundler => ({
  name: `bun build, ${target}`,
  place,
  run: ({ bench, project, inputs, outdir }) => {
    const naming = "--entry-naming=[name].mjs";
    const args = ["build", ...Object.values(inputs), "--outdir", outdir, "--target", target, naming];
    runIn(project.path, toolAt(bench, "bun"), args);
  },
});

const withDeno = (place: Place, platform: string): Bundler => ({
  name: `deno bundle, ${platform}`,
  place,
  run: ({ bench, project, inputs, outdir }) => {
    for (const [name, file] of Object.entries(inputs)) {
      const args = [
        "bundle",
        "--platform",
        platform,
        "--node-modules-dir=manual",
        "-o",
        join(outdir, `${name}.mjs`),
        file,
      ];
      runIn(project.path, toolAt(bench, "deno"), args);
    }
  },
});

export const BUNDLERS: readonly Bundler[] = [
  withEsbuild("node, cjs", "node", { platform: "node", outExtension: { ".js": ".cjs" } }),
  withEsbuild("node, esm", "node", { platform: "node", format: "esm", banner: { js: REQUIRE } }),
  withEsbuild("browser", "chromium", { platform: "browser", format: "esm" }),
  withEsbuild("workerd", "workerd", { platform: "browser", format: "esm", conditions: WORKERD }),
  withWebpack("node", "node"),
  withWebpack("chromium", "web"),
  withVite("node", true),
  withVite("chromium", false),
  withBun("node", "node"),
  withBun("bun", "bun"),
  withBun("chromium", "browser"),
  withDeno("deno", "deno"),
  withDeno("chromium", "browser"),
];

/** Bundles the programs of a project. Returns the folder of the bundles. */
export const bundle = async (bench: Bench, project: Project, bundler: Bundler): Promise<string> => {
  const outdir = join(project.path, "out", bundler.name.replaceAll(/\W+/g, "-"));
  mkdirSync(outdir, { recursive: true });
  writeFileSync(join(outdir, "package.json"), '{ "type": "module" }');
  const folder = join(project.path, MAIN_OF[bundler.place]);
  const programs = programsAt(project, bundler.place);
  const inputs = Object.fromEntries(programs.map(({ name }) => [name, join(folder, `${name}.mjs`)]));
  await bundler.run({ bench, project, inputs, outdir });
  return outdir;
};
