import { createOpenAI } from "@ai-sdk/openai";
import type { LanguageModelV4, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import * as ai7 from "ai";
import { createOpenAI as createOpenAI6 } from "ai-sdk-openai6";
import * as ai6 from "ai6";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { LLMRails } from "../../../src/engine/llm-rails.ts";
import * as entry7 from "../../../src/integrations/ai/index.ts";
import * as entry6 from "../../../src/integrations/ai6/index.ts";
import { defineRail } from "../../../src/rails/rail.ts";
import { fromIterable } from "../../../src/streams/sources.ts";
import type { Verdict } from "../../../src/types/verdict.ts";
import { type Provider, startProvider } from "../../drop-ins/provider.ts";
import { regexRails, SECRET } from "../../server/gateway.ts";
import { railsOf, settle } from "../../support/engine.ts";
import { PLAIN, script } from "../../workers/script.ts";

const regex = (): LLMRails => railsOf(JSON.stringify({ rails: regexRails() }));

const masking = (): LLMRails =>
  railsOf(`
rails:
  output: { flows: [mask sensitive data on output], streaming: { enabled: true } }
  config: { sensitive_data_detection: { output: { entities: [EMAIL_ADDRESS] } } }
`);

let provider: Provider;

beforeAll(async () => {
  const call = { id: "call_2", name: "look_up", arguments: { city: "jane@example.com" } };
  const mail = { match: "mail", content: "Write to jane@example.com today." };
  provider = await startProvider({
    replies: [mail, { match: "call her", tool_calls: [call] }, ...(script.replies ?? [])],
  });
});
afterAll(() => provider.close());

type Streamed = ReturnType<typeof ai7.streamText>;

interface Settings {
  readonly prompt: string;
  readonly tools?: ai7.ToolSet;
  readonly output?: ReturnType<typeof ai7.Output.object<{ city: string }>>;
  readonly abortSignal?: AbortSignal;
  readonly onStepFinish?: () => Promise<void>;
}

/** Each version with its client and entry point, and the names of its stream parts. */
const VERSIONS = [
  {
    version: 7,
    leaves: true,
    entry: entry7,
    ask: (rails: LLMRails, settings: Settings): Streamed =>
      ai7.streamText({
        model: createOpenAI({ baseURL: `${provider.url}/v1`, apiKey: "any" })("gpt-5"),
        experimental_transform: entry7.guardTransform(rails),
        stopWhen: ai7.stepCountIs(2),
        ...settings,
      }) as Streamed,
  },
  {
    version: 6,
    // If its stream is cancelled, the answer is closed, but the provider is still read.
    leaves: false,
    entry: entry6,
    ask: (rails: LLMRails, settings: Settings): Streamed =>
      ai6.streamText({
        model: createOpenAI6({ baseURL: `${provider.url}/v1`, apiKey: "any" })("gpt-5"),
        experimental_transform: entry6.guardTransform(rails),
        stopWhen: ai6.stepCountIs(2),
        ...(settings as object as { readonly prompt: string }),
      }) as unknown as Streamed,
  },
] as const;

const schema = ai7.jsonSchema<{ city: string }>({ type: "object", properties: { city: { type: "string" } } });

describe.each(VERSIONS)("guardTransform in streamText of AI SDK $version", ({ ask, entry, leaves }) => {
  it("streams an allowed answer with the provider's usage", async () => {
    const result = ask(regex(), { prompt: "hi" });
    expect(await result.text).toBe(PLAIN);
    expect(await result.finishReason).toBe("stop");
    expect((await result.totalUsage).totalTokens).toBeGreaterThan(0);
    expect(entry.guardMetadata(await result.providerMetadata)).toMatchObject({ status: "passed" });
  });

  it("ends a blocked answer with content-filter and the verdict, and cancels the provider", async () => {
    const left = provider.left.length;
    const result = ask(regex(), { prompt: "leak" });
    const verdicts: Verdict[] = [];
    let text = "";
    for await (const part of result.fullStream) {
      if (part.type === "text-delta") text += part.text;
      const verdict = entry.verdictOf(part);
      if (verdict !== undefined) verdicts.push(verdict);
    }
    expect(text).toBe("The key is ");
    expect(verdicts).toMatchObject([{ status: "blocked", rail: "regex check output" }]);
    expect(await result.finishReason).toBe("content-filter");
    expect(await result.text).toBe("The key is ");
    expect(entry.guardMetadata(await result.providerMetadata)).toMatchObject({ status: "blocked" });
    expect((await result.totalUsage).outputTokens).toBeGreaterThan(0);
    if (leaves) await vi.waitFor(() => expect(provider.left.length).toBeGreaterThan(left));
  });

  // Vitest fails a run on an unhandled rejection.
  it("leaves no unhandled rejection if an answer is blocked after its model has ended", async () => {
    const judge = defineRail({ name: "judge", reads: "whole", check: () => ({ outcome: "block", reason: "no" }) });
    const yaml = "rails: { output: { flows: [judge], streaming: { enabled: true, stream_first: false } } }";
    const result = ask(railsOf(yaml, { rails: [judge] }), { prompt: "hi", onStepFinish: settle });
    expect([await result.text, await result.finishReason]).toEqual(["", "content-filter"]);
    await settle();
  });

  it("masks", async () => {
    const result = ask(masking(), { prompt: "mail" });
    expect(await result.text).toBe("Write to <EMAIL_ADDRESS> today.");
    expect(await result.finishReason).toBe("stop");
  });

  it("streams tool calls and results over several steps", async () => {
    const look_up = ai7.tool({ inputSchema: schema, execute: ({ city }) => Promise.resolve(`rain in ${city}`) });
    const result = ask(regex(), { prompt: "weather", tools: { look_up } });
    const types: string[] = [];
    for await (const { type } of result.fullStream) types.push(type);
    const [first, second] = await result.steps;
    expect(first?.toolCalls).toMatchObject([{ toolName: "look_up", input: { city: "Lyon" } }]);
    expect(first?.toolResults).toMatchObject([{ input: { city: "Lyon" }, output: "rain in Lyon" }]);
    expect(second?.toolCalls).toHaveLength(1);
    expect(types.indexOf("tool-call")).toBeLessThan(types.indexOf("tool-result"));
    expect(types.filter((type) => type === "finish-step")).toHaveLength(2);
    expect(types.at(-1)).toBe("finish");
  });

  it("withholds a tool result that a rail forbids", async () => {
    const look_up = ai7.tool({ inputSchema: schema, execute: () => Promise.resolve({ key: SECRET }) });
    const result = ask(regex(), { prompt: "weather", tools: { look_up } });
    const parts: unknown[] = [];
    for await (const part of result.fullStream) parts.push(part);
    expect(JSON.stringify(parts)).not.toContain(SECRET);
    expect(JSON.stringify(provider.bodies.at(-1))).not.toContain(SECRET);
    expect(parts).toContainEqual(expect.objectContaining({ type: "tool-error" }));
  });

  it("withholds a tool error that a rail forbids", async () => {
    const execute = (): Promise<string> =>
      Promise.reject(new Error(`The key ${SECRET} is wrong`, { cause: new Error(SECRET) }));
    const result = ask(regex(), { prompt: "weather", tools: { look_up: ai7.tool({ inputSchema: schema, execute }) } });
    const errors: unknown[] = [];
    for await (const part of result.fullStream) if (part.type === "tool-error") errors.push(part.error);
    expect([...new Set(errors.map(String))]).toEqual(["Error: A rail forbids what this tool has answered"]);
    expect((errors[0] as Error).cause).toBeUndefined();
    expect(JSON.stringify(provider.bodies.at(-1))).not.toContain(SECRET);
  });

  it("delivers the result of a tool call that was masked", async () => {
    const look_up = ai7.tool({ inputSchema: schema, execute: () => Promise.resolve("rain") });
    const parts: { readonly type: string }[] = [];
    for await (const part of ask(masking(), { prompt: "call her", tools: { look_up } }).fullStream) parts.push(part);
    const input = { city: "<EMAIL_ADDRESS>" };
    expect(parts).toContainEqual(expect.objectContaining({ type: "tool-result", input, output: "rain" }));
    expect(JSON.stringify(parts)).not.toContain("jane@");
  });

  it("omits the error of a call if it quotes masked text", async () => {
    const inputSchema = ai7.jsonSchema<{ city: string }>(
      { type: "object" },
      { validate: (value) => ({ success: false, error: new Error(`Unknown: ${JSON.stringify(value)}`) }) },
    );
    const look_up = ai7.tool({ inputSchema, execute: () => Promise.resolve("rain") });
    const parts: { readonly type: string; readonly error?: unknown }[] = [];
    for await (const part of ask(masking(), { prompt: "call her", tools: { look_up } }).fullStream) parts.push(part);
    const errors = parts.map(({ error }) => String(error));
    expect(parts).toContainEqual(expect.objectContaining({ type: "tool-call", invalid: true }));
    expect(JSON.stringify([parts, errors])).not.toContain("jane@");
  });

  it("generates objects", async () => {
    const result = ask(regex(), { prompt: "as json", output: ai7.Output.object({ schema }) });
    expect(await result.output).toEqual({ city: "Lyon" });
  });

  it("cancels the provider when its caller aborts", async () => {
    const left = provider.left.length;
    const abort = new AbortController();
    const result = ask(regex(), { prompt: "stall", abortSignal: abort.signal });
    for await (const part of result.fullStream) if (part.type === "text-delta") abort.abort();
    await vi.waitFor(() => expect(provider.left.length).toBeGreaterThan(left));
  });

  it.each([
    ["before its first step", ["start"]],
    ["within a step", ["start", "start-step", "text-start", "text-delta"]],
  ])("cancels the stream that it reads when its reader leaves %s", async (_, types) => {
    let isCancelled = false;
    const rest = types.map((type) => ({ type, id: "1", text: "Hello" }));
    const source = new ReadableStream<{ readonly type: string }>({
      pull(controller) {
        const part = rest.shift();
        if (part === undefined) return new Promise(() => {});
        controller.enqueue(part);
        return undefined;
      },
      cancel: () => void (isCancelled = true),
    });
    const reader = source.pipeThrough(entry.guardTransform(regex())()).getReader();
    for (const type of types) expect((await reader.read()).value).toMatchObject({ type });
    await reader.cancel();
    await settle();
    expect(isCancelled).toBe(true);
  });

  it("reports a failure of the provider as an error", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const result = ask(regex(), { prompt: "cut" });
    const types: string[] = [];
    for await (const { type } of result.fullStream) types.push(type);
    expect(types).toContain("error");
  });
});

