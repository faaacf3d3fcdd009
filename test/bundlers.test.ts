import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const { exports, peerDependencies } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8")) as Manifest;

const CONDITIONS = { node: ["node", "import"], browser: ["browser", "import"] } as const;
type Platform = keyof typeof CONDITIONS;

/** The file that a platform gets under these conditions. */
const fileOf = (target: unknown, platform: Platform): string => {
  if (typeof target === "string") return target;
  const choices = target as Readonly<Record<string, unknown>>;
  return fileOf(choices[platform] ?? choices["default"], platform);
};

/** Entry points that need a peer, and those that need files and processes. */
const OF_A_PEER: ReadonlySet<string> = new Set(["./otel", "./huggingface", "./langchain"]);
const ON_NODE: ReadonlySet<string> = new Set(["./node", "./torture"]);

const entriesOn = (platform: Platform): readonly (readonly [string, string])[] =>
  Object.entries(exports)
    .filter(([entry]) => !OF_A_PEER.has(entry) && !entry.endsWith(".json") && !entry.includes("*"))
    .filter(([entry]) => platform === "node" || !ON_NODE.has(entry))
    .map(([entry, target]) => [entry, fileOf(target, platform).replace("./dist/", "src/").replace(/\.js$/, ".ts")]);

/** Bundles as in a project with only the package installed. */
const withoutPeers = {
  name: "without peers",
  setup: (setup: Parameters<NonNullable<Parameters<typeof build>[0]["plugins"]>[number]["setup"]>[0]): void => {
    const peers = Object.keys(peerDependencies).map((name) => name.replace(/[/.]/g, "\\$&"));
    setup.onResolve({ filter: new RegExp(`^(?:${peers.join("|")})(?:/|$)`) }, ({ path }) => ({
      errors: [{ text: `${path} is not installed` }],
    }));
  },
};

describe.each(["node", "browser"] as const)("without any optional peer, for %s,", (platform) => {
  it.each(entriesOn(platform))("%s is bundled", async (_, file) => {
    const result = await build({
      entryPoints: [resolve(ROOT, file)],
      bundle: true,
      write: false,
      format: "esm",
      platform,
      plugins: [withoutPeers],
      logLevel: "silent",
    });
    expect(result.errors).toEqual([]);
    expect(result.outputFiles[0]?.contents.length).toBeGreaterThan(100);
  });
});
