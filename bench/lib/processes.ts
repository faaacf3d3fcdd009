import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions } from "esbuild";
import type { Kind } from "./subjects.ts";
import type { UpstreamPlan } from "./upstream.ts";
import { heapInUse } from "./worker-heap.ts";

/** The memory of a process, in bytes. */
export interface Memory {
  readonly rss: number;
  /** The JavaScript memory in use after garbage collection. Absent if it is not available. */
  readonly used?: number;
}

/** A server under test. */
export interface Subject {
  readonly kind: Kind;
  readonly url: string;
  /** The CPU time of the process so far, user and system, in microseconds. */
  cpuUs(): Promise<number>;
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

export interface Upstream {
  readonly url: string;
  plan(plan: UpstreamPlan): Promise<void>;
  stop(): Promise<void>;
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const message = async <T>(child: ChildProcess): Promise<T> => {
  const [value] = (await once(child, "message", { signal: AbortSignal.timeout(20_000) })) as [T];
  return value;
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
};

const ask = <T>(child: ChildProcess, question: object): Promise<T> => {
  const answer = message<T>(child);
  child.send(question);
  return answer;
};

export const startUpstream = async (): Promise<Upstream> => {
  const child = fork(here("upstream.ts"));
  const { port } = await message<{ port: number }>(child);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    plan: async (plan) => void (await ask(child, plan)),
    stop: () => stop(child),
  };
};

export const startNodeSubject = async (kind: Kind, upstream: string): Promise<Subject> => {
  const child = fork(here("node-subject.ts"), [kind, upstream], { execArgv: [...process.execArgv, "--expose-gc"] });
  const { port } = await message<{ port: number }>(child);
  const used = (collect: boolean): Promise<{ cpuUs: number; memory: Memory }> => ask(child, { collect });
  return {
    kind,
    url: `http://127.0.0.1:${port}`,
    cpuUs: async () => (await used(false)).cpuUs,
    memory: async () => (await used(true)).memory,
    stop: () => stop(child),
  };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
};

const capnp = (port: number, kind: Kind, upstream: string): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  v8Flags = ["--expose-gc"],
  services = [(name = "main", worker = .subject), (name = "internet", network = (allow = ["private"]))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const subject :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  bindings = [(name = "KIND", text = "${kind}"), (name = "UPSTREAM", text = "${upstream}")],
  compatibilityDate = "2026-10-01",
  compatibilityFlags = ["enable_request_signal"]
);
`;

const workerdBinary = (): string => {
  const require = createRequire(createRequire(import.meta.url).resolve("miniflare"));
  const workerd = require("workerd") as string | { readonly default: string };
  return typeof workerd === "string" ? workerd : workerd.default;
};

/** The resolution of CPU time in Linux's /proc. A measurement must be much longer. */
const TICK_US = 10_000;

const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
};

const rssOf = (pid: number): number => {
  const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) * 1_024;
};

const listening = async (url: string): Promise<void> => {
  for (let attempt = 0; attempt < 5_000; attempt++) {
    const up = await fetch(url).then(
      (response) => response.body?.cancel().then(() => true) ?? true,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`${url} does not answer`);
};

type RunningWorker = Pick<Subject, "url" | "cpuUs" | "memory" | "stop">;

/** esbuild's options for the code of a Worker. */
export type Entry = Pick<BuildOptions, "entryPoints" | "stdin" | "alias">;

interface Bindings {
  readonly kind: Kind;
  readonly upstream: string;
  /** Whether the inspector is enabled, which reports the heap and may cost time. */
  readonly inspected?: boolean;
}

/** Runs a Worker in workerd directly, without a development server. Linux only. */
const startWorker = async (entry: Entry, { kind, upstream, inspected = false }: Bindings): Promise<RunningWorker> => {
  const folder = mkdtempSync(join(tmpdir(), "edgerails-bench-"));
  const port = await freePort();
  await build({
    ...entry,
    outfile: join(folder, "worker.js"),
    bundle: true,
    minify: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    logLevel: "error",
  });
  writeFileSync(join(folder, "config.capnp"), capnp(port, kind, upstream));
  const url = `http://127.0.0.1:${port}`;
  const inspector = inspected ? `127.0.0.1:${await freePort()}` : undefined;
  const inspecting = inspector === undefined ? [] : [`--inspector-addr=${inspector}`];
  const child = spawn(workerdBinary(), ["serve", join(folder, "config.capnp"), ...inspecting], { stdio: "ignore" });
  const { pid = 0 } = child;
  await listening(url);
  return {
    url,
    cpuUs: () => Promise.resolve(cpuOf(pid)),
    async memory() {
      const rss = rssOf(pid);
      return inspector === undefined ? { rss } : { rss, used: await heapInUse(url, inspector) };
    },
    async stop() {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** A Worker for measuring only its start. */
export const startBareWorker = (entry: Entry): Promise<RunningWorker> =>
  startWorker(entry, { kind: "edgerails", upstream: "" });

const SUBJECT: Entry = { entryPoints: [here("worker-subject.ts")] };

/** A subject as a Worker. */
export const startWorkerdSubject = async (kind: Kind, upstream: string): Promise<Subject> => ({
  ...(await startWorker(SUBJECT, { kind, upstream })),
  kind,
});

/** A subject as a Worker that also reports its memory in use. */
export const startInspectedSubject = async (kind: Kind, upstream: string): Promise<Subject> => ({
  ...(await startWorker(SUBJECT, { kind, upstream, inspected: true })),
  kind,
});
