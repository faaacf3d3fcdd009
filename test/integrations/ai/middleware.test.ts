import { createOpenAI } from "@ai-sdk/openai";
import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { generateText, jsonSchema, Output, stepCountIs, streamText, tool, wrapLanguageModel } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { LLMRails } from "../../../src/engine/llm-rails.ts";
import { guardMiddleware } from "../../../src/integrations/ai/middleware.ts";
import { guardMetadata, verdictOf } from "../../../src/integrations/ai/verdict-of.ts";
import { masking, regex } from "../../drop-ins/guarded-rails.ts";
import { type Provider, startProvider } from "../../drop-ins/provider.ts";
import { SECRET } from "../../server/gateway.ts";
import { collect, railsOf } from "../../support/engine.ts";
import { REFUSAL } from "../../support/refusal.ts";
import { PLAIN, script } from "../../workers/script.ts";

const USAGE = {
  inputTokens: { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 4, text: 4, reasoning: undefined },
};

const finish = (unified: "stop" | "tool-calls" = "stop"): LanguageModelV4StreamPart => ({
  type: "finish",
  finishReason: { unified, raw: unified },
  usage: USAGE,
  providerMetadata: { mock: { a: 1 } },
});

const said = (...texts: readonly string[]): LanguageModelV4StreamPart[] => [
  { type: "text-start", id: "1" },
  ...texts.map((delta): LanguageModelV4StreamPart => ({ type: "text-delta", id: "1", delta })),
  { type: "text-end", id: "1" },
];

const mock = (parts: readonly LanguageModelV4StreamPart[], cancel = (): void => {}): MockLanguageModelV4 => {
  const left = [...parts];
  const pull = (controller: ReadableStreamDefaultController<LanguageModelV4StreamPart>): void => {
    const next = left.shift();
    if (next === undefined) controller.close();
    else controller.enqueue(next);
  };
  const stream = new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
  return new MockLanguageModelV4({ doStream: () => Promise.resolve({ stream }) });
};

const guarded = (model: MockLanguageModelV4, rails: LLMRails) =>
  wrapLanguageModel({ model, middleware: guardMiddleware(rails) });

const partsOf = async (model: MockLanguageModelV4, rails: LLMRails): Promise<LanguageModelV4StreamPart[]> => {
  const { stream } = await guarded(model, rails).doStream({
    prompt: [{ role: "user", content: [{ type: "text", text: "hi" }] }],
  });
  return collect(stream);
};

