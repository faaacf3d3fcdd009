import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { guardedText } from "../../examples/browser/guard.ts";
// @ts-expect-error: an example in JavaScript, since Express has no types of its own
import { appOf as expressApp } from "../../examples/express/app.mjs";
import { appOf as honoApp } from "../../examples/hono/app.ts";
import worker from "../../examples/worker/index.ts";
import { scriptedUpstream } from "../../src/llm/scripted/scripted-upstream.ts";
import { RailsConfig } from "../../src/node/rails-config.ts";
import { type RunningServer, serve } from "../../src/node/serve.ts";

const LEAK =
  "The address is postgres://app:9vQ2mZr7Lk4T@db.internal, the key sk-AAAAbbbbCCCCddddEEEE1111, and that is all.";
const MASKED = "postgres://app:<URL_PASSWORD>@db.internal";

let upstream: RunningServer;
let config: RailsConfig;

beforeAll(async () => {
  upstream = await serve({ fetch: scriptedUpstream({ replies: [LEAK], chunk: 3 }) }, { port: 0 });
  config = RailsConfig.fromContent({
    yamlContent: `
models: [{ type: main, engine: openai, model: m, parameters: { base_url: "${upstream.url}/v1", api_key: none } }]
rails: { output: { flows: [mask secrets on output], streaming: { enabled: true } } }
`,
  });
});

afterAll(() => upstream.close(0));

/** The URL of a listener during the test. */
const listen = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const viaClient = async (baseURL: string): Promise<string> => {
  const client = new OpenAI({ baseURL, apiKey: "none" });
  let text = "";
  const messages = [{ role: "user" as const, content: "x" }];
  const stream = await client.chat.completions.create({ model: "main", messages, stream: true });
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  return text;
};

describe("the examples", () => {
  it("hono: guards its own route and the gateway below it", async () => {
    const server = await serve(honoApp(config), { port: 0 });
    onTestFinished(() => server.close(0));
    const response = await fetch(`${server.url}/chat`, { method: "POST", body: "x" });
    expect(await response.text()).toContain(MASKED);
    expect(await viaClient(`${server.url}/ai/v1`)).toContain(MASKED);
  });

  it("express: guards its own route and the gateway below it", async () => {
    const url = await listen((expressApp as (config: RailsConfig) => RequestListener)(config));
    const headers = { "content-type": "text/plain" };
    const response = await fetch(`${url}/chat`, { method: "POST", body: "x", headers });
    expect(await response.text()).toContain(MASKED);
    expect(await viaClient(`${url}/ai/v1`)).toContain(MASKED);
  });

  it("worker: answers in guarded text", async () => {
    const request = new Request("http://worker.test", { method: "POST", body: "x" });
    const env = { OPENAI_API_KEY: "none", OPENAI_BASE_URL: `${upstream.url}/v1` };
    expect(await (await worker.fetch(request, env)).text()).toContain(MASKED);
  });

  it("browser: masks during the answer", async () => {
    let text = "";
    for await (const chunk of await guardedText(`${upstream.url}/v1/chat/completions`, "x")) text += chunk;
    expect(text).toContain("the key <KEY>, and that is all.");
  });
});
