import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { guardFetch } from "../../src/engine/guard/guard-fetch.ts";
import { type Client, CLIENTS } from "../clients/clients.ts";
import { regexRails, SECRET } from "../server/gateway.ts";
import { railsOf } from "../support/engine.ts";
import { PLAIN, script } from "../workers/script.ts";
import { type Provider, startProvider } from "./provider.ts";
import { REFUSAL } from "../support/refusal.ts";

const isStreamed = ({ call }: Client): boolean => /stream/i.test(call);

let provider: Provider;

beforeAll(async () => {
  // A provider that stalls never sends a whole answer.
  const leak = { match: "leak", content: `The key is ${SECRET}, and then much more` };
  provider = await startProvider({ replies: [leak, ...(script.replies ?? [])] });
  // Every client with nothing changed but the fetch of its runtime.
  vi.stubGlobal("fetch", guardFetch(railsOf(JSON.stringify({ rails: regexRails() })), { fetch }));
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await provider.close();
});

describe.each(CLIENTS)("$package $call with a guarded fetch", (client) => {
  it("reads a plain answer and its usage", async () => {
    const { text, reason, totalTokens } = await client.ask(provider.url, "hi");
    expect({ text, reason }).toEqual({ text: PLAIN, reason: "stop" });
    if (client.asksNoUsage !== true) expect(totalTokens).toBeGreaterThan(0);
  });

  it("reads a blocked answer as one that was filtered", async () => {
    const { text, reason } = await client.ask(provider.url, "leak");
    expect({ text, reason }).toEqual({ text: isStreamed(client) ? "The key is " : REFUSAL, reason: "content_filter" });
    expect(text).not.toContain(SECRET.slice(0, 6));
  });

  it("reads a refused question as one that was filtered, and has asked nobody", async () => {
    const before = provider.bodies.length;
    const { text, reason } = await client.ask(provider.url, "this is forbidden");
    expect({ text, reason }).toEqual({ text: REFUSAL, reason: "content_filter" });
    expect(provider.bodies).toHaveLength(before);
  });

  it("notices an answer that was cut, and one that never began", async () => {
    await expect(client.ask(provider.url, "cut")).rejects.toThrow();
    await expect(client.ask(provider.url, "limit")).rejects.toThrow();
  });
});

describe("a guarded fetch", () => {
  it.each(CLIENTS.filter(({ useTool }) => useTool !== undefined))(
    "lets $package $call get a call, send its result back and go on",
    async (client) => {
      expect(await client.useTool?.(provider.url)).toEqual({ name: "look_up", city: "Lyon", after: PLAIN });
      expect(JSON.stringify(provider.bodies.at(-1))).toContain("rain");
    },
  );

  it.each(CLIENTS.filter(({ structure }) => structure !== undefined))(
    "lets $package $call ask for JSON by a schema",
    async (client) => expect(await client.structure?.(provider.url)).toEqual({ city: "Lyon" }),
  );

  it("passes what asks nothing: the list of models", async () => {
    const models = await new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: "any" }).models.list();
    expect(models.data.map(({ id }) => id)).toContain("main");
  });
});
