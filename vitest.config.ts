import { fileURLToPath } from "node:url";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

/** Examples and tests name the package as a user does; the tests read it from source. */
const alias = (entry: string) => [
  { find: /^edgerails$/, replacement: source(entry) },
  { find: /^edgerails\/core$/, replacement: source("core.ts") },
  { find: /^edgerails\/rails\/([\w-]+)$/, replacement: source("library/$1/spec.ts") },
  { find: /^edgerails\/torture$/, replacement: source("node/torture/index.ts") },
  {
    find: /^edgerails\/(ai|ai6|hono|huggingface|langchain|mastra|mcp)$/,
    replacement: source("integrations/$1/index.ts"),
  },
  { find: /^edgerails\/(streams|llm|rails|server|node)$/, replacement: source("$1/index.ts") },
];

/** A Worker cannot listen: what its tests tell a service is told to one in Node. */
const PLAYED_IN_NODE = {
  find: /^\.\.\/support\/played-service\.ts$/,
  replacement: fileURLToPath(new URL("./test/workers/played-service.ts", import.meta.url)),
};

export default defineConfig({
  test: {
    // Every core: by default one is left free, which is half of a small machine.
    maxWorkers: "100%",
    projects: [
      {
        resolve: { alias: alias("node/index.ts") },
        test: { name: "node", include: ["test/**/*.test.ts"], exclude: ["test/workers/**"], testTimeout: 20_000 },
      },
      {
        resolve: { alias: [...alias("index.ts"), PLAYED_IN_NODE] },
        plugins: [
          cloudflareTest(({ inject }) => ({
            remoteBindings: false,
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: { bindings: { OPENAI_BASE_URL: inject<string>("upstreamUrl") } },
          })),
        ],
        test: {
          name: "workers",
          include: ["test/workers/**/*.test.ts"],
          globalSetup: ["./test/workers/global-setup.ts"],
          testTimeout: 20_000,
        },
      },
    ],
  },
});
