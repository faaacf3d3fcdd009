// The runtimes for programs.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, extname, join } from "node:path";
import process from "node:process";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { type Browser, chromium } from "playwright-core";
import type { Place } from "./bundlers.ts";
import { type Bench, runIn, toolAt } from "./project.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** Runs a module and returns its output. Throws if it fails. */
export type Run = (file: string) => Promise<string> | string;

const DENO_FLAGS = [
  "run",
  "--node-modules-dir=manual",
  "--allow-read",
  "--allow-env",
  "--allow-sys",
  "--allow-net=127.0.0.1",
  "--allow-ffi",
];

const worker: Run = async (file) => {
  const script = readFileSync(file, "utf8");
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({ modules: true, script, compatibilityDate: "2026-01-01" }),
  );
  try {
    const response = await miniflare.dispatchFetch("http://127.0.0.1/");
    return await response.text();
  } finally {
    await miniflare.dispose();
  }
};

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
  "": "text/html",
};

/** Runs a module in a page that also serves the folder of its project. */
const page =
  (browser: Browser): Run =>
  async (file) => {
    const folder = dirname(file);
    const server = createServer(({ url = "/" }, response) => {
      const path = [join(folder, url), join(folder, "../..", url)].find((one) => existsSync(one)) ?? folder;
      const type = TYPES[extname(url)] ?? "application/octet-stream";
      response.setHeader("content-type", type).end(url === "/" || path === folder ? "" : readFileSync(path));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const tab = await browser.newPage();
    try {
      await tab.goto(`http://127.0.0.1:${port}/`);
      const script = `import("/${file.slice(folder.length + 1)}").then(() => globalThis.said)`;
      return await tab.evaluate<string>(script);
    } finally {
      await tab.close();
      server.close();
    }
  };

export interface Places {
  readonly runs: Readonly<Record<Place, Run>> & { readonly node22: Run };
  readonly close: () => Promise<void>;
}

export const openPlaces = async (bench: Bench): Promise<Places> => {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  const print =
    (command: string, ...flags: readonly string[]): Run =>
    (file) =>
      runIn(dirname(file), command, [...flags, file]).trim();
  return {
    runs: {
      node: print(process.execPath),
      node22: print(join(bench.tools, "node_modules/node22/bin/node")),
      bun: print(toolAt(bench, "bun")),
      deno: print(toolAt(bench, "deno"), ...DENO_FLAGS),
      workerd: worker,
      chromium: page(browser),
    },
    close: () => browser.close(),
  };
};
