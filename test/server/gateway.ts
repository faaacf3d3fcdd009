import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { RailsConfig } from "../../src/library/rails-config.ts";
import type { ScriptInput } from "../../src/llm/scripted/script.ts";
import { scriptedUpstream, type UpstreamEvent } from "../../src/llm/scripted/scripted-upstream.ts";
import { createApp } from "../../src/server/app.ts";
import type { GatewayOptions } from "../../src/server/gateway-options.ts";
import { ManualClock } from "../support/engine.ts";

export const SECRET = "sk-live0123456789abcdefghij";

/** A config under NeMo's keys with a scripted model. */
export const scripted = (parameters: ScriptInput, rails: object = {}): RailsConfig =>
  RailsConfig.fromObject({ models: [{ type: "main", engine: "scripted", model: "m-1", parameters }], rails });

/** Rails that block requests with `forbidden`, and answers with `sk-…`. */
export const regexRails = (streaming: object = {}): object => ({
  input: { flows: ["regex check input"] },
  output: { flows: ["regex check output"], streaming: { enabled: true, ...streaming } },
  config: {
    regex_detection: {
      input: { patterns: ["forbidden"] },
      output: { patterns: ["sk-[a-z0-9]{20,40}"], max_match_length: 64 },
    },
  },
});

/** A config whose model is an OpenAI-compatible endpoint. */
export const remote = (url: string, rails: object = {}, model = "m-1", parameters: object = {}): RailsConfig =>
  RailsConfig.fromObject({
    models: [{ type: "main", engine: "openai", model, parameters: { base_url: url, max_retries: 0, ...parameters } }],
    rails,
  });

/** A gateway with one config, called `main`. */
export const gatewayOf = (config: RailsConfig, options: Partial<GatewayOptions> = {}): Hono =>
  createApp({ configs: { main: config }, ...options });

export const LIMIT_MS = 30_000;

export const USER = { role: "user", content: "hi" } as const;

/** A POST with a JSON body, bounded in time. */
export const jsonRequest = (body: unknown, init: RequestInit = {}): RequestInit => ({
  method: "POST",
  body: JSON.stringify(body),
  signal: AbortSignal.timeout(LIMIT_MS),
  ...init,
  headers: { "content-type": "application/json", ...(init.headers as Record<string, string> | undefined) },
});

export const chat = async (
  app: Pick<Hono, "request">,
  body: object = {},
  headers: Record<string, string> = {},
): Promise<Response> => app.request("/v1/chat/completions", jsonRequest({ messages: [USER], ...body }, { headers }));

/** The data of every event, as sent. */
export const eventsOf = (text: string): readonly string[] =>
  text
    .split("\n\n")
    .map((event) => event.replace(/^(?::.*\n)+/, ""))
    .filter((event) => event.startsWith("data: "))
    .map((event) => event.slice("data: ".length));

export interface WireChunk {
  readonly id: string;
  /** Absent from an error. */
  readonly choices?: readonly {
    readonly index: number;
    readonly delta: { readonly role?: string; readonly content?: string };
    readonly finish_reason: string | null;
  }[];
  readonly guardrails?: Readonly<Record<string, unknown>>;
  readonly usage?: Readonly<Record<string, number>>;
  readonly error?: ErrorBody;
}

export interface ErrorBody {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string;
}

export const chunksOf = (text: string): readonly WireChunk[] =>
  eventsOf(text)
    .filter((data) => data !== "[DONE]")
    .map((data) => JSON.parse(data) as WireChunk);

export const textOf = (chunks: readonly WireChunk[], index = 0): string =>
  chunks
    .flatMap(({ choices }) => choices ?? [])
    .filter((choice) => choice.index === index)
    .map(({ delta }) => delta.content ?? "")
    .join("");

export const errorOf = async (response: Response): Promise<ErrorBody> =>
  ((await response.json()) as { readonly error: ErrorBody }).error;

/** Replaces random ids by fixed ones. */
export const withoutIds = (text: string): string =>
  text.replaceAll(/chatcmpl-[0-9a-f-]{36}/g, "ID").replaceAll(/req_[0-9a-f-]{36}/g, "REQ");

export interface Listening {
  readonly url: string;
  readonly server: Server;
  close(): Promise<void>;
}

/** A fetch handler on a local socket. */
export const listen = async (fetch: (request: Request) => Response | Promise<Response>): Promise<Listening> => {
  const server = createAdaptorServer({ fetch: (request) => fetch(request) }) as Server;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

/** A scripted provider on a local socket, which records its requests and how each answer ended. */
export interface Upstream extends Listening {
  readonly events: readonly UpstreamEvent[];
  /** Resolves with the end of the current or last answer. */
  ended(): Promise<"complete" | "fault" | "cancelled">;
}

export const startUpstream = async (script: ScriptInput): Promise<Upstream> => {
  const events: UpstreamEvent[] = [];
  let report: (reason: "complete" | "fault" | "cancelled") => void = () => {};
  const end = new Promise<"complete" | "fault" | "cancelled">((resolve) => {
    report = resolve;
  });
  const handler = scriptedUpstream(script, {
    log: (event) => {
      events.push(event);
      if (event.type === "end") report(event.reason);
    },
  });
  const listening = await listen(handler);
  return { ...listening, url: `${listening.url}/v1`, events, ended: () => end };
};

/** A clock in the year 2023 that moves only when the test advances it. */
export class FakeClock extends ManualClock {
  constructor() {
    super(1_700_000_000_000);
  }
}

/** Runs everything that is ready. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
