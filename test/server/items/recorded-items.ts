import type { Hono } from "hono";
import { expect } from "vitest";
import type { GatewayOptions } from "../../../src/server/gateway-options.ts";
import { MemoryItemStore } from "../../../src/server/items/item-store.ts";
import { eventsOf, gatewayOf, jsonRequest, regexRails, remote } from "../gateway.ts";

export type Json = Readonly<Record<string, unknown>>;

export interface Item extends Json {
  readonly id: string;
  readonly type: string;
}

const KEYS = ["key-one", "key-two"];

/** A store that records its values. */
export const watched = () => {
  const store = new MemoryItemStore();
  const put: {
    readonly name: string;
    readonly sealed: Uint8Array;
    readonly seconds: number;
    readonly share: string;
  }[] = [];
  return {
    put,
    items: {
      get: (name: string) => store.get(name),
      put: (name: string, sealed: Uint8Array, seconds: number, share: string) => {
        put.push({ name, sealed, seconds, share });
        return store.put(name, sealed, seconds, share);
      },
    },
  };
};

/** A gateway whose provider answers with a message, and records requests. */
export const before = (
  message: Json,
  options: Partial<GatewayOptions> = {},
  rails: object = regexRails(),
  keeps = true,
) => {
  const asked: { readonly messages: readonly Json[] }[] = [];
  const app = gatewayOf(remote("https://up.test/v1", rails), {
    env: { OPENAI_API_KEY: "k" },
    apiKeys: KEYS,
    ...(keeps ? { items: new MemoryItemStore() } : {}),
    fetch: async (_url, init) => {
      const body = JSON.parse(init?.body as string) as {
        readonly messages: readonly Json[];
        readonly stream?: boolean;
      };
      asked.push(body);
      return streamed(message);
    },
    ...options,
  });
  return { app, asked };
};

export const streamed = (message: Json): Response => {
  const { tool_calls: calls = [], ...rest } = message as { readonly tool_calls?: readonly Json[] };
  const deltas = [...Object.entries(rest).map(([name, value]) => ({ [name]: value })), { tool_calls: indexed(calls) }];
  const chunks = deltas.map((delta) => JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] }));
  const end = JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
  const text = [...chunks, end, "[DONE]"].map((data) => `data: ${data}\n\n`).join("");
  return new Response(text, { headers: { "content-type": "text/event-stream" } });
};

const indexed = (calls: readonly Json[]): readonly Json[] => calls.map((call, index) => ({ index, ...call }));

export const post = async (app: Pick<Hono, "request">, body: object, key = "key-one"): Promise<Response> =>
  app.request("/v1/responses", jsonRequest(body, { headers: { "x-api-key": key } }));

export const outputOf = async (response: Response): Promise<readonly Item[]> => {
  expect(response.status).toBe(200);
  const text = await response.text();
  if (!text.startsWith("event:")) return (JSON.parse(text) as { readonly output: readonly Item[] }).output;
  const events = eventsOf(text.replaceAll(/^event: .*\n/gm, "")).map((data) => JSON.parse(data) as Json);
  const last = events.at(-1)?.["response"] as { readonly output: readonly Item[] };
  return last.output;
};

export const HI = { role: "user", content: "hi" };

export const TEXT = { role: "assistant", content: "Hello there" };

export const referTo = (items: readonly Item[]): readonly object[] =>
  items.map(({ id }) => ({ type: "item_reference", id }));
