import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");
const EDGE_ENTRIES = [
  "index.ts",
  "core.ts",
  "streams/index.ts",
  "llm/index.ts",
  "rails/index.ts",
  "server/index.ts",
  "integrations/ai/index.ts",
  "integrations/ai6/index.ts",
  "integrations/hono/index.ts",
  "integrations/huggingface/index.ts",
  "integrations/otel/index.ts",
];

const bundle = async (entry: string): Promise<{ readonly text: string; readonly inputs: readonly string[] }> => {
  const result = await build({
    entryPoints: [resolve(SRC, entry)],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    external: ["@huggingface/transformers", "@opentelemetry/api", "ai", "@ai-sdk/provider"],
    logLevel: "silent",
  });
  return { text: result.outputFiles[0]?.text ?? "", inputs: Object.keys(result.metafile.inputs) };
};

/** KiB of a Worker as it is uploaded: minified, then compressed. */
const weight = async (contents: string): Promise<{ readonly kib: number; readonly inputs: readonly string[] }> => {
  const result = await build({
    stdin: { contents, resolveDir: SRC, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    logLevel: "silent",
  });
  const kib = gzipSync(result.outputFiles[0]?.contents ?? "", { level: 9 }).length / 1024;
  const [output] = Object.values(result.metafile.outputs);
  const carried = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { kib, inputs: carried.map(([path]) => path) };
};

const CORE = `export { LLMRails, RailsConfig } from "./core.ts";`;
const GATEWAY = `${CORE} export { createApp } from "./server/index.ts";`;

describe("a Worker", () => {
  it("carries no built-in rail that it does not import", async () => {
    const { inputs } = await weight(GATEWAY);
    expect(inputs.filter((path) => /library\/(?!colang-flow|remote)[^/]+\//.test(path))).toEqual([]);
  });

  it("carries one that it imports, and still no other", async () => {
    const { inputs } = await weight(`${GATEWAY} export { secrets } from "./library/secrets/spec.ts";`);
    const others = inputs.filter((path) => /library\/(?!colang-flow|remote|secrets)[^/]+\//.test(path));
    expect(others).toEqual([]);
    expect(inputs.some((path) => path.includes("library/secrets/"))).toBe(true);
  });

  it.each([
    ["core", CORE, 120],
    ["core and server", GATEWAY, 150],
    ["all of edgerails", `export * from "./index.ts"; export { createApp } from "./server/index.ts";`, 300],
  ])("stays below its budget with %s", async (_, contents, budget) => {
    expect((await weight(contents)).kib).toBeLessThan(budget);
  });
});

describe("the edge entries", () => {
  it.each(EDGE_ENTRIES)("%s bundles for a platform that has nothing but the web", async (entry) => {
    const { text } = await bundle(entry);
    expect(text).not.toMatch(/from\s*"node:/);
    expect(text).not.toMatch(/\bprocess\.(env|exit|stdout)\b/);
    expect(text).not.toMatch(/\bnew Function\(/);
  });

  it.each(["core.ts", "server/index.ts"])("%s carries no YAML parser", async (entry) => {
    const { inputs } = await bundle(entry);
    expect(inputs.filter((path) => path.includes("node_modules/yaml/"))).toEqual([]);
  });
});
