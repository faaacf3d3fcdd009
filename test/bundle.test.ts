import { resolve } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { BUDGETS, GATEWAY, weigh } from "../scripts/weigh.ts";

const SRC = resolve(import.meta.dirname, "../src");
const EDGE_ENTRIES = [
  "index.ts",
  "core.ts",
  "streams/index.ts",
  "llm/index.ts",
  "rails/index.ts",
  "server/index.ts",
  "server/core.ts",
  "integrations/ai/index.ts",
  "integrations/ai6/index.ts",
  "integrations/hono/index.ts",
  "integrations/huggingface/index.ts",
  "integrations/langchain/index.ts",
  "integrations/mastra/index.ts",
  "integrations/mcp/index.ts",
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
    external: ["@huggingface/transformers", "@langchain/core/*", "@opentelemetry/api", "ai", "@ai-sdk/provider"],
    logLevel: "silent",
  });
  return { text: result.outputFiles[0]?.text ?? "", inputs: Object.keys(result.metafile.inputs) };
};

const UNUSED =
  /library\/(?!(?:remote|resolve|nemo|shared)\/)[^/]+\/|colang\/|template\/|anthropic\/|responses\/responses-(?!decoder|reader)|prompts\/answers\//;

describe("a Worker", () => {
  it("bundles no built-in rail, language or format that it does not import", async () => {
    const { inputs } = await weigh(GATEWAY);
    expect(inputs.filter((path) => UNUSED.test(path))).toEqual([]);
  });

  it("bundles one that it imports, and no other", async () => {
    const { inputs } = await weigh(`${GATEWAY} export { secrets } from "./library/secrets/spec.ts";`);
    expect(inputs.filter((path) => UNUSED.test(path) && !path.includes("library/secrets/"))).toEqual([]);
    expect(inputs.some((path) => path.includes("library/secrets/"))).toBe(true);
  });

  it("runs the flows of a bundle without the Colang parser", async () => {
    const { inputs } = await weigh(`${GATEWAY} export { bundledColang } from "./rails/index.ts";`);
    expect(inputs.filter((path) => /colang\/(?:parse|colang-)/.test(path))).toEqual([]);
  });

  it.each(BUDGETS)("stays below its budget with $name", async ({ contents, budget }) => {
    expect((await weigh(contents)).kib).toBeLessThan(budget);
  });
});

describe("a minified bundle", () => {
  it("keeps the names of errors", async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: 'export * from "./errors.ts"; export * from "./server/failure.ts";',
        resolveDir: SRC,
        loader: "ts",
      },
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
    });
    const code = `data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? "")}`;
    type Errors = Readonly<Record<string, new (...texts: readonly string[]) => unknown>>;
    const exported = (await import(/* @vite-ignore */ code)) as Errors;
    const errors = Object.entries(exported).filter(([name]) => /(?:Error|Refused)/.test(name));
    for (const [name, Failure] of errors) expect(String(new Failure("a", "b", "c"))).toMatch(new RegExp(`^${name}: `));
    expect(errors).toHaveLength(9);
  });
});

describe("the entry points for the edge", () => {
  it.each(EDGE_ENTRIES)("%s bundles for a platform with only web APIs", async (entry) => {
    const { text } = await bundle(entry);
    expect(text).not.toMatch(/from\s*"node:/);
    expect(text).not.toMatch(/\bprocess\.(env|exit|stdout)\b/);
    expect(text).not.toMatch(/\bnew Function\(/);
  });

  it.each(["core.ts", "server/index.ts"])("%s contains no YAML parser", async (entry) => {
    const { inputs } = await bundle(entry);
    expect(inputs.filter((path) => path.includes("node_modules/yaml/"))).toEqual([]);
  });
});
