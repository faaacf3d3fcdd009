import { resolve } from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { createApp } from "../../src/server/app.ts";
import { MemoryItemStore } from "../../src/server/items/item-store.ts";
import { createConfigs } from "../../worker/config.ts";
import { listen } from "../server/gateway.ts";

/** A gateway for clients. */
export interface RunningGateway {
  readonly origin: string;
  close(): Promise<void>;
}

const onNode = async (upstreamUrl: string): Promise<RunningGateway> => {
  const configs = createConfigs({ OPENAI_BASE_URL: upstreamUrl });
  // The AI SDK derives capabilities from the name of a model, so it must be one of Anthropic's.
  const app = createApp({ configs, defaultConfigId: "guarded", anyModel: true, items: new MemoryItemStore() });
  const { url, close } = await listen((request) => app.fetch(request));
  return { origin: url, close };
};

const ROOT = resolve(import.meta.dirname, "../..");

/** The Worker as it would be deployed: one bundle, in workerd. */
const onWorkerd = async (upstreamUrl: string): Promise<RunningGateway> => {
  const bundle = await build({
    entryPoints: [resolve(ROOT, "worker/index.ts")],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    external: ["cloudflare:workers"],
    logLevel: "silent",
  });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: bundle.outputFiles[0]?.text ?? "",
      compatibilityDate: "2026-10-01",
      compatibilityFlags: ["enable_request_signal"],
      bindings: { OPENAI_BASE_URL: upstreamUrl, EDGERAILS_HEARTBEAT_MS: "100", EDGERAILS_ANY_MODEL: "true" },
      kvNamespaces: ["EDGERAILS_ITEMS"],
      // Drops the Worker's log of the failures in these tests.
      handleStructuredLogs: () => {},
    }),
  );
  const url = await miniflare.ready;
  return { origin: url.origin, close: () => miniflare.dispose() };
};

export const RUNTIMES: readonly (readonly [string, (upstreamUrl: string) => Promise<RunningGateway>])[] = [
  ["Node", onNode],
  ["workerd", onWorkerd],
];