describe("a guarded model of the AI SDK", () => {
  it("streams an allowed answer, part by part, with the provider's usage and metadata", async () => {
    const parts = await partsOf(mock([{ type: "stream-start", warnings: [] }, ...said("a ", "b"), finish()]), regex());
    expect(parts).toEqual([
      { type: "stream-start", warnings: [] },
      { type: "text-start", id: "text-0" },
      { type: "text-delta", id: "text-0", delta: "a " },
      { type: "text-delta", id: "text-0", delta: "b" },
      { type: "text-end", id: "text-0" },
      {
        type: "finish",
        finishReason: { unified: "stop", raw: "stop" },
        usage: USAGE,
        providerMetadata: { mock: { a: 1 }, edgerails: { status: "passed", verdicts: [] } },
      },
    ]);
  });

  it("ends a blocked answer with content-filter and the verdict, and cancels the provider", async () => {
    const cancel = vi.fn();
    const model = mock([...said("The key is ", SECRET, " and more"), finish()], cancel);
    const result = streamText({ model: guarded(model, regex()), prompt: "hi" });
    const verdicts = [];
    let text = "";
    for await (const part of result.stream) {
      if (part.type === "text-delta") text += part.text;
      const verdict = verdictOf(part);
      if (verdict !== undefined) verdicts.push(verdict);
    }
    expect(text).toBe("The key is ");
    expect(verdicts).toMatchObject([{ status: "blocked", rail: "regex check output", railType: "output" }]);
    expect(await result.finishReason).toBe("content-filter");
    expect(guardMetadata(await result.providerMetadata)).toMatchObject({
      status: "blocked",
      rail: "regex check output",
    });
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it("answers a blocked request without calling the model", async () => {
    const model = mock([...said("x"), finish()]);
    const result = streamText({ model: guarded(model, regex()), prompt: "this is forbidden" });
    expect(await result.text).toBe(REFUSAL);
    expect(await result.finishReason).toBe("content-filter");
    expect(model.doStreamCalls).toEqual([]);
  });

  it.each([
    ["bytes", new TextEncoder().encode("this is forbidden")],
    ["Base64", btoa("this is forbidden")],
  ])("checks a file that is a text, given as %s", async (_, data) => {
    const model = mock([...said("x"), finish()]);
    const content = [{ type: "file" as const, data, mediaType: "application/pdf" }];
    const result = streamText({ model: guarded(model, regex()), messages: [{ role: "user", content }] });
    expect(await result.finishReason).toBe("content-filter");
    expect(model.doStreamCalls).toEqual([]);
  });

  it("sends an image unchanged", async () => {
    const model = mock([...said("x"), finish()]);
    const data = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]);
    const content = [{ type: "file" as const, data, mediaType: "image/png" }];
    await streamText({ model: guarded(model, regex()), messages: [{ role: "user", content }] }).consumeStream();
    expect(model.doStreamCalls[0]?.prompt[0]?.content).toMatchObject([{ data: { data }, mediaType: "image/png" }]);
  });

  it("delivers no raw chunk, and no part that a rail forbids", async () => {
    const source = (title: string): LanguageModelV4StreamPart => ({
      type: "source",
      sourceType: "url",
      id: "s",
      url: "https://x.test/",
      title,
    });
    const raw: LanguageModelV4StreamPart = { type: "raw", rawValue: { text: SECRET } };
    const parts = await partsOf(mock([source("fine"), source(SECRET), raw, ...said("a"), finish()]), regex());
    expect(JSON.stringify(parts)).not.toContain(SECRET);
    expect(parts.filter(({ type }) => type === "source")).toEqual([source("fine")]);
  });

  it("keeps the signature of every reasoning block", async () => {
    const thought = (id: string, delta: string): LanguageModelV4StreamPart[] => [
      { type: "reasoning-start", id, providerMetadata: { openai: { itemId: id } } },
      ...(delta === "" ? [] : [{ type: "reasoning-delta" as const, id, delta }]),
      { type: "reasoning-end", id, providerMetadata: { openai: { itemId: id, sealed: `s-${id}` } } },
    ];
    const parts = await partsOf(mock([...thought("r1", "hm"), ...thought("r2", ""), ...said("a"), finish()]), regex());
    const ends = parts.flatMap((part) => (part.type === "reasoning-end" ? [part.providerMetadata] : []));
    expect(ends).toEqual([{ openai: { itemId: "r1", sealed: "s-r1" } }, { openai: { itemId: "r2", sealed: "s-r2" } }]);
  });

  it("delivers no call whose input was cut off", async () => {
    const call: LanguageModelV4StreamPart[] = [
      { type: "tool-input-start", id: "c1", toolName: "send" },
      { type: "tool-input-delta", id: "c1", delta: `{"key":"${SECRET}"` },
      { type: "tool-input-delta", id: "c1", delta: "}" },
      { type: "tool-input-end", id: "c1" },
      { type: "tool-call", toolCallId: "c1", toolName: "send", input: `{"key":"${SECRET}"}` },
    ];
    const parts = await partsOf(mock([...call, finish("tool-calls")]), regex());
    expect(parts.some(({ type }) => type === "tool-call")).toBe(false);
    expect(JSON.stringify(parts)).not.toContain(SECRET);
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: "content-filter" } });
  });

  it("reports a failure of the provider as an error", async () => {
    const errors: unknown[] = [];
    const model = mock([...said("a"), { type: "error", error: new Error("down") }]);
    const result = streamText({
      model: guarded(model, regex()),
      prompt: "hi",
      onError: ({ error }) => void errors.push(error),
    });
    await result.consumeStream();
    expect(errors).toMatchObject([{ code: "server", detail: "Error: down" }]);
  });

  it("cancels the model when its caller aborts", async () => {
    const cancel = vi.fn();
    const abort = new AbortController();
    const model = mock([...said("a", "b", "c", "d"), finish()], cancel);
    const result = streamText({ model: guarded(model, regex()), prompt: "hi", abortSignal: abort.signal });
    for await (const part of result.stream) if (part.type === "text-delta") abort.abort();
    expect(cancel).toHaveBeenCalledTimes(1);
  });
});

