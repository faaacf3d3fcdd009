import { createOpenAI } from "@ai-sdk/openai";
import type { LanguageModelV4, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { MockLanguageModelV4 } from "ai/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aiModel } from "../../../src/integrations/ai/language-model.ts";
import type { ModelParams } from "../../../src/llm/language-model.ts";
import type { ChatMessage, ContentPart } from "../../../src/types/chat-message.ts";
import { ANSWER, languageModelContract } from "../../contracts/language-model.contract.ts";
import { type Provider, startProvider } from "../../drop-ins/provider.ts";
import { collect, railsOf, user } from "../../support/engine.ts";
import { PLAIN, script } from "../../workers/script.ts";

const finish: LanguageModelV4StreamPart = {
  type: "finish",
  finishReason: { unified: "stop", raw: "stop" },
  usage: {
    inputTokens: { total: 7, noCache: 4, cacheRead: 2, cacheWrite: 1 },
    outputTokens: { total: 3, text: 3, reasoning: undefined },
  },
};

const said = (text: string): readonly LanguageModelV4StreamPart[] => [
  { type: "text-start", id: "1" },
  ...Array.from(text, (one) => one).map((delta): LanguageModelV4StreamPart => ({ type: "text-delta", id: "1", delta })),
];

const mock = (
  parts: readonly LanguageModelV4StreamPart[],
  { ends = true, cancel = (): void => {} } = {},
): LanguageModelV4 => {
  const start = (controller: ReadableStreamDefaultController<LanguageModelV4StreamPart>): void => {
    for (const part of parts) controller.enqueue(part);
    if (ends) controller.close();
  };
  return new MockLanguageModelV4({
    doStream: () => Promise.resolve({ stream: new ReadableStream({ start, cancel }) }),
  });
};

languageModelContract("a model of the AI SDK", {
  complete: () => aiModel(mock([...said(ANSWER), { type: "text-end", id: "1" }, finish])),
  truncated: () => aiModel(mock(said("Hello"))),
  failing: () => aiModel(new MockLanguageModelV4({ doStream: () => Promise.reject(new Error("down")) })),
  hanging: () => {
    let stopped = false;
    const model = aiModel(mock(said("Hello"), { ends: false, cancel: () => (stopped = true) }));
    return { model, stopped: () => stopped };
  },
});

it("a model of the AI SDK tells the tokens that were read from a cache and written to it", async () => {
  const stream = railsOf("", {
    llm: aiModel(mock([...said("Hello"), { type: "text-end", id: "1" }, finish])),
  }).streamAsync({
    messages: [user("hi")],
  });
  expect((await collect(stream)).join("")).toBe("Hello");
  expect(await stream.usage).toMatchObject({ promptTokens: 7, cachedTokens: 2, cacheWriteTokens: 1 });
});

describe("a model of @ai-sdk/openai behind rails", () => {
  let provider: Provider;
  const model = (): LanguageModelV4 => createOpenAI({ baseURL: `${provider.url}/v1`, apiKey: "any" })("gpt-5");
  beforeAll(async () => {
    provider = await startProvider(script);
  });
  afterAll(() => provider.close());

  it("answers with usage", async () => {
    const stream = railsOf("", { llm: aiModel(model()) }).streamAsync({ messages: [user("hi")] });
    let text = "";
    for await (const chunk of stream) text += chunk;
    expect(text).toBe(PLAIN);
    expect((await stream.usage).estimated).toBe(false);
  });

  it("gets tools and parameters, and calls tools", async () => {
    const { answer } = await railsOf("", { llm: aiModel(model()) }).complete({
      messages: [user("weather")],
      options: {
        llm_params: {
          max_tokens: 99,
          tools: [{ type: "function", function: { name: "look_up", parameters: { type: "object" } } }],
          tool_choice: "auto",
        },
      },
    });
    expect(answer.choices[0]).toMatchObject({
      finishReason: "tool_calls",
      toolCalls: [{ function: { name: "look_up", arguments: '{"city":"Lyon"}' } }],
    });
    expect(provider.bodies.at(-1)).toMatchObject({ max_output_tokens: 99, tools: [{ name: "look_up" }] });
  });

  it("gets tool results", async () => {
    await railsOf("", { llm: aiModel(model()) }).complete({
      messages: [
        user("find"),
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c1", type: "function", function: { name: "find", arguments: '{"a":1}' } }],
        },
        { role: "tool", tool_call_id: "c1", content: "sunny" },
      ],
    });
    expect(JSON.stringify(provider.bodies.at(-1))).toContain("sunny");
  });

  it("fails with the errors of this package", async () => {
    const asked = railsOf("", { llm: aiModel(model()) }).generateAsync({ messages: [user("limit")] });
    await expect(asked).rejects.toMatchObject({ code: "rate_limit", status: 429 });
  });
});

