import type { LanguageModelV4, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { AIMessageChunk } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { streamText, toUIMessageStream, wrapLanguageModel } from "ai";
import { describe, expect, it } from "vitest";
import { guardTransform } from "../../src/integrations/ai/guard-transform.ts";
import { guardMiddleware } from "../../src/integrations/ai/middleware.ts";
import { uiMessageResponse } from "../../src/integrations/ai/ui-message-response.ts";
import { RunnableRails } from "../../src/integrations/langchain/index.ts";
import { defineRail } from "../../src/rails/rail.ts";
import { fromIterable } from "../../src/streams/sources.ts";
import { collect, railsOf, says } from "../support/engine.ts";

const SECRET = "sk-live0123456789abcdefghij";

/** Fails like a parser, with an error that quotes its input. */
const quoting = defineRail({
  name: "quoting",
  reads: "whole",
  check: ({ text }) => JSON.parse(text) as never,
});
const rails = railsOf("rails: { output: { flows: [quoting], streaming: { enabled: true, stream_first: false } } }", {
  rails: [quoting],
  llm: says(SECRET),
  measuresHolds: true,
});

const USAGE = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const SAID: readonly LanguageModelV4StreamPart[] = [
  { type: "text-start", id: "1" },
  { type: "text-delta", id: "1", delta: SECRET },
  { type: "text-end", id: "1" },
  { type: "finish", finishReason: { unified: "stop", raw: "stop" }, usage: USAGE },
];
const model: LanguageModelV4 = {
  specificationVersion: "v4",
  provider: "p",
  modelId: "m",
  supportedUrls: {},
  doGenerate: () => Promise.reject(new Error("it is streamed")),
  doStream: () => Promise.resolve({ stream: fromIterable(SAID) }),
};
const guarded = wrapLanguageModel({ model, middleware: guardMiddleware(rails) });

const page = async ({ stream }: Pick<ReturnType<typeof streamText>, "stream">): Promise<unknown> =>
  collect(toUIMessageStream({ stream, messageMetadata: ({ part }) => part }));

const TOLD: Readonly<Record<string, () => Promise<unknown>>> = {
  "a page that is sent parts": () => uiMessageResponse(rails.streamParts({ prompt: "hi" })).text(),
  "a page of guardMiddleware": () => page(streamText({ model: guarded, prompt: "hi" })),
  "a page of guardTransform": () =>
    page(streamText({ model, prompt: "hi", experimental_transform: guardTransform(rails) })),
  "a reader of LangChain": async () => {
    const runnable = RunnableLambda.from(() => new AIMessageChunk(SECRET));
    return collect(await new RunnableRails<string, AIMessageChunk>(rails, { runnable }).stream("hi"));
  },
};

describe.each(Object.entries(TOLD))("%s", (_who, told) => {
  it("names the failed rail, and nothing of the checked text", async () => {
    const text = JSON.stringify(await told());
    expect(text).toContain("rail_execution_failure");
    for (const piece of [SECRET.slice(0, 8), '"held', 'reason\\":']) expect(text).not.toContain(piece);
  });
});
