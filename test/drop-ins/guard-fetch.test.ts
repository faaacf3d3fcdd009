import Anthropic from "@anthropic-ai/sdk";
import OpenAI, { RateLimitError } from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { guardFetch } from "../../src/engine/guard/guard-fetch.ts";
import type { LLMRails } from "../../src/engine/llm-rails.ts";
import { masking, regex } from "./guarded-rails.ts";
import { type Provider, startProvider } from "./provider.ts";

const SECRETIVE = "Write to jane@example.com";
const PSEUDONYM = "Write to <EMAIL_ADDRESS_1>";

let provider: Provider;
let openai: (rails: LLMRails) => OpenAI;
let anthropic: (rails: LLMRails) => Anthropic;

const LIMITED = { error: { message: "Slow down, org-1", type: "requests", param: null, code: "rate_limit_exceeded" } };

beforeAll(async () => {
  const script = {
    replies: [
      { match: "stall", content: "one two three four", fault: { stall_after: 2 } },
      { content: "I wrote to <EMAIL_ADDRESS_1>." },
    ],
  };
  provider = await startProvider(script, ({ url, method }) => {
    const { pathname } = new URL(url);
    if (pathname.includes("limited")) {
      return Response.json(LIMITED, {
        status: 429,
        headers: { "x-request-id": "req-7", "x-ratelimit-limit-requests": "9" },
      });
    }
    if (pathname.includes("leaking"))
      return Response.json({ error: { message: "sk-live0123456789abcdefghij" } }, { status: 400 });
    if (pathname.endsWith("/embeddings") && method === "POST")
      return Response.json({ data: [{ index: 0, embedding: [1, 2] }] });
    return undefined;
  });
  openai = (rails) =>
    new OpenAI({
      baseURL: `${provider.url}/v1`,
      apiKey: "key-1",
      maxRetries: 0,
      timeout: 10_000,
      fetch: guardFetch(rails),
    });
  anthropic = (rails) =>
    new Anthropic({ baseURL: provider.url, apiKey: "key-1", maxRetries: 0, timeout: 10_000, fetch: guardFetch(rails) });
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.bodies.length = 0;
  provider.left.length = 0;
});

describe("a value that input rails masked", () => {
  it("is masked in the chat that is sent, and restored in the answer", async () => {
    const answer = await openai(masking()).chat.completions.create({
      model: "m-1",
      store: true,
      messages: [
        { role: "system", content: "Be kind." },
        { role: "user", content: [{ type: "text", text: SECRETIVE }] },
      ],
    });
    expect(provider.bodies).toEqual([
      {
        model: "m-1",
        store: true,
        messages: [
          { role: "system", content: "Be kind." },
          { role: "user", content: [{ type: "text", text: PSEUDONYM }] },
        ],
      },
    ]);
    expect(answer.choices[0]?.message.content).toBe("I wrote to jane@example.com.");
  });

  it("is masked in the items that are sent, each in place", async () => {
    const answer = await openai(masking()).responses.create({
      model: "m-1",
      instructions: "Ask jane@example.com if in doubt.",
      input: [
        { role: "user", content: "Look it up" },
        { type: "function_call", call_id: "call_1", name: "find", arguments: '{"mail":"jane@example.com"}' },
        { type: "function_call_output", call_id: "call_1", output: "jane@example.com is here" },
        { role: "user", content: [{ type: "input_text", text: SECRETIVE }] },
      ],
      text: { format: { type: "text" } },
    });
    expect(provider.bodies).toEqual([
      {
        model: "m-1",
        instructions: "Ask <EMAIL_ADDRESS_1> if in doubt.",
        input: [
          { role: "user", content: "Look it up" },
          { type: "function_call", call_id: "call_1", name: "find", arguments: '{"mail":"<EMAIL_ADDRESS_1>"}' },
          { type: "function_call_output", call_id: "call_1", output: "<EMAIL_ADDRESS_1> is here" },
          { role: "user", content: [{ type: "input_text", text: PSEUDONYM }] },
        ],
        text: { format: { type: "text" } },
      },
    ]);
    expect(answer.output_text).toBe("I wrote to jane@example.com.");
  });

  it("is masked in the blocks that are sent, each in place", async () => {
    const answer = await anthropic(masking()).messages.create({
      model: "m-1",
      max_tokens: 100,
      system: [{ type: "text", text: "Ask jane@example.com if in doubt.", cache_control: { type: "ephemeral" } }],
      messages: [
        { role: "user", content: "Look it up" },
        {
          role: "assistant",
          content: [
            { type: "text", text: "A moment." },
            { type: "tool_use", id: "toolu_1", name: "find", input: { mail: "jane@example.com" } },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "toolu_1", content: "jane@example.com is here" },
            { type: "text", text: SECRETIVE },
          ],
        },
      ],
    });
    expect(provider.bodies).toEqual([
      {
        model: "m-1",
        max_tokens: 100,
        system: [{ type: "text", text: "Ask <EMAIL_ADDRESS_1> if in doubt.", cache_control: { type: "ephemeral" } }],
        messages: [
          { role: "user", content: "Look it up" },
          {
            role: "assistant",
            content: [
              { type: "text", text: "A moment." },
              { type: "tool_use", id: "toolu_1", name: "find", input: { mail: "<EMAIL_ADDRESS_1>" } },
            ],
          },
          {
            role: "user",
            content: [
              { type: "tool_result", tool_use_id: "toolu_1", content: "<EMAIL_ADDRESS_1> is here" },
              { type: "text", text: PSEUDONYM },
            ],
          },
        ],
      },
    ]);
    expect(answer.content).toEqual([{ type: "text", text: "I wrote to jane@example.com." }]);
  });
});