describe("a request to a model of @ai-sdk/openai", () => {
  let provider: Provider;
  beforeAll(async () => {
    provider = await startProvider(script);
  });
  afterAll(() => provider.close());

  /** What the provider gets of messages and parameters. */
  const sent = async (messages: readonly ChatMessage[], params: ModelParams = {}): Promise<Record<string, unknown>> => {
    const model = createOpenAI({ baseURL: `${provider.url}/v1`, apiKey: "any" }).chat("gpt-4o");
    await collect(await aiModel(model).stream({ messages, params, fetch, signal: AbortSignal.timeout(15_000) }));
    return provider.bodies.at(-1) ?? {};
  };

  const PIXEL = "data:image/png;base64,iVBORw0KGgo=";

  it.each<readonly [string, readonly ChatMessage[]]>([
    ["instructions", [{ role: "system", content: "Be kind." }, user("hi")]],
    ["texts", [user("hi"), { role: "assistant", content: "hello" }, user("and?")]],
    [
      "an image by its address",
      [
        {
          role: "user",
          content: [
            { type: "text", text: "see" },
            { type: "image_url", image_url: { url: "https://example.com/a.png" } },
          ],
        },
      ],
    ],
    [
      "an image in it",
      [
        {
          role: "user",
          content: [
            { type: "text", text: "see" },
            { type: "image_url", image_url: { url: PIXEL } },
          ],
        },
      ],
    ],
    [
      "a file",
      [
        {
          role: "user",
          content: [
            { type: "text", text: "see" },
            { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERi0=" } },
          ],
        },
      ],
    ],
    [
      "calls and their results",
      [
        user("find"),
        {
          role: "assistant",
          content: "I look.",
          tool_calls: [
            { id: "c1", type: "function", function: { name: "find", arguments: '{"a":1}' } },
            { id: "c2", type: "function", function: { name: "find", arguments: '{"a":2}' } },
          ],
        },
        { role: "tool", tool_call_id: "c1", content: "sunny" },
        { role: "tool", tool_call_id: "c2", content: "rainy" },
      ],
    ],
  ])("has its messages as they were: %s", async (_, messages) => {
    expect((await sent(messages))["messages"]).toEqual(messages);
  });

  it("has the instructions of a developer as such of the system", async () => {
    const { messages } = await sent([{ role: "developer", content: "Be kind." }, user("hi")]);
    expect(messages).toEqual([{ role: "system", content: "Be kind." }, user("hi")]);
  });

  const tool = {
    type: "function",
    function: {
      name: "find",
      description: "Finds.",
      parameters: { type: "object", properties: { a: { type: "number" } } },
    },
  };

  it.each<ModelParams>([
    { temperature: 0.5, top_p: 0.9, frequency_penalty: 0.1, presence_penalty: 0.2, seed: 7, max_tokens: 99 },
    { stop: ["END", "STOP"] },
    ...["auto", "none", "required", { type: "function", function: { name: "find" } }].map((tool_choice) => ({
      tools: [tool],
      tool_choice,
    })),
    { response_format: { type: "json_object" } },
    {
      response_format: {
        type: "json_schema",
        json_schema: { name: "city", schema: { type: "object", properties: {} } },
      },
    },
  ])("has its parameters as they were: %j", async (params) => {
    expect(await sent([user("hi")], params)).toMatchObject(params);
  });

  it.each<readonly [string, ContentPart]>([
    ["audio", { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } }],
    ["a file by its id", { type: "file", file: { file_id: "file-1" } }],
    ["an image by a path", { type: "image_url", image_url: { url: "/a.png" } }],
  ])("is refused before it is sent, if it has %s", async (_, part) => {
    const before = provider.bodies.length;
    await expect(sent([{ role: "user", content: [part] }])).rejects.toMatchObject({ code: "bad_request" });
    expect(provider.bodies).toHaveLength(before);
  });

  it("has one stop sequence as a list, a tool without parameters with none, and nothing that was not asked", async () => {
    const body = await sent([user("hi")], { stop: "END", tools: [{ type: "function", function: { name: "now" } }] });
    expect(body).toMatchObject({
      stop: ["END"],
      tools: [{ function: { name: "now", parameters: { type: "object", properties: {} } } }],
    });
    expect(Object.keys(await sent([user("hi")])).toSorted()).toEqual(["messages", "model", "stream", "stream_options"]);
  });
});
