import { resolve } from "node:path";
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
  "integrations/huggingface/index.ts",
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
    external: ["@huggingface/transformers"],
    logLevel: "silent",
  });
  return { text: result.outputFiles[0]?.text ?? "", inputs: Object.keys(result.metafile.inputs) };
};

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