describe("content other than text", () => {
  const SAID = { role: "user", content: "hi" };
  const USE = { role: "assistant", content: [{ type: "tool_use", id: "t", name: "f", input: {} }] };
  const result = (more: object): object => ({
    role: "user",
    content: [{ type: "tool_result", tool_use_id: "t", ...more }],
  });
  const document = (more: object, source: object = {}): object => ({
    role: "user",
    content: [{ type: "document", source: { type: "text", data: "x", ...source }, ...more }],
  });
  const audio = { type: "input_audio", input_audio: { data: "forbidden0", format: "wav" } };

  it.each<readonly [string, object]>([
    ["chat/completions", { messages: [{ role: "user", content: [audio] }] }],
    ["chat/completions", { messages: [{ role: "user", content: [{ type: "x", at: "https://a.test/%66orbidden" }] }] }],
    ["responses", { input: [{ type: "message", role: "user", content: "hi", id: "forbidden" }] }],
    ["responses", { input: [{ ...SAID, phase: "forbidden" }] }],
    ["responses", { input: "hi", instructions: [{ role: "system", content: "forbidden" }] }],
    ["messages", { messages: [SAID, USE, result({ content: "x", cache_control: { type: "forbidden" } })] }],
    ["messages", { messages: [SAID, USE, result({ content: "x", is_error: "forbidden" })] }],
    ["messages", { messages: [SAID, USE, { ...result({ content: "x" }), role: "forbidden" }] }],
    ["messages", { messages: [document({}, { media_type: "forbidden" })] }],
    ["messages", { messages: [document({ type: "forbidden" })] }],
    ["chat/completions", { messages: [{ ...SAID, "forbidden-1": "x" }] }],
    ["responses", { input: "hi", "forbidden 1": true }],
  ])("of %s is checked or rejected: %j", async (path, body) => {
    const ask = vi.fn<typeof fetch>();
    const asking = guardFetch(regex(), { fetch: ask })(`https://up.test/v1/${path}`, {
      method: "POST",
      body: JSON.stringify({ model: "m", ...body }),
    });
    await asking.then((response) => response.text()).catch(() => {});
    expect(ask).not.toHaveBeenCalled();
  });
});

describe("a reader that cancels", () => {
  it("cancels the provider", async () => {
    const stream = await openai(regex()).chat.completions.create({
      model: "m-1",
      stream: true,
      messages: [{ role: "user", content: "stall" }],
    });
    for await (const chunk of stream) if ((chunk.choices[0]?.delta.content ?? "") !== "") break;
    await vi.waitFor(() => expect(provider.left).toEqual([true]));
  });

  it("ends its loop without an error on abort, as in the SDK", async () => {
    const stream = await openai(regex()).chat.completions.create({
      model: "m-1",
      stream: true,
      messages: [{ role: "user", content: "stall" }],
    });
    let text = "";
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      if (text === "one two ") stream.controller.abort();
    }
    expect(text).toBe("one two ");
  });

  it("makes no call if it has cancelled before", async () => {
    const ask = vi.fn<typeof fetch>();
    const signal = AbortSignal.abort(new Error("left"));
    const call = guardFetch(regex(), { fetch: ask })("https://api.test/v1/chat/completions", {
      method: "POST",
      body: '{"messages":[{"role":"user","content":"hi"}]}',
      signal,
    });
    await expect(call).rejects.toThrow("left");
    expect(ask).not.toHaveBeenCalled();
  });
});

