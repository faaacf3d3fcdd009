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

/** A gateway as docs/gateway.md has it: with what its config names, and nothing else. */
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
 * Milliseconds of CPU that a gateway's Worker takes to its first answer over what an empty one takes, each in a process of
 * its own. Means of turns, since the clock of a process ticks in hundredths of a second.
 */
export const coldStartMs = async (turns: number): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), "edgerails-bench-"));
  const gateway = gatewayIn(folder);
  let over = 0;
  for (let turn = 0; turn < turns; turn++) over += (await startUs(gateway)) - (await startUs(EMPTY));
  rmSync(folder, { recursive: true, force: true });
  return over / turns / 1_000;
};
