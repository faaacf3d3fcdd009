import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FORBIDDEN } from "./fixture.ts";
import { type Entry, startBareWorker } from "./processes.ts";

const source = (file: string): string => fileURLToPath(new URL(`../../src/${file}`, import.meta.url));

const EMPTY: Entry = { stdin: { contents: 'export default { fetch: () => new Response("nothing") };' } };

const CONFIG = {
  models: [{ type: "main", engine: "openai", model: "bench" }],
  rails: {
    output: { flows: ["regex check output"], streaming: { enabled: true } },
    config: { regex_detection: { output: { patterns: FORBIDDEN } } },
  },
};

/** The gateway of docs/gateway.md, which bundles only what its config names. */
const GATEWAY = `
import { createApp } from "edgerails/server/core";
import config from "./config.js";

const app = createApp({ configs: { main: config } });
export default { fetch: (request) => app.fetch(request) };
`;

const gatewayIn = (folder: string): Entry => {
  writeFileSync(join(folder, "config.yml"), JSON.stringify(CONFIG));
  execFileSync(process.execPath, [source("cli/bin.ts"), "bundle", folder, "-o", join(folder, "config.js")]);
  return {
    stdin: { contents: GATEWAY, resolveDir: folder },
    alias: {
      "edgerails/core": source("core.ts"),
      "edgerails/server/core": source("server/core.ts"),
      "edgerails/rails/regex-detection": source("library/regex-detection/spec.ts"),
    },
  };
};

const startUs = async (entry: Entry): Promise<number> => {
  const { cpuUs, stop } = await startBareWorker(entry);
  const us = await cpuUs();
  await stop();
  return us;
};

/**
 * Milliseconds of CPU until the first answer of a Worker with a gateway, above that of an empty Worker, each in its own
 * process. Means over turns, since the CPU clock of a process has a resolution of 10 ms.
 */
export const coldStartMs = async (turns: number): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), "edgerails-bench-"));
  const gateway = gatewayIn(folder);
  let over = 0;
  for (let turn = 0; turn < turns; turn++) over += (await startUs(gateway)) - (await startUs(EMPTY));
  rmSync(folder, { recursive: true, force: true });
  return over / turns / 1_000;
};
