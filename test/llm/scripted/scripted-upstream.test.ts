import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import type { LanguageModel } from "../../../src/llm/language-model.ts";
import { createModel } from "../../../src/llm/registry.ts";
import type { ScriptInput } from "../../../src/llm/scripted/script.ts";
import { scriptedUpstream, type UpstreamEvent } from "../../../src/llm/scripted/scripted-upstream.ts";
import { ask, modelConfig, runtimeWith, streamAll, streamUntilError, textOf } from "../../support/model-runtime.ts";

interface Setup {
  readonly model: LanguageModel;
  readonly handler: (request: Request) => Promise<Response>;
  readonly log: UpstreamEvent[];
}

const setup = (script: ScriptInput, parameters: Readonly<Record<string, unknown>> = {}): Setup => {
  const log: UpstreamEvent[] = [];
  const handler = scriptedUpstream(script, { log: (event) => log.push(event) });
  const config = modelConfig({ parameters: { max_retries: 0, ...parameters } });
  return { model: createModel(config, runtimeWith(handler)), handler, log };
};

const ends = (log: readonly UpstreamEvent[]): readonly string[] =>
  log.flatMap((event) => (event.type === "end" ? [event.reason] : []));

const post = (body: unknown): Request =>
  new Request("https://up.example/v1/chat/completions", { method: "POST", body: JSON.stringify(body) });

describe("scriptedUpstream", () => {
  it("answers the openai engine with every channel, in a stream and as JSON", async () => {
    const calls = [{ id: "c", name: "f", arguments: { a: 1 } }];
    const { model, log } = setup({
      replies: [{ content: "Hello you", reasoning: "hm", refusal: "no", tool_calls: calls }],
    });
    const streamed = await streamAll(model);
    expect(textOf(streamed)).toBe("Hello you");
    expect(textOf(streamed, 0, "reasoning-delta")).toBe("hm");
    const answer = await model.generate(ask());
    expect(answer.choices[0]).toMatchObject({
      content: "Hello you",
      reasoning: "hm",
      refusal: "no",
      toolCalls: [{ id: "c", function: { name: "f", arguments: '{"a":1}' } }],
      finishReason: "tool_calls",
    });
    expect(answer.usage).toEqual(streamed.flatMap((part) => (part.type === "usage" ? [part.usage] : []))[0]);
    expect(ends(log)).toEqual(["complete"]);
  });

  it("is read by the OpenAI SDK", async () => {
    const { handler } = setup({ replies: ["Hello you"] });
    const client = new OpenAI({
      apiKey: "x",
      baseURL: "https://up.example/v1",
      fetch: (url, init) => handler(new Request(url, init)),
    });
    const messages = [{ role: "user" as const, content: "Hi" }];
    const stream = client.chat.completions.stream({ model: "m", messages, stream_options: { include_usage: true } });
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe("Hello you");
    expect(final.usage?.completion_tokens).toBe(2);
    const whole = await client.chat.completions.create({ model: "m", messages });
    expect(whole.choices[0]?.message.content).toBe("Hello you");
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(["scripted"]);
  });

  it("sends usage only if requested", async () => {
    const { model } = setup({}, { include_usage_in_stream: false });
    expect((await streamAll(model)).some(({ type }) => type === "usage")).toBe(false);
  });

  it("logs its requests", async () => {
    const { model, log } = setup({});
    await streamAll(model);
    expect(log[0]).toMatchObject({
      type: "request",
      method: "POST",
      path: "/v1/chat/completions",
      body: { model: "m-1", stream: true },
    });
  });

  it("creates no event before it is read, and reports a client that disconnected", async () => {
    const { model, log } = setup({ replies: ["a b c d e f"] });
    const reader = (await model.stream(ask())).getReader();
    await reader.read();
    await reader.read();
    const chunks = log.filter(({ type }) => type === "chunk").length;
    expect(chunks).toBe(2);
    await reader.cancel();
    expect(ends(log)).toEqual(["cancelled"]);
    expect(log.filter(({ type }) => type === "chunk")).toHaveLength(chunks);
  });

  it("reports a client that aborted", async () => {
    const { model, log } = setup({ replies: ["a b c"], fault: { stall_after: 1 } });
    const abort = new AbortController();
    const reader = (await model.stream(ask("Hi", { signal: abort.signal }))).getReader();
    await reader.read();
    await reader.read();
    const pending = reader.read();
    abort.abort(new Error("gone"));
    await expect(pending).rejects.toThrow("gone");
    expect(ends(log)).toEqual(["cancelled"]);
  });

  it.each([
    [{ truncate_after: 1 }, "truncated", "a "],
    [{ error_after: 2 }, "server", "a b "],
    [{ stall_after: 1 }, "idle_timeout", "a "],
    [{ status: 500 }, "server", ""],
    [{ status: 429, retry_after: 2 }, "rate_limit", ""],
  ])("plays the fault %j like a server", async (fault, code, text) => {
    const { model } = setup({ replies: ["a b c"], fault }, { idle_timeout: 0.02 });
    const { parts, error } = await streamUntilError(model);
    expect(error).toMatchObject({ code });
    expect(textOf(parts)).toBe(text);
    if ("retry_after" in fault) expect(error).toMatchObject({ status: 429, retryAfterMs: 2000 });
  });

  it("selects its script by the request, if it is a function", async () => {
    const handler = scriptedUpstream(({ model }) => ({ replies: [`I am ${String(model)}`] }));
    const response = await handler(post({ model: "m-9", messages: [] }));
    expect(await response.json()).toMatchObject({ model: "m-9", choices: [{ message: { content: "I am m-9" } }] });
  });

  it.each([
    [post({}), 400],
    [post([]), 400],
    [new Request("https://up.example/v1/embeddings", { method: "POST", body: "{}" }), 404],
    [new Request("https://up.example/v1/chat/completions"), 404],
  ])("rejects an invalid chat request", async (request, status) => {
    const response = await setup({}).handler(request);
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty("error.message");
  });
});

describe("scriptedUpstream and an aborted request", () => {
  it("logs cancelled once when the request's signal aborts before the body is cancelled", async () => {
    const events: string[] = [];
    const upstream = scriptedUpstream(
      { replies: ["one two three four"] },
      { log: (event) => events.push(event.type === "end" ? event.reason : event.type) },
    );
    const abort = new AbortController();
    const response = await upstream(
      new Request("http://llm.test/v1/chat/completions", {
        method: "POST",
        body: JSON.stringify({ stream: true, messages: [{ role: "user", content: "hi" }] }),
        signal: abort.signal,
      }),
    );
    const reader = response.body?.getReader();
    await reader?.read();
    abort.abort(new Error("gone"));
    await expect(reader?.read()).rejects.toThrow();
    await reader?.cancel().catch(() => {});
    expect(events.filter((event) => event === "cancelled")).toEqual(["cancelled"]);
  });
});
