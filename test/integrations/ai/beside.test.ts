import type { LanguageModelV4GenerateResult, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { streamText, wrapLanguageModel } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { describe, expect, it } from "vitest";
import type { LLMRails } from "../../../src/engine/llm-rails.ts";
import { guardTransform } from "../../../src/integrations/ai/guard-transform.ts";
import { guardMiddleware } from "../../../src/integrations/ai/middleware.ts";
import { toStream } from "../../../src/streams/sources.ts";
import { collect, railsOf } from "../../support/engine.ts";
import { planted } from "../../support/planted.ts";

const rails = (verb = "check"): LLMRails =>
  railsOf(`
rails:
  output: { flows: [regex ${verb} output], streaming: { enabled: true } }
  config: { regex_detection: { output: { patterns: [CANARY] } } }
`);

const META = { acme: { itemId: "i_1", notes: [{ note: "n" }] } };

const USAGE = {
  inputTokens: { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 4, text: 4, reasoning: undefined },
  raw: { tier: "standard", input: { note: "n" } },
};

const FINISH = {
  type: "finish",
  finishReason: { unified: "stop", raw: "STOP" },
  usage: USAGE,
  providerMetadata: META,
} as const;

/** Parts with a text in every place that a provider can set. */
const PARTS: readonly LanguageModelV4StreamPart[] = [
  { type: "stream-start", warnings: [{ type: "other", message: "m" }] },
  { type: "response-metadata", id: "r_1", modelId: "m-1" },
  { type: "reasoning-start", id: "1", providerMetadata: META },
  { type: "reasoning-delta", id: "1", delta: "hm", providerMetadata: META },
  { type: "reasoning-end", id: "1", providerMetadata: META },
  { type: "text-start", id: "2", providerMetadata: META },
  { type: "text-delta", id: "2", delta: "Hello", providerMetadata: META },
  { type: "text-end", id: "2", providerMetadata: META },
  { type: "text-start", id: "3", providerMetadata: META },
  { type: "text-end", id: "3", providerMetadata: META },
  { type: "source", sourceType: "url", id: "s", url: "https://x.test/", title: "t", providerMetadata: META },
  {
    type: "file",
    mediaType: "image/png",
    data: { type: "url", url: new URL("https://x.test/") },
    providerMetadata: META,
  },
  { type: "tool-input-start", id: "c", toolName: "send", title: "t", providerMetadata: META },
  { type: "tool-input-delta", id: "c", delta: "{}", providerMetadata: META },
  { type: "tool-input-end", id: "c", providerMetadata: META },
  { type: "tool-call", toolCallId: "c", toolName: "send", input: "{}", providerMetadata: META },
  { type: "ping" },
  FINISH,
];

const RESPONSE = { headers: { "x-note": "n", "x-other": "o" } };

const PROMPT = [{ role: "user" as const, content: [{ type: "text" as const, text: "hi" }] }];

const streamOf = (parts: readonly unknown[]): ReadableStream<LanguageModelV4StreamPart> =>
  toStream(parts as readonly LanguageModelV4StreamPart[]);

const streamed = async (guard: LLMRails, parts: readonly unknown[], response: object): Promise<unknown> => {
  const stream = streamOf(parts);
  const model = new MockLanguageModelV4({ doStream: () => Promise.resolve({ stream, response }) });
  const guarded = wrapLanguageModel({ model, middleware: guardMiddleware(guard) });
  const { stream: answer, ...beside } = await guarded.doStream({ prompt: PROMPT });
  return { parts: await collect(answer), ...beside };
};

const RESULT: LanguageModelV4GenerateResult = {
  content: [
    { type: "reasoning", text: "hm", providerMetadata: META },
    { type: "text", text: "Hello", providerMetadata: META },
    { type: "tool-call", toolCallId: "c", toolName: "send", input: "{}", providerMetadata: META },
  ],
  finishReason: { unified: "stop", raw: "STOP" },
  usage: USAGE,
  providerMetadata: META,
  warnings: [{ type: "other", message: "m" }],
  response: { id: "r_1", modelId: "m-1", ...RESPONSE, body: { note: "n" } },
};

const whole = (guard: LLMRails, result: LanguageModelV4GenerateResult): Promise<unknown> => {
  const model = new MockLanguageModelV4({ doGenerate: () => Promise.resolve(result) });
  return Promise.resolve(
    wrapLanguageModel({ model, middleware: guardMiddleware(guard) }).doGenerate({ prompt: PROMPT }),
  );
};

/** Removes verdicts, which may quote the pattern for the operator. */
const shown = (told: unknown): string => JSON.stringify(told).replaceAll("matches pattern 'CANARY'", "");

const CANARY = "a CANARY in prose";

describe("metadata beside a provider's answer", () => {
  it.each(["check", "redact"])("is dropped if a rail forbids it (%s), anywhere in a stream", async (verb) => {
    const guard = rails(verb);
    const leaked: string[] = [];
    for (const [index, part] of PARTS.entries()) {
      for (const { at, value } of planted(part, CANARY)) {
        const told = await streamed(guard, PARTS.with(index, value as never), RESPONSE).catch(String);
        if (shown(told).includes("CANARY")) leaked.push(`${part.type}${at}`);
      }
    }
    for (const { at, value } of planted(RESPONSE, CANARY)) {
      if (shown(await streamed(guard, PARTS, value as object)).includes("CANARY")) leaked.push(`response${at}`);
    }
    expect(leaked).toEqual([]);
  });

  it("is dropped if a rail forbids it, anywhere in a complete answer", async () => {
    const guard = rails();
    const leaked: string[] = [];
    for (const { at, value } of planted(RESULT, CANARY)) {
      const told = await whole(guard, value as LanguageModelV4GenerateResult).catch(String);
      if (shown(told).includes("CANARY")) leaked.push(at);
    }
    expect(leaked).toEqual([]);
  });

  it("is dropped if a rail forbids it, anywhere in the steps of streamText", async () => {
    const guard = rails();
    const leaked: string[] = [];
    // A file with a URL is fetched.
    const parts = PARTS.filter(({ type }) => type !== "file");
    for (const [index, part] of parts.entries()) {
      // An unknown type of part ends streamText itself.
      for (const { at, value } of planted(part, CANARY).filter((one) => one.at !== ".type")) {
        const stream = streamOf(parts.with(index, value as never));
        const model = new MockLanguageModelV4({ doStream: () => Promise.resolve({ stream, response: RESPONSE }) });
        const transform = { experimental_transform: guardTransform(guard) };
        const result = streamText({ model, prompt: "hi", ...transform, onError() {} });
        const told: unknown[] = [];
        for await (const one of result.fullStream) told.push(one);
        if (shown(told).includes("CANARY")) leaked.push(`${part.type}${at}`);
      }
    }
    expect(leaked).toEqual([]);
  });

  it("is dropped from the start of a step, and the step is kept", async () => {
    const warnings = ["m", CANARY].map((message) => ({ type: "other" as const, message }));
    const parts = PARTS.filter(({ type }) => type !== "file").with(0, { type: "stream-start", warnings });
    const model = new MockLanguageModelV4({ doStream: () => Promise.resolve({ stream: streamOf(parts) }) });
    const transform = { experimental_transform: guardTransform(rails()) };
    const told: unknown[] = [];
    for await (const one of streamText({ model, prompt: "hi", ...transform }).fullStream) told.push(one);
    expect(told).toContainEqual(
      expect.objectContaining({ type: "start-step", warnings: [{ type: "other", message: "m" }, { type: "other" }] }),
    );
  });

  it("passes if no rail objects, each piece separately", async () => {
    const told = { acme: { itemId: CANARY, notes: META.acme.notes } };
    const parts = PARTS.map((part) => (part.type === "text-start" ? { ...part, providerMetadata: told } : part));
    expect(await streamed(rails(), parts, { headers: { "x-note": "n", "x-bad": CANARY } })).toMatchObject({
      parts: expect.arrayContaining([
        expect.objectContaining({ type: "text-start", providerMetadata: { acme: { notes: META.acme.notes } } }),
        expect.objectContaining({ type: "reasoning-end", providerMetadata: META }),
        expect.objectContaining({ type: "finish", finishReason: FINISH.finishReason, usage: USAGE }),
      ]) as unknown,
      response: { headers: { "x-note": "n" } },
    });
  });

  it("has no logprobs, which repeat the answer", async () => {
    const logprobs = [
      { token: "CAN", top_logprobs: [{ token: "CAN" }] },
      { token: "ARY", top_logprobs: [] },
    ];
    const finish = { ...FINISH, providerMetadata: { openai: { logprobs: [logprobs], id: "i" } } };
    const told = await streamed(rails(), [...PARTS.slice(0, -1), finish], {});
    expect(shown(told)).not.toContain("ARY");
    expect(shown(told)).toContain('"openai":{"id":"i"}');
  });

  it("is dropped for an answer that was cut off", async () => {
    const parts = PARTS.map((part) => (part.type === "text-delta" ? { ...part, delta: CANARY } : part));
    const { parts: told } = (await streamed(rails(), parts, {})) as { readonly parts: readonly object[] };
    expect(told.slice(-2)).toEqual([
      { type: "text-end", id: "text-0" },
      expect.objectContaining({
        providerMetadata: { edgerails: expect.objectContaining({ status: "blocked" }) as unknown },
      }),
    ]);
  });
});
