import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { LLMRails } from "../../src/engine/llm-rails.ts";
import { serve } from "../../src/node/serve.ts";
import { FusedPull } from "../../src/streams/fused-pull.ts";
import { fromIterable } from "../../src/streams/sources.ts";
import { chat, gatewayOf, jsonRequest, regexRails, remote, USER } from "./gateway.ts";

const TOKENS = 200;

/** An upstream that sends one event per read. */
const upstream = async (): Promise<Response> => {
  const lines = [
    ...Array.from({ length: TOKENS }, (_, at) => ({ index: 0, delta: { content: `w${at} ` }, finish_reason: null })),
    { index: 0, delta: {}, finish_reason: "stop" },
  ].map((choice) => `data: ${JSON.stringify({ id: "c", model: "m-1", choices: [choice] })}\n\n`);
  const encoder = new TextEncoder();
  const body = fromIterable([...lines, "data: [DONE]\n\n"].map((line) => encoder.encode(line)));
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
};
const config = remote("http://upstream.test/v1", regexRails());
const runtime = { fetch: upstream as typeof fetch, env: { OPENAI_API_KEY: "none" } };

const chains = vi.spyOn(FusedPull.prototype, "pull");
afterEach(() => chains.mockClear());

/** The calls of chains: one per token from the provider's bytes to the client's, and one more for the end. */
it("a token passes one chain in the gateway", async () => {
  const response = await chat(gatewayOf(config, runtime), { stream: true });
  expect(await response.text()).toContain("w199 ");
  expect(chains.mock.calls.length).toBeGreaterThanOrEqual(TOKENS);
  expect(chains.mock.calls.length).toBeLessThan(TOKENS + 6);
});

it.each([
  ["streamAsync", undefined],
  ["streamAsync with a signal", new AbortController().signal],
])("a token passes one chain in %s", async (_, signal) => {
  const rails = new LLMRails(config, runtime);
  const texts: string[] = [];
  for await (const text of rails.streamAsync({ messages: [USER], ...(signal === undefined ? {} : { signal }) }))
    texts.push(text);
  expect(texts.join("")).toContain("w199");
  expect(chains.mock.calls.length).toBeGreaterThanOrEqual(TOKENS);
  expect(chains.mock.calls.length).toBeLessThan(TOKENS + 6);
});

it("a token passes one chain in streamParts", async () => {
  const rails = new LLMRails(config, runtime);
  let deltas = 0;
  for await (const part of rails.streamParts({ messages: [USER] })) deltas += part.type === "text-delta" ? 1 : 0;
  expect(deltas).toBeGreaterThanOrEqual(TOKENS);
  expect(chains.mock.calls.length).toBeLessThan(TOKENS + 6);
});

/** Counts the chunks that are enqueued into streams. */
const putIn = vi.spyOn(ReadableStreamDefaultController.prototype, "enqueue");

it("a token passes no ReadableStream on its way out of `serve`", async () => {
  const { fetch: answer } = gatewayOf(config, runtime);
  const server = await serve({ fetch: answer }, { port: 0 });
  onTestFinished(() => server.close(0));
  putIn.mockClear();
  const response = await fetch(`${server.url}/v1/chat/completions`, jsonRequest({ messages: [USER], stream: true }));
  expect(await response.text()).toContain("w199 ");
  // Once in the upstream of this test.
  expect(putIn.mock.calls.length).toBeLessThan(TOKENS + 6);
});
