import { Hono } from "hono";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { createApp } from "../../src/server/app.ts";
import { FORBIDDEN } from "./fixture.ts";
import { naiveChain } from "./naive-chain.ts";

/** The compared subjects. Each answers `POST /v1/chat/completions` from the same upstream. */
export const KINDS = ["pass-through", "identity", "naive chain", "no rail", "edgerails"] as const;
/** Subjects that read the stream by an SDK, on Node only. */
export const SDK_KINDS = ["OpenAI SDK", "AI SDK", "Mastra"] as const;
export type SdkKind = (typeof SDK_KINDS)[number];
/** A gateway with a shadow config of the same rails, on Node only. */
export const SHADOWED = "shadowed";
export const SHADOW_KINDS = ["edgerails", SHADOWED] as const;
export type Kind = (typeof KINDS)[number] | SdkKind | typeof SHADOWED;

export type Handler = (request: Request) => Response | Promise<Response>;
type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

export const SSE = { "content-type": "text/event-stream; charset=utf-8" };

/** Reads and writes a stream chunk by chunk in JavaScript. */
const identity = (body: Body): ReadableStream<Uint8Array> => {
  const reader = body.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
};

const proxy = (upstream: string, through: (body: Body) => ReadableStream): Handler => {
  const app = new Hono();
  app.post("/v1/chat/completions", async (c) => {
    const body = JSON.stringify(await c.req.json());
    const answer = await fetch(`${upstream}/chat/completions`, { method: "POST", body });
    return new Response(answer.body === null ? null : through(answer.body), { headers: SSE });
  });
  return (request) => app.fetch(request);
};

const RAILS = {
  output: { flows: ["regex check output"], streaming: { enabled: true } },
  config: { regex_detection: { output: { patterns: FORBIDDEN } } },
};

interface GatewaySetting {
  readonly fetch: typeof globalThis.fetch;
  readonly monitor?: "candidate";
}

const gateway = (upstream: string, rails: object, { fetch, monitor }: GatewaySetting): Handler => {
  const models = [{ type: "main", engine: "openai", model: "bench", parameters: { base_url: upstream } }];
  const candidate = RailsConfig.fromObject({ models, rails });
  const live = RailsConfig.fromObject({ models, rails, ...(monitor === undefined ? {} : { monitor }) });
  const app = createApp({ configs: { live, candidate }, defaultConfigId: "live", fetch });
  return (request) => app.fetch(request);
};

/** @param fetch - with which the gateway calls its provider. */
export const createSubject = (
  kind: Exclude<Kind, SdkKind>,
  upstream: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Handler => {
  if (kind === "edgerails") return gateway(upstream, RAILS, { fetch });
  if (kind === SHADOWED) return gateway(upstream, RAILS, { fetch, monitor: "candidate" });
  if (kind === "no rail") return gateway(upstream, {}, { fetch });
  if (kind === "naive chain") return proxy(upstream, naiveChain);
  return proxy(upstream, kind === "identity" ? identity : (body) => body);
};