describe("errors", () => {
  it("of the provider are passed unchanged", async () => {
    const client = openai(regex()).withOptions({ baseURL: `${provider.url}/limited/v1` });
    const error = await client.responses.create({ model: "m-1", input: "hi" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ error: LIMITED.error, requestID: "req-7" });
    expect((error as RateLimitError).headers.get("x-ratelimit-limit-requests")).toBe("9");
  });

  it("of the provider that a rail forbids keep only their status", async () => {
    const client = openai(regex()).withOptions({ baseURL: `${provider.url}/leaking/v1` });
    const error = await client.responses.create({ model: "m-1", input: "hi" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 400 });
    expect(JSON.stringify(error)).not.toContain("sk-live");
  });

  it.each<[string, string, ResponseInit]>([
    ["a header", "{}", { headers: { "x-note": "sk-live0123456789abcdefghij", "x-other": "o" } }],
    ["the name of a header", "{}", { headers: { "sk-live0123456789abcdefghij": "1", "x-other": "o" } }],
    ["the reason", "{}", { statusText: "sk-live0123456789abcdefghij", headers: { "x-other": "o" } }],
    ["escaped JSON", '{"error":"\\u0073k-live0123456789abcdefghij"}', { headers: { "x-request-id": "req-7" } }],
  ])("of the provider lose %s that a rail forbids", async (_where, body, init) => {
    for (const status of [400, 500]) {
      const call = guardFetch(regex(), { fetch: () => Promise.resolve(new Response(body, { ...init, status })) });
      const asked = { method: "POST", body: '{"messages":[{"role":"user","content":"hi"}]}' };
      const response = await call("https://api.test/v1/chat/completions", asked);
      const { status: told, statusText, headers } = response;
      expect(told).toBe(status);
      const seen = [statusText, ...[...headers].flat(), JSON.stringify(await response.json())].join("\n");
      expect(seen).not.toContain("live0123456789");
      expect(seen).toMatch(/x-other|x-request-id/);
    }
  });

  it("of the connection are thrown as by fetch", async () => {
    const broken = new TypeError("fetch failed");
    const call = guardFetch(regex(), { fetch: () => Promise.reject(broken) });
    const init = { method: "POST", body: '{"messages":[{"role":"user","content":"hi"}]}' };
    await expect(call("https://api.test/v1/chat/completions", init)).rejects.toBe(broken);
  });

  it.each([
    ["a body that is no JSON", { body: "hi" }],
    ["a body that is compressed", { body: "{}", headers: { "content-encoding": "gzip" } }],
    [
      "a body that nests too deep",
      { body: `{"messages":[{"role":"user","content":"hi"}],"x":${"[".repeat(20_000)}${"]".repeat(20_000)}}` },
    ],
    ["messages that are none", { body: '{"messages":[{"role":"function","content":"x"}]}' }],
  ])("report %s as not sent", async (_, init) => {
    const ask = vi.fn<typeof fetch>();
    const call = guardFetch(regex(), { fetch: ask });
    const response = await call("https://api.test/v1/chat/completions", { method: "POST", ...init });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error" } });
    expect(ask).not.toHaveBeenCalled();
  });
});

describe("a request without a prompt", () => {
  it.each([
    ["GET", "https://api.test/v1/responses/resp_1"],
    ["POST", "https://api.test/v1/threads/thread_1/messages"],
    ["POST", "https://api.test/v1/messages/count_tokens"],
    ["POST", "https://api.test/v1/files"],
  ])("%s %s is passed with its original arguments", async (method, url) => {
    const answer = new Response("x");
    const ask = vi.fn<typeof fetch>(() => Promise.resolve(answer));
    const init = { method };
    expect(await guardFetch(regex(), { fetch: ask })(url, init)).toBe(answer);
    expect(ask.mock.calls).toEqual([[url, init]]);
  });

  it("of the SDK for embeddings is passed", async () => {
    const { data } = await openai(regex()).embeddings.create({
      model: "e-1",
      input: "forbidden",
      encoding_format: "float",
    });
    expect(data[0]?.embedding).toEqual([1, 2]);
  });
});

describe("a guarded request", () => {
  it("keeps headers and settings of a Request, except its length", async () => {
    const ask = vi.fn<typeof fetch>(() => Promise.resolve(new Response("no", { status: 500 })));
    const request = new Request("https://api.test/v1/messages?beta=true", {
      method: "POST",
      headers: { "x-api-key": "k", "content-length": "999" },
      body: '{"max_tokens":1,"messages":[{"role":"user","content":"hi"}]}',
      redirect: "error",
    });
    await guardFetch(regex(), { fetch: ask })(request);
    const [url, init] = ask.mock.calls[0] ?? [];
    expect(url).toBe("https://api.test/v1/messages?beta=true");
    expect(init).toMatchObject({ method: "POST", redirect: "error" });
    const headers = new Headers(init?.headers);
    expect([headers.get("x-api-key"), headers.get("content-length")]).toEqual(["k", null]);
  });
});
