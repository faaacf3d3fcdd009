import { resolve } from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { createApp } from "../../src/server/app.ts";
import { MemoryItemStore } from "../../src/server/items/item-store.ts";
import { createConfigs } from "../../worker/config.ts";
import { listen } from "../server/gateway.ts";

/** A gateway that a client can be pointed at. */
export interface RunningGateway {
  readonly origin: string;
  close(): Promise<void>;
}

const onNode = async (upstreamUrl: string): Promise<RunningGateway> => {
  const configs = createConfigs({ OPENAI_BASE_URL: upstreamUrl });
  // The AI SDK tells by the name of a model what it can do, so it must ask for one of Anthropic's.
  const app = createApp({ configs, defaultConfigId: "guarded", anyModel: true, items: new MemoryItemStore() });
  const { url, close } = await listen((request) => app.fetch(request));
  return { origin: url, close };
};

const ROOT = resolve(import.meta.dirname, "../..");

/** The Worker as it would be deployed: one bundle, in the runtime of Cloudflare. */
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
      // The Worker's log of the failures these tests cause.
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
