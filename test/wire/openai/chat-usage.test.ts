import { describe, expect, it } from "vitest";
import { ProviderError } from "../../../src/errors.ts";
import { chatCompletionDecoder, collect, fromIterable, sseDecoder } from "../../../src/streams/index.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import type { StreamPart } from "../../../src/types.ts";

/** What a client makes of an answer, in short: texts by channel, how it ended, what it cost. */
const summary = (parts: readonly StreamPart[]): Record<string, unknown> => {
  const said: Record<string, unknown> = {};
  for (const part of parts) {
    if (part.type === "text-delta") said["text"] = `${(said["text"] ?? "") as string}${part.text}`;
    if (part.type === "reasoning-delta") said["thought"] = `${(said["thought"] ?? "") as string}${part.text}`;
    if (part.type === "refusal-delta") said["refusal"] = part.text;
    if (part.type === "finish") said["finish"] = part.reason;
    if (part.type === "usage")
      said["usage"] = [part.usage.promptTokens, part.usage.completionTokens, part.usage.totalTokens];
    if (part.type === "thought-state") said["states"] = [...((said["states"] ?? []) as unknown[]), part.state];
    if (part.type === "tool-call-delta")
      said["calls"] = [...((said["calls"] ?? []) as string[]), `${part.name} ${part.text}`];
  }
  return said;
};

const failed = (error: unknown): { readonly error: string } => {
  if (error instanceof ProviderError) return { error: error.code };
  throw error;
};

const readBytes = async (text: string): Promise<object> => {
  const bytes = fromIterable([new TextEncoder().encode(text)]);
  return collect(pipeline<StreamPart>(bytes, [sseDecoder(), chatCompletionDecoder()])).then(summary, failed);
};

const chunk = (delta: unknown, choice: object = {}, top: object = {}): object => ({
  id: "c",
  choices: [{ index: 0, delta, finish_reason: null, ...choice }],
  ...top,
});

const hi = chunk({ role: "assistant", content: "hi" });

const end = (reason: unknown = "stop", choice: object = {}, top: object = {}): object =>
  chunk({}, { finish_reason: reason, ...choice }, top);

const sse = (...chunks: readonly unknown[]): string =>
  [...chunks.map((one) => JSON.stringify(one)), "[DONE]"].map((data) => `data: ${data}\n\n`).join("");

const COST = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };

const ZEROS = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

describe("usage", () => {
  it.each<[string, readonly object[]]>([
    ["a chunk of its own", [end(), { id: "c", choices: [], usage: COST }]],
    ["a chunk without choices", [end(), { usage: COST }]],
    ["the last chunk", [end("stop", {}, { usage: COST })]],
    [
      "every chunk",
      [chunk({ content: "" }, {}, { usage: { ...COST, completion_tokens: 1 } }), end("stop", {}, { usage: COST })],
    ],
    ["an early chunk, with zeros behind it", [chunk({}, {}, { usage: COST }), end("stop", {}, { usage: ZEROS })]],
    ["an early chunk, with nulls behind it", [chunk({}, {}, { usage: COST }), end("stop", {}, { usage: null })]],
    ["Groq's field", [end("stop", {}, { x_groq: { id: "r", usage: { ...COST, queue_time: 0.1 } } })]],
    ["the choice (Moonshot)", [end("stop", { usage: COST })]],
    ["digits", [end("stop", {}, { usage: { prompt_tokens: "5", completion_tokens: "2", total_tokens: "7" } })]],
    ["the names of other APIs", [end("stop", {}, { usage: { input_tokens: 5, output_tokens: 2 } })]],
    ["the names of Bedrock", [end("stop", {}, { usage: { inputTokens: 5, outputTokens: 2, totalTokens: 7 } })]],
    ["the names of JavaScript", [end("stop", {}, { usage: { promptTokens: 5, completionTokens: 2 } })]],
    ["Google's field", [end("stop", {}, { usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2 } })]],
    ["Ollama's fields", [end("stop", {}, { prompt_eval_count: 5, eval_count: 2 })]],
    ["a total and one of its parts", [end("stop", {}, { usage: { prompt_tokens: 5, total_tokens: 7 } })]],
    ["figures without their total", [end("stop", {}, { usage: { ...COST, total_tokens: 0 } })]],
  ])("is decoded from %s", async (_, chunks) => {
    expect(await readBytes(sse(hi, ...chunks))).toMatchObject({ text: "hi", finish: "stop", usage: [5, 2, 7] });
  });

  it("may have only a total", async () => {
    const total = end("stop", {}, { usage: { total_tokens: 7 } });
    expect(await readBytes(sse(hi, total))).toMatchObject({ usage: [0, 0, 7] });
  });

  it.each([
    null,
    {},
    [],
    "5",
    { total_tokens: 0 },
    { prompt_tokens: -1 },
    { prompt_tokens: 1e12 },
    { prompt_tokens: "many" },
  ])("is not in %j", async (usage) => {
    expect(await readBytes(sse(hi, end("stop", {}, { usage })))).toEqual({ text: "hi", finish: "stop" });
  });
});
