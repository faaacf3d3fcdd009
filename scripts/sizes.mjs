// Prints what a Worker weighs, minified and compressed, and what each built-in rail adds to it: `npm run sizes`
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const source = fileURLToPath(new URL("../src/", import.meta.url));

const weigh = async (contents) => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: source, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length / 1024;
};

const CORE = 'export { LLMRails, RailsConfig } from "./core.ts";';
const GATEWAY = `${CORE} export { createApp } from "./server/index.ts";`;
const WHOLE = 'export { LLMRails, RailsConfig } from "./index.ts"; export { createApp } from "./server/index.ts";';
const NAMES = "chatCompletionDecoder, pipeline, sseDecoder, textGate, textView, PatternGate, compilePatterns";
const STAGES = `export { ${NAMES} } from "./streams/index.ts";`;

const line = (name, kib, sign = "") => console.log(`${name.padEnd(40)} ${sign}${kib.toFixed(1)} KiB`);

line("the stages of the README", await weigh(STAGES));
line("edgerails/core", await weigh(CORE));
const gateway = await weigh(GATEWAY);
line("edgerails/core and edgerails/server", gateway);
line("edgerails and edgerails/server", await weigh(WHOLE));
const rails = readdirSync(`${source}library`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
for (const { name } of rails) {
  const file = `./library/${name}/spec.ts`;
  const found = readdirSync(`${source}library/${name}`).includes("spec.ts");
  if (found) line(`  edgerails/rails/${name}`, (await weigh(`${GATEWAY} export * from "${file}";`)) - gateway, "+");
}
