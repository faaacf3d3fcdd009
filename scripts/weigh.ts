// Measures the size of programs as a Worker: minified, then compressed.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const source = fileURLToPath(new URL("../src/", import.meta.url));

export interface Weight {
  readonly kib: number;
  /** The source files in it. */
  readonly inputs: readonly string[];
}

/** The size of a program, bundled for a platform with only web APIs. */
export const weigh = async (contents: string): Promise<Weight> => {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: source, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  const [output] = Object.values(metafile.outputs);
  const carried = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const kib = gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length / 1024;
  return { kib, inputs: carried.map(([path]) => path) };
};

const CORE = 'export { LLMRails, bundledConfig } from "./core.ts";';
const READING = 'export { LLMRails, RailsConfig } from "./core.ts";';
/** The program of a Worker with a config from `edgerails bundle`, without its catalog. */
export const GATEWAY = `${CORE} export { createApp } from "./server/core.ts";`;
const READING_GATEWAY = `${READING} export { createApp } from "./server/core.ts";`;
const FORMATS = `${CORE} export { createApp } from "./server/index.ts";`;
const WHOLE = 'export { LLMRails, RailsConfig } from "./index.ts"; export { createApp } from "./server/index.ts";';
const NAMES = "chatCompletionDecoder, pipeline, sseDecoder, textGate, textView, PatternGate, compilePatterns";

/** The maximum size of programs in KiB: the size when the budget was set, plus a margin. */
export const BUDGETS = [
  { name: "the stages of the README", contents: `export { ${NAMES} } from "./streams/index.ts";`, budget: 32 },
  { name: "edgerails/core", contents: CORE, budget: 80 },
  { name: "edgerails/core and edgerails/server/core", contents: GATEWAY, budget: 104 },
  { name: "the same with RailsConfig, which checks configs", contents: READING_GATEWAY, budget: 112 },
  { name: "edgerails/core and edgerails/server", contents: FORMATS, budget: 120 },
  { name: "edgerails and edgerails/server", contents: WHOLE, budget: 364 },
];

/** The parts of a catalog other than rails. */
export const PARTS: readonly (readonly [string, string])[] = [
  ["bundledColang", 'export { bundledColang } from "./rails/index.ts";'],
  ["colang", 'export { colang } from "./rails/index.ts";'],
  ["prompting", 'export { prompting } from "./rails/index.ts";'],
  ["createAnthropicModel", 'export { createAnthropicModel } from "./llm/index.ts";'],
  ["createWorkersAiModel", 'export { createWorkersAiModel } from "./llm/index.ts";'],
  ["messagesFormat", 'export { messagesFormat } from "./llm/index.ts";'],
  ["responsesFormat", 'export { responsesFormat } from "./llm/index.ts";'],
  ["messagesRoutes", 'export { messagesRoutes } from "./server/core.ts";'],
  ["responsesRoutes", 'export { responsesRoutes } from "./server/core.ts";'],
  ["checkRoutes", 'export { checkRoutes } from "./server/core.ts";'],
  ["unsupportedRoutes", 'export { unsupportedRoutes } from "./server/core.ts";'],
];
