import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { guardFetch } from "../../src/engine/guard/guard-fetch.ts";
import type { Client } from "../clients/client.ts";
import { CLIENTS } from "../clients/clients.ts";
import { regexRails, SECRET } from "../server/gateway.ts";
import { railsOf } from "../support/engine.ts";
import { REFUSAL } from "../support/refusal.ts";
import { PLAIN, script } from "../workers/script.ts";
import { type Provider, startProvider } from "./provider.ts";

const isStreamed = ({ call }: Client): boolean => /stream/i.test(call);

let provider: Provider;

beforeAll(async () => {
  // A stalled provider never sends a complete answer.
  const leak = { match: "leak", content: `The key is ${SECRET}, and then much more` };
  provider = await startProvider({ replies: [leak, ...(script.replies ?? [])] });
  // Every client with only the fetch of its runtime replaced.
  vi.stubGlobal("fetch", guardFetch(railsOf(JSON.stringify({ rails: regexRails() })), { fetch }));
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await provider.close();
});

describe.each(CLIENTS)("$package $call with a guarded fetch", (client) => {
  it("reads an allowed answer and its usage", async () => {
    const { text, reason, totalTokens } = await client.ask(provider.url, "hi");
    expect({ text, reason }).toEqual({ text: PLAIN, reason: "stop" });
    if (client.asksNoUsage !== true) expect(totalTokens).toBeGreaterThan(0);
  });

  it("reads a blocked answer as filtered", async () => {
    const { text, reason } = await client.ask(provider.url, "leak");
    expect({ text, reason }).toEqual({ text: isStreamed(client) ? "The key is " : REFUSAL, reason: "content_filter" });
    expect(text).not.toContain(SECRET.slice(0, 6));
  });

  it("reads a blocked request as filtered, without a call", async () => {
    const before = provider.bodies.length;
    const { text, reason } = await client.ask(provider.url, "this is forbidden");
    expect({ text, reason }).toEqual({ text: REFUSAL, reason: "content_filter" });
    expect(provider.bodies).toHaveLength(before);
  });

  it("reports an answer that was cut off, and one that never started", async () => {
    await expect(client.ask(provider.url, "cut")).rejects.toThrow();
    await expect(client.ask(provider.url, "limit")).rejects.toThrow();
  });
});

describe("a guarded fetch", () => {
  it.each(CLIENTS.filter(({ useTool }) => useTool !== undefined))(
    "lets $package $call get a tool call, send its result and continue",
    async (client) => {
      expect(await client.useTool?.(provider.url)).toEqual({ name: "look_up", city: "Lyon", after: PLAIN });
      expect(JSON.stringify(provider.bodies.at(-1))).toContain("rain");
    },
  );

  it.each(CLIENTS.filter(({ structure }) => structure !== undefined))(
    "lets $package $call request JSON by a schema",
    async (client) => expect(await client.structure?.(provider.url)).toEqual({ city: "Lyon" }),
  );

  it("passes requests without a prompt: the list of models", async () => {
    const models = await new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: "any" }).models.list();
    expect(models.data.map(({ id }) => id)).toContain("main");
  });
});