it("guards the requests that AI SDK 7 makes in the middle of a step", async () => {
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  };
  const attempts: LanguageModelV4StreamPart[][] = [
    [
      { type: "text-start", id: "1" },
      { type: "text-delta", id: "1", delta: "Hello " },
      { type: "error", error: new Error("overloaded") },
    ],
    [
      { type: "text-start", id: "1" },
      { type: "text-delta", id: "1", delta: "Write to jane@exam" },
      { type: "text-delta", id: "1", delta: "ple.com today." },
      { type: "text-end", id: "1" },
      { type: "finish", finishReason: { unified: "stop", raw: "stop" }, usage },
    ],
  ];
  const model: LanguageModelV4 = {
    specificationVersion: "v4",
    provider: "scripted",
    modelId: "scripted",
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error("it is streamed")),
    doStream: () => Promise.resolve({ stream: fromIterable(attempts.shift() ?? []) }),
  };
  const experimental_transform = entry7.guardTransform(masking());
  const result = ai7.streamText({ model, prompt: "hi", streamRetries: 1, onError: () => {}, experimental_transform });
  let text = "";
  for await (const part of result.fullStream) if (part.type === "text-delta") text += part.text;
  expect(text).toBe("Hello Write to <EMAIL_ADDRESS> today.");
  expect(await result.text).toBe("Write to <EMAIL_ADDRESS> today.");
});