describe("a guarded model over a real socket", () => {
  let provider: Provider;
  const model = (rails: LLMRails, api: "responses" | "chat" = "responses") => {
    const openai = createOpenAI({ baseURL: `${provider.url}/v1`, apiKey: "any" });
    return wrapLanguageModel({ model: openai[api]("gpt-5"), middleware: guardMiddleware(rails) });
  };
  const lookUp = tool({
    description: "The weather of a city",
    inputSchema: jsonSchema<{ city: string }>({ type: "object", properties: { city: { type: "string" } } }),
    execute: ({ city }) => Promise.resolve(`rain in ${city}`),
  });

  beforeAll(async () => {
    const leak = { match: "leak", content: `The key is ${SECRET}, and then much more` };
    const mail = { match: "EMAIL_ADDRESS_1", content: "I wrote to <EMAIL_ADDRESS_1>." };
    provider = await startProvider({ replies: [leak, mail, ...(script.replies ?? [])] });
  });
  afterAll(() => provider.close());

  describe.each(["responses", "chat"] as const)("%s", (api) => {
    it("generates an allowed answer", async () => {
      const { text, finishReason, usage } = await generateText({ model: model(regex(), api), prompt: "hi" });
      expect({ text, finishReason }).toEqual({ text: PLAIN, finishReason: "stop" });
      expect(usage.totalTokens).toBeGreaterThan(0);
    });

    it("generates a refusal instead of a blocked answer", async () => {
      const result = await generateText({ model: model(regex(), api), prompt: "leak" });
      expect(result.finishReason).toBe("content-filter");
      expect(JSON.stringify([result.text, result.response])).not.toContain(SECRET);
      expect(guardMetadata(result.providerMetadata)?.status).toBe("blocked");
      const { usage } = await generateText({ model: model(railsOf(""), api), prompt: "leak" });
      expect(result.usage.totalTokens).toBe(usage.totalTokens);
    });

    it("runs tools over several steps", async () => {
      const result = streamText({
        model: model(regex(), api),
        prompt: "weather",
        tools: { look_up: lookUp },
        stopWhen: stepCountIs(2),
      });
      const [step] = await result.steps;
      expect(JSON.stringify(provider.bodies.at(-1))).toContain("rain in Lyon");
      expect(step?.toolCalls).toMatchObject([{ toolName: "look_up", input: { city: "Lyon" } }]);
    });

    it("generates objects", async () => {
      const schema = jsonSchema<{ city: string }>({ type: "object", properties: { city: { type: "string" } } });
      const result = streamText({ model: model(regex(), api), prompt: "as json", output: Output.object({ schema }) });
      expect(await result.output).toEqual({ city: "Lyon" });
    });

    it("masks any content of the prompt, and restores the answer", async () => {
      const { text } = await generateText({
        model: model(masking(), api),
        system: "Ask jane@example.com.",
        messages: [
          { role: "user", content: "find her" },
          {
            role: "assistant",
            content: [{ type: "tool-call", toolCallId: "c1", toolName: "find", input: { mail: "jane@example.com" } }],
          },
          {
            role: "tool",
            content: [
              {
                type: "tool-result",
                toolCallId: "c1",
                toolName: "find",
                output: { type: "json", value: { at: "jane@example.com" } },
              },
            ],
          },
          { role: "user", content: [{ type: "text", text: "Write to jane@example.com" }] },
        ],
      });
      expect(text).toBe("I wrote to jane@example.com.");
      expect(JSON.stringify(provider.bodies.at(-1))).not.toContain("jane");
    });
  });
});
