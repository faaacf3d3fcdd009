import { Hono } from "hono";
import { cors } from "hono/cors";
import { proxy } from "hono/proxy";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { guard } from "../../../src/integrations/hono/guard.ts";
import { type Provider, startProvider } from "../../drop-ins/provider.ts";
import { type Listening, listen, regexRails, SECRET } from "../../server/gateway.ts";
import { railsOf } from "../../support/engine.ts";
import { REFUSAL } from "../../support/refusal.ts";
import { PLAIN, script } from "../../workers/script.ts";

let provider: Provider;
let server: Listening;

const masking = railsOf(`
rails:
  input: { flows: [mask sensitive data on input] }
  config: { sensitive_data_detection: { input: { entities: [EMAIL_ADDRESS] } } }
`);

beforeAll(async () => {
  const leak = { match: "leak", content: `The key is ${SECRET}, and then much more` };
  provider = await startProvider({ replies: [leak, ...(script.replies ?? [])] });
  const rails = railsOf(JSON.stringify({ rails: regexRails() }));
  const app = new Hono();
  app.use(cors({ origin: "https://app.test" }));
  app.post("/v1/:api{.+}", guard(rails), (c) => proxy(`${provider.url}${c.req.path}`, c.req));
  app.post("/masked/v1/:api{.+}", guard(masking), async (c) => {
    const body = await c.req.json<object>();
    return fetch(`${provider.url}/v1/${c.req.param("api")}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  });
  app.get("/joke", guard(rails), (c) => {
    const body = { model: "m-1", messages: [{ role: "user", content: c.req.query("about") }], stream: true };
    return fetch(`${provider.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: c.req.raw.signal,
    });
  });
  server = await listen((request) => app.fetch(request));
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const client = (path = "/v1"): OpenAI =>
  new OpenAI({ baseURL: `${server.url}${path}`, apiKey: "any", maxRetries: 0, timeout: 10_000 });

const ask = async (content: string): Promise<{ readonly text: string; readonly reason: string | null }> => {
  let [text, reason]: [string, string | null] = ["", null];
  const messages = [{ role: "user" as const, content }];
  for await (const { choices } of await client().chat.completions.create({ model: "m-1", messages, stream: true })) {
    text += choices[0]?.delta.content ?? "";
    reason = choices[0]?.finish_reason ?? reason;
  }
  return { text, reason };
};

describe("guard() on a proxy route", () => {
  it("passes an allowed answer, streamed and complete", async () => {
    expect(await ask("hi")).toEqual({ text: PLAIN, reason: "stop" });
    expect((await client().responses.create({ model: "m-1", input: "hi" })).output_text).toBe(PLAIN);
  });

  it("cuts off a blocked answer", async () => {
    expect(await ask("leak")).toEqual({ text: "The key is ", reason: "content_filter" });
  });

  it("answers a blocked request without the route", async () => {
    const before = provider.bodies.length;
    expect(await ask("this is forbidden")).toEqual({ text: REFUSAL, reason: "content_filter" });
    expect(provider.bodies).toHaveLength(before);
  });

  it.each([
    "/v1/chat/completions/",
    "/v1/chat//completions",
    "/v1/chat/%63ompletions",
    "/v1/chat/%2563ompletions",
    "/v1/chat%2Fcompletions",
    "/v1/Chat/Completions",
    "/v1/chat/completions;a=b",
    "/v1/chat/completions%20",
    "/v1/chat/completions%3Fx",
  ])("checks a request at %s, however it is spelled", async (path) => {
    const before = provider.bodies.length;
    const body = JSON.stringify({ model: "m-1", messages: [{ role: "user", content: "this is forbidden" }] });
    const response = await fetch(server.url + path, { method: "POST", body });
    expect(await response.text()).toContain("content_filter");
    expect(provider.bodies).toHaveLength(before);
  });

  it("rejects a request that is too large, before it is read completely", async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
    });
    const app = new Hono();
    app.post("/v1/responses", guard(masking), (c) => c.text("asked"));
    // Required by Node, but missing in the types of the web.
    const init = { method: "POST", body, duplex: "half" };
    const request = new Request("http://app.test/v1/responses", init);
    const response = await app.request(request);
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(9 * 1024 * 1024);
  });

  it("passes the route what input rails left of the request", async () => {
    await client("/masked/v1").responses.create({ model: "m-1", input: "Write to jane@example.com" });
    expect(provider.bodies.at(-1)).toMatchObject({ input: "Write to <EMAIL_ADDRESS>" });
  });

  it("keeps the status of errors and the headers of other middleware", async () => {
    await expect(ask("limit")).rejects.toMatchObject({ status: 429 });
    const response = await fetch(`${server.url}/joke?about=hi`, { headers: { origin: "https://app.test" } });
    expect(response.headers.get("access-control-allow-origin")).toBe("https://app.test");
    expect(await response.text()).toContain("[DONE]");
  });
});

describe("guard() in an app with paths of its own", () => {
  it.each(["/v1/chat/completions", "/v1/chat/completions?a=b", "//chat/completions", "/a?b#c/chat/completions"])(
    "reads a request that the app routes to %s, whatever its URL",
    async (path) => {
      const app = new Hono({ getPath: () => path });
      const asked: string[] = [];
      app.all("*", guard(masking), async (c) => {
        asked.push(c.req.url, await c.req.text());
        return Response.json({}, { status: 500 });
      });
      const body = JSON.stringify({ model: "m-1", messages: [{ role: "user", content: "to jane@example.com" }] });
      await app.request("https://any.test/chat?q=1", { method: "POST", body });
      expect(asked).toEqual(["https://any.test/chat?q=1", body.replace("jane@example.com", "<EMAIL_ADDRESS>")]);
    },
  );
});

describe("guard() on a custom route", () => {
  it("guards the answer", async () => {
    const text = await (await fetch(`${server.url}/joke?about=leak`)).text();
    expect(text).toContain("content_filter");
    expect(text).not.toContain(SECRET.slice(0, 8));
  });

  it("cancels the provider when its client disconnects", async () => {
    provider.left.length = 0;
    const abort = new AbortController();
    const response = await fetch(`${server.url}/joke?about=stall`, { signal: abort.signal });
    await response.body?.getReader().read();
    abort.abort();
    await vi.waitFor(() => expect(provider.left).toEqual([true]));
  });
});
