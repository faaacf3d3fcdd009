// Renders docs/compatibility.md.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FirstStream } from "./first-stream.ts";
import { type Bench, PROGRAM_LIST } from "./project.ts";

/** A bundler or runtime, with the error of each entry, or undefined if it works. */
export interface Column {
  readonly name: string;
  readonly cells: ReadonlyMap<string, string | undefined>;
}

/** Throws if a program did not report success. The programs check the mask themselves. */
export const cellOf = (said: string): undefined => {
  if (!said.startsWith("The key is ") || !said.endsWith(" and that is all."))
    throw new Error(`said ${JSON.stringify(said)}`);
};

const markOf = ({ cells }: Column, entry: string): string => {
  if (!cells.has(entry)) return "";
  return cells.get(entry) === undefined ? "✓" : "✗";
};

const table = (columns: readonly Column[]): string => {
  const rows = PROGRAM_LIST.map(
    ({ entry }) => `| \`${entry}\` | ${columns.map((column) => markOf(column, entry)).join(" | ")} |`,
  );
  return [
    `| | ${columns.map(({ name }) => name).join(" | ")} |`,
    `|---|${columns.map(() => "---|").join("")}`,
    ...rows,
  ].join("\n");
};

const versionOf = ({ tools }: Bench, name: string): string => {
  const { version } = JSON.parse(readFileSync(join(tools, "node_modules", name, "package.json"), "utf8")) as {
    readonly version: string;
  };
  return `${name.replace(/\d+$/, "")} ${version}`;
};

const TOOLS = ["webpack", "vite", "next", "bun", "deno", "node22"] as const;

export interface Findings {
  readonly bundlers: readonly Column[];
  readonly runtimes: readonly Column[];
  readonly first: readonly FirstStream[];
}

const firstRow = ({ name, lines, seconds }: FirstStream): string => `| ${name} | ${lines} | ${seconds.toFixed(0)} |`;

export const compatibilityPage = ({ bundlers, runtimes, first }: Findings, bench: Bench): string => `# Where it runs

<!-- Made by \`npm run test:bundlers\`: not written by hand. -->

The packed package is installed into an empty folder, without any optional peer. For each entry there is a small program that
guards a stream (\`scripts/compat/programs/\`): a model writes a key, and the program fails unless the key is masked. A mark
says that the program was bundled with nothing left out, that the bundle ran, and that the key was masked. \`edgerails/otel\`,
\`edgerails/langchain\` and \`edgerails/huggingface\` are tried with their peers; the last streams from a tiny model of its own.

## Runtimes

Programs as they are on Node, Deno and Bun; in workerd and Chromium what esbuild makes of them. \`edgerails/node\` and
\`edgerails/torture\` need files and sockets; transformers.js runs compiled code on Node, which is in no bundle, and WebAssembly in a
page.

${table(runtimes)}

## Bundlers

${table(bundlers)}

\`esbuild --platform=node --format=esm\` wants its usual banner for packages in CommonJS, since the YAML parser is such a one on
Node: \`import { createRequire } from "node:module"; const require = createRequire(import.meta.url);\`. Without \`--format=esm\`, and with
\`edgerails/core\`, which has no YAML parser, there is nothing to do.

## The first stream

From an empty folder with a small config to a guarded stream: lines of code beyond the framework's own, and the seconds from
\`npm install\` of the package to the end of the stream, \`edgerails bundle\` and the start of a server included. Next.js was
installed before; the Worker is bundled by esbuild and runs in workerd. Seconds are of one run on a busy machine with two cores.

| | lines | seconds |
|---|---|---|
${first.map(firstRow).join("\n")}

The run was made with ${TOOLS.map((name) => versionOf(bench, name)).join(", ")}, Node ${process.versions.node} and esbuild of this repository.
`;
