// Measures the way from an empty folder to a guarded stream: in a script, a Worker, a Next.js route, and a Hono app.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { CONFIG, assertMasked } from "./programs/policy.mjs";
import { type Bench, installIn, OWN_ENV, runIn, toolAt } from "./project.ts";

/** An app of a framework, and the code to add. */
interface App {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** The file with the rails, and how many of its lines belong to the framework. */
  readonly code: string;
  readonly own: number;
  /** The output of `edgerails bundle`, if the app needs a bundled config. */
  readonly bundles?: string;
  /** Starts the app in its folder, sends a request, and returns the answer. */
  readonly ask: (folder: string, bench: Bench) => Promise<string>;
}

export interface FirstStream {
  readonly name: string;
  readonly lines: number;
  /** The time from `npm install` to the answer. */
  readonly seconds: number;
}

const MESSAGES = `[{ role: "user", content: "What is the key?" }]`;

const SCRIPT = `import { LLMRails, RailsConfig } from "edgerails";
const rails = new LLMRails(await RailsConfig.fromPath("./config"));
for await (const chunk of rails.streamAsync({ messages: ${MESSAGES} })) process.stdout.write(chunk);
`;

const RAILS = `import { LLMRails } from "edgerails/core";
import config from "./config.js";
const rails = new LLMRails(config);
`;

const WORKER = `${RAILS}
export default {
  fetch: (request) => rails.streamAsync({ messages: ${MESSAGES}, signal: request.signal }).toResponse(),
};
`;

const ROUTE = `${RAILS.replace("./config.js", "../../config.js")}
export async function GET(request) {
  return rails.streamAsync({ messages: ${MESSAGES}, signal: request.signal }).toResponse();
}
`;

const HONO = `import { Hono } from "hono";
import { serve } from "@hono/node-server";
import { LLMRails, RailsConfig } from "edgerails";

const rails = new LLMRails(await RailsConfig.fromPath("./config"));
const app = new Hono();
app.get("/", (c) => rails.streamAsync({ messages: ${MESSAGES}, signal: c.req.raw.signal }).toResponse());
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => console.log(\`http://127.0.0.1:\${port}\`));
`;

/** Starts a server, sends a request to the URL that it prints, and stops it. */
const askServer = async (folder: string, command: string, args: readonly string[], path: string): Promise<string> => {
  const server = spawn(command, args, { cwd: folder, env: OWN_ENV, stdio: ["ignore", "pipe", "inherit"] });
  const left = new Promise((resolve) => server.once("exit", resolve));
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    server.once("exit", () => reject(new Error(said)));
  });
  const response = await fetch(url + path, { signal: AbortSignal.timeout(120_000) });
  const text = await response.text();
  server.kill();
  await left;
  return text;
};

const askWorker = async (folder: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [join(folder, "worker.js")],
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["workerd"],
  });
  const script = outputFiles[0]?.text ?? "";
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({ modules: true, script, compatibilityDate: "2026-01-01" }),
  );
  const response = await miniflare.dispatchFetch("http://127.0.0.1/");
  const text = await response.text();
  await miniflare.dispose();
  return text;
};

const LAYOUT = "export default ({ children }) => <html><body>{children}</body></html>;\n";

const askNext = (folder: string, bench: Bench): Promise<string> => {
  for (const name of ["next", "react", "react-dom"])
    symlinkSync(join(bench.tools, "node_modules", name), join(folder, "node_modules", name));
  const args = ["dev", "--port", "0", "--hostname", "127.0.0.1"];
  return askServer(folder, toolAt(bench, "next"), args, "/api/chat");
};

const appsOf = ({ home }: Bench): readonly App[] => [
  {
    name: "script",
    files: { "ask.js": SCRIPT },
    code: "ask.js",
    own: 0,
    ask: async (folder) => runIn(folder, process.execPath, ["ask.js"]),
  },
  { name: "Worker", files: { "worker.js": WORKER }, code: "worker.js", own: 2, bundles: "config.js", ask: askWorker },
  {
    name: "Next.js route",
    files: {
      "app/layout.jsx": LAYOUT,
      "app/api/chat/route.js": ROUTE,
      "next.config.mjs": `export default { turbopack: { root: ${JSON.stringify(home)} } };\n`,
    },
    code: "app/api/chat/route.js",
    own: 2,
    bundles: "app/config.js",
    ask: askNext,
  },
  {
    name: "Hono app",
    files: { "app.js": HONO },
    code: "app.js",
    own: 4,
    ask: (folder) => askServer(folder, process.execPath, ["app.js"], "/"),
  },
];

const linesOf = (text: string): number => text.split("\n").filter((line) => line.trim() !== "").length;

const firstStream = async (bench: Bench, app: App): Promise<FirstStream> => {
  const folder = join(bench.home, "first", app.name.replaceAll(/\W+/g, "-"));
  for (const [file, text] of Object.entries({ ...app.files, "config/config.yml": JSON.stringify(CONFIG) })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const startedAt = performance.now();
  installIn(folder, bench.tarball);
  if (app.bundles !== undefined)
    runIn(folder, join(folder, "node_modules/.bin/edgerails"), ["bundle", "config", "-o", app.bundles]);
  assertMasked((await app.ask(folder, bench)).trim());
  const seconds = (performance.now() - startedAt) / 1000;
  return { name: app.name, lines: linesOf(readFileSync(join(folder, app.code), "utf8")) - app.own, seconds };
};

/** Builds each app from an empty folder, one after the other. */
export const firstStreams = async (bench: Bench): Promise<readonly FirstStream[]> => {
  const found = [];
  for (const app of appsOf(bench)) found.push(await firstStream(bench, app));
  return found;
};
